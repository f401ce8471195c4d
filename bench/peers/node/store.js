import Database from 'better-sqlite3';

/** One table, as simple as it can be: what is stored here is no more than what was asked and answered. */
export function openStore(path) {
  const db = new Database(path, { timeout: 5000 });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`create table if not exists predictions (
    id integer primary key,
    created_at integer not null,
    digit integer not null,
    confidence real not null,
    probabilities text not null,
    image blob not null
  )`);
  const insert = db.prepare(
    'insert into predictions (created_at, digit, confidence, probabilities, image) values (?, ?, ?, ?, ?)',
  );
  const add = ({ digit, confidence, probabilities, image }) =>
    Number(insert.run(Date.now(), digit, confidence, JSON.stringify(probabilities), image).lastInsertRowid);
  return { add, addAll: db.transaction((rows) => rows.map(add)), close: () => db.close() };
}

/** A commit for each. */
export const singly = (store) => async (row) => store.add(row);

/** One commit for all that came while the last one ran: nobody waits for a clock, and a lone request not at all. */
export function grouped(store) {
  let waiting = [];
  function flush() {
    const group = waiting;
    waiting = [];
    try {
      const ids = store.addAll(group.map(({ row }) => row));
      for (const [i, { resolve }] of group.entries()) resolve(ids[i]);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
  return (row) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ row, resolve, reject });
    });
}
