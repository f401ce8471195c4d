import { notADigit } from '../src/core/prediction.ts';
import { asText, type HistoryFilter, inPercent } from './history-url.ts';
import { statusWords } from './words.ts';

/** What a filter holds, in words, e.g. `read as 7 · labelled wrong`; empty for everything. */
export function filterWords(filter: HistoryFilter): string {
  const { digit, status, label, labelled, sampled, model, minConfidence, maxConfidence, from, until } =
    filter;
  const words = [
    digit === undefined ? '' : `read as ${digit}`,
    status === undefined ? '' : statusWords[status].toLowerCase(),
    labelWords(label),
    labelled === undefined ? '' : `read ${labelled === 'right' ? 'rightly' : 'wrongly'}`,
    sampled === undefined ? '' : `${sampled ? 'in' : 'not in'} the random sample`,
    model === undefined ? '' : `by model ${model}`,
    minConfidence === undefined ? '' : `at least ${inPercent(minConfidence)}% sure`,
    maxConfidence === undefined ? '' : `at most ${inPercent(maxConfidence)}% sure`,
    from === undefined ? '' : `from ${asText(from)}`,
    until === undefined ? '' : `before ${asText(until)}`,
  ];
  return words.filter((word) => word !== '').join(' · ');
}

function labelWords(label: HistoryFilter['label']): string {
  if (label === undefined) return '';
  if (label === 'any') return 'labelled';
  if (label === 'none') return 'not labelled';
  return label === notADigit ? 'labelled not a digit' : `really ${label}`;
}
