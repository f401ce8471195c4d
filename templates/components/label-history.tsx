import { notADigit } from '../../src/core/prediction.ts';
import type { LabelEntry, LabelSource } from '../../src/core/store.ts';
import { When } from './when.tsx';

const sources: Readonly<Record<LabelSource, string>> = {
  client: 'by a program',
  person: 'by a person',
  import: 'with an import',
};

/** Everything that was ever said of a picture, the newest first. */
export function LabelHistory({ entries }: { entries: readonly LabelEntry[] }) {
  if (entries.length === 0) return <p class="quietly">Nobody has said yet what it really is.</p>;
  return (
    <ol class="entries">
      {entries.map(({ label, source, createdAt }) => (
        <li>
          <strong safe>{told(label)}</strong> <span class="quietly" safe>{`${sources[source]},`}</span>{' '}
          <span class="quietly">
            <When date={createdAt} />
          </span>
        </li>
      ))}
    </ol>
  );
}

const told = (label: LabelEntry['label']) =>
  label === null ? 'Taken back' : label === notADigit ? 'Not a digit' : `Really ${label}`;
