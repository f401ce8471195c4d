import { notADigit } from '../../src/core/prediction.ts';
import type { StoredPrediction } from '../../src/core/store.ts';

/** What a person said of the answer, if anybody did. */
export function Verdict({ digit, label }: Pick<StoredPrediction, 'digit' | 'label'>) {
  if (label === null) return '';
  return label === digit ? (
    <span class="verdict right">Confirmed</span>
  ) : (
    <span class="verdict wrong" safe>
      {label === notADigit ? 'Not a digit' : `Really ${label}`}
    </span>
  );
}
