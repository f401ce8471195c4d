import type { ModelAccuracy } from '../../src/core/accuracy/summarise.ts';
import type { MeasuredShare, StageFacts } from '../../src/core/model-card.ts';
import type { Share } from '../../src/core/statistics/share.ts';
import { byteSize, count, share as inWords, shareRange } from '../format.ts';
import type { ListedModel } from '../pages/models.tsx';
import { setWords } from '../words.ts';
import { modelName } from './model-card.tsx';

interface ModelTableProps {
  readonly models: readonly ListedModel[];
  readonly gone: readonly ModelAccuracy[];
}

/** A model as a column. */
interface Column {
  readonly name: string;
  readonly active: boolean;
  readonly here: ModelAccuracy | null;
  readonly stages: readonly StageFacts[];
  readonly digits: readonly MeasuredShare[];
  readonly nonDigits: readonly MeasuredShare[];
}

/** Models as columns, figures as rows. */
export function ModelTable({ models, gone }: ModelTableProps) {
  const columns: readonly Column[] = [
    ...models
      .filter(({ problem }) => problem === null)
      .map((model) => ({
        name: modelName(model),
        active: model.active,
        here: model.here,
        stages: model.card?.stages ?? [],
        digits: model.card?.digits ?? [],
        nonDigits: model.card?.nonDigits ?? [],
      })),
    ...gone.map((here) => ({
      name: `${here.model.name} ${here.model.version} (its folder is gone)`,
      active: false,
      here,
      stages: [],
      digits: [],
      nonDigits: [],
    })),
  ];
  return (
    <section class="wide-table" aria-label="Models side by side" tabindex="0">
      <table class="model-table">
        <thead>
          <tr>
            <td />
            {columns.map(({ name, active }) => (
              <th scope="col" class={active ? 'number active' : 'number'} safe>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Row title="Read here" cells={columns.map(({ here }) => [count(here?.predictions ?? 0)])} />
          <Row
            title="Digits right here"
            note="random sample"
            cells={columns.map(({ here }) => shareCell(here?.sample.digits))}
          />
          <Row
            title="Digits right here"
            note="all labels"
            cells={columns.map(({ here }) => shareCell(here?.all.digits))}
          />
          <MeasuredRows columns={columns} group="digits" note="digits right, when made" />
          <MeasuredRows columns={columns} group="nonDigits" note="not taken for a digit, when made" />
          <Row
            title="Networks"
            cells={columns.map(({ stages }) => [stages.map(({ name }) => name).join(' → ') || '–'])}
          />
          <Row
            title="Multiply-adds"
            note="all networks"
            cells={columns.map(({ stages }) => [sumOf(stages, 'multiplyAdds', count)])}
          />
          <Row title="Size" cells={columns.map(({ stages }) => [sumOf(stages, 'bytes', byteSize)])} />
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly title: string;
  readonly note?: string;
  /** A cell's first line, and what stands beneath it. */
  readonly cells: readonly (readonly string[])[];
}

function Row({ title, note, cells }: RowProps) {
  return (
    <tr>
      <th scope="row">
        <span safe>{title}</span>
        {note ? (
          <span class="row-note" safe>
            {note}
          </span>
        ) : (
          ''
        )}
      </th>
      {cells.map(([main = '–', ...notes]) => (
        <td class="number">
          <strong safe>{main}</strong>
          {notes.map((line) => (
            <span class="row-note" safe>
              {line}
            </span>
          ))}
        </td>
      ))}
    </tr>
  );
}

/** A row for every set of pictures that any of the models was measured on. */
function MeasuredRows({
  columns,
  group,
  note,
}: {
  columns: readonly Column[];
  group: 'digits' | 'nonDigits';
  note: string;
}) {
  const sets = [...new Set(columns.flatMap((column) => column[group].map(({ set }) => set)))];
  return (
    <>
      {sets.map((set) => (
        <Row
          title={setWords[set] ?? set}
          note={note}
          cells={columns.map((column) => {
            const measured = column[group].find((one) => one.set === set);
            return measured
              ? [inWords(measured.share), shareRange(measured.share, measured.interval)]
              : ['–'];
          })}
        />
      ))}
    </>
  );
}

function shareCell(share: Share | undefined): readonly string[] {
  if (!share || share.total === 0) return ['–'];
  return [
    inWords(share.share),
    shareRange(share.share, share.interval),
    `${count(share.right)} of ${count(share.total)}`,
  ];
}

function sumOf(
  stages: readonly StageFacts[],
  key: 'multiplyAdds' | 'bytes',
  say: (value: number) => string,
): string {
  const values = stages.map((stage) => stage[key]);
  const known = values.filter((value) => value !== null);
  return known.length === 0 || known.length < values.length ? '–' : say(known.reduce((sum, n) => sum + n, 0));
}
