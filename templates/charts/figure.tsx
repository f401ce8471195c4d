import type { PropsWithChildren } from '@kitajs/html';

export interface NumbersProps {
  readonly columns: readonly string[];
  /** A row's first cell is its head. */
  readonly rows: readonly (readonly string[])[];
}

interface ChartProps extends NumbersProps {
  /** Of the figure, and the start of its element's id. */
  readonly id: string;
  readonly title: string;
  /** How to read it, in a sentence or two. */
  readonly hint: string;
}

/** A plot with its title and what it means; its numbers stand beneath, for everybody who opens them. */
export function Chart({ id, title, hint, columns, rows, children }: PropsWithChildren<ChartProps>) {
  return (
    <section class="panel chart" aria-labelledby={id}>
      <h2 id={id} safe>
        {title}
      </h2>
      <p class="chart-hint" safe>
        {hint}
      </p>
      {children}
      <details class="numbers">
        <summary>The numbers</summary>
        <Numbers title={title} columns={columns} rows={rows} />
      </details>
    </section>
  );
}

function Numbers({ title, columns, rows }: NumbersProps & { title: string }) {
  return (
    <section class="wide-table" aria-label={`${title}: the numbers`} tabindex="0">
      <table>
        <thead>
          <tr>
            {columns.map((column, i) => (
              <th scope="col" class={i === 0 ? undefined : 'number'} safe>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([head = '', ...cells]) => (
            <tr>
              <th scope="row" safe>
                {head}
              </th>
              {cells.map((cell) => (
                <td class="number" safe>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
