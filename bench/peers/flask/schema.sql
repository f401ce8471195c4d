create table if not exists predictions (
  id bigserial primary key,
  created_at timestamptz not null default now(),
  digit smallint not null,
  confidence real not null,
  probabilities real[] not null,
  image bytea not null
);
