import type { StoredPrediction } from '../../src/core/store.ts';

/** What a person said of the answer, if anybody did. */
export function Verdict({ digit, label }: Pick<StoredPrediction, 'digit' | 'label'>) {
  if (label === null) return '';
  return label === digit ? (
    <span class="verdict right">Confirmed</span>
  ) : (
    <span class="verdict wrong">Really {label}</span>
  );
}
