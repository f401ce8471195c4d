import {
  type ConfusionAnswer,
  confusionAnswers,
  confusionLabels,
  isWished,
} from '../../src/core/accuracy/confusion.ts';
import type { AccuracySummary } from '../../src/core/accuracy/summarise.ts';
import { type Label, notADigit } from '../../src/core/prediction.ts';
import { count } from '../format.ts';
import { short } from './short.ts';

interface ConfusionProps extends Pick<AccuracySummary, 'confusion'> {
  /** The pictures of a cell. */
  readonly cellUrl: (label: Label, answer: ConfusionAnswer) => string;
}

const columns: Readonly<Record<'unsure' | 'blank' | 'multiple', string>> = {
  unsure: 'Unsure',
  blank: 'Blank',
  multiple: 'Several',
};

/** What pictures truly show against what was answered. Every number leads to its pictures. */
export function Confusion({ confusion, cellUrl }: ConfusionProps) {
  return (
    <section class="wide-table" aria-label="Confusion matrix" tabindex="0">
      <table class="confusion">
        <caption class="unseen">
          Confusion matrix: a row for what pictures truly show, a column for what was answered
        </caption>
        <thead>
          <tr>
            <td />
            {confusionAnswers.map((answer) => (
              <th scope="col" safe>
                {typeof answer === 'number' ? String(answer) : columns[answer]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {confusionLabels.map((label, row) => {
            const cells = confusion[row] ?? [];
            const total = cells.reduce((sum, n) => sum + n, 0);
            return (
              <tr>
                <th scope="row" safe>
                  {label === notADigit ? 'No digit' : String(label)}
                </th>
                {confusionAnswers.map((answer, column) => (
                  <Cell
                    n={cells[column] ?? 0}
                    total={total}
                    wished={isWished(label, answer)}
                    href={cellUrl(label, answer)}
                    says={says(label, answer, cells[column] ?? 0)}
                  />
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

interface CellProps {
  readonly n: number;
  /** Of its row. */
  readonly total: number;
  readonly wished: boolean;
  readonly href: string;
  readonly says: string;
}

function Cell({ n, total, wished, href, says }: CellProps) {
  if (n === 0) return <td class={wished ? 'wished none' : 'none'}>·</td>;
  return (
    <td class={`${wished ? 'wished' : 'slip'} heat-${heat(n / total)}`}>
      <a href={href} title={says} aria-label={says} safe>
        {short(n)}
      </a>
    </td>
  );
}

/** Five shades, by the share of the row; a slip of one in a hundred is seen already. */
const heat = (share: number): number =>
  share < 0.01 ? 1 : share < 0.05 ? 2 : share < 0.2 ? 3 : share < 0.6 ? 4 : 5;

function says(label: Label, answer: ConfusionAnswer, n: number): string {
  const truth = label === notADigit ? 'no digit' : String(label);
  return `${count(n)} × truly ${truth}, answered ${typeof answer === 'number' ? answer : columns[answer].toLowerCase()}`;
}
