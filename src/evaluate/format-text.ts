import type { Share } from '../core/statistics/share.ts';
import { isRight, type Outcome } from './outcome.ts';
import type { Summary } from './summarise.ts';

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const said = ({ right, total, share, interval }: Share): string =>
  `${percent(share).padStart(9)}  (${right} of ${total}; 95 %: ${percent(interval[0])} to ${percent(interval[1])})`;

function confusionTable(confusion: Summary['confusion']): string[] {
  const cell = (value: number | string): string => String(value === 0 ? '·' : value).padStart(6);
  const head = ['label', ...Array.from({ length: 10 }, (_, i) => cell(`→${i}`)), cell('other')].join(' ');
  return [head, ...confusion.map((row, label) => [String(label).padEnd(5), ...row.map(cell)].join(' '))];
}

/** How many wrong ones are named. */
const named = 50;

/** The figures for people. */
export function formatText(summary: Summary, outcomes: readonly Outcome[]): string {
  const { digits, standing, refused, numbers, none, calibration, latency } = summary;
  const lines = [
    `${summary.samples} pictures read${summary.failures.length > 0 ? `, ${summary.failures.length} could not be` : ''}`,
    '',
  ];
  const add = (name: string, share: Share): void => {
    if (share.total > 0) lines.push(`${name.padEnd(26)} ${said(share)}`);
  };
  add('digits read rightly', digits);
  add('right when ok', standing);
  add('digits refused', refused);
  add('numbers read rightly', numbers);
  add('no digit, and not ok', none);
  if (summary.auroc !== null)
    lines.push(`${'AUROC digit or not'.padEnd(26)} ${summary.auroc.toFixed(4).padStart(9)}`);
  if (digits.total > 0)
    lines.push(`${'calibration error (ECE)'.padEnd(26)} ${percent(calibration.error).padStart(9)}`);
  lines.push(
    `${'latency'.padEnd(26)} ${latency.median.toFixed(2).padStart(6)} ms  (95 % within ${latency.p95.toFixed(2)} ms)`,
  );
  lines.push(
    `${'status'.padEnd(26)} ${Object.entries(summary.statuses)
      .map(([status, count]) => `${status} ${count}`)
      .join(', ')}`,
  );
  lines.push(
    `${'decided by'.padEnd(26)} ${Object.entries(summary.decidedBy)
      .map(([stage, count]) => `${stage} ${count}`)
      .join(', ')}`,
  );
  if (summary.sources.length > 0) {
    lines.push('', 'source');
    for (const { source, result } of summary.sources)
      lines.push(`  ${(source || '(none)').padEnd(24)} ${said(result)}`);
  }
  if (digits.total > 0) {
    lines.push('', ...confusionTable(summary.confusion));
    lines.push('', 'confidence     count   mean confidence   accuracy');
    for (const { from, to, count, confidence, accuracy } of calibration.bins)
      if (count > 0)
        lines.push(
          `${from.toFixed(2)} to ${to.toFixed(2)} ${String(count).padStart(7)} ${percent(confidence).padStart(17)} ${percent(accuracy).padStart(10)}`,
        );
  }
  const wrong = outcomes.filter((outcome) => !isRight(outcome));
  if (wrong.length > 0) lines.push('', `wrong (${wrong.length})`);
  for (const { name, label, answer, status, confidence } of wrong.slice(0, named))
    lines.push(`  ${name}: is ${label}, read as ${answer || 'nothing'} (${status}, ${percent(confidence)})`);
  if (wrong.length > named) lines.push(`  and ${wrong.length - named} more: see --html`);
  for (const { name, reason } of summary.failures) lines.push(`  ${name}: ${reason}`);
  return lines.join('\n');
}
