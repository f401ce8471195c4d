import { percent } from '../format.ts';

interface Row {
  readonly digit: number;
  /** 0–1. */
  readonly share: number;
  readonly best?: boolean;
  /** A ring around the digit, as a teacher's pencil would draw it, and what it means. */
  readonly ring?: { readonly kind: 'right' | 'wrong'; readonly meaning: string } | undefined;
}

interface BarsProps {
  /** What the table says, for those who hear it. */
  readonly caption: string;
  readonly rows: readonly Row[];
}

/** Shares as bars: a table to a screen reader, SVG to the eye (a width in `style` would need a laxer policy). */
export function Bars({ caption, rows }: BarsProps) {
  return (
    <table class="bars">
      <caption class="unseen" safe>
        {caption}
      </caption>
      <thead class="unseen">
        <tr>
          <th scope="col">Digit</th>
          <th scope="col">Probability</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ digit, share, best, ring }) => (
          <tr class={best ? 'best' : undefined}>
            <th scope="row">
              <span class={ring ? `ring ${ring.kind}` : undefined}>{digit}</span>
              {ring ? (
                <span class="unseen" safe>
                  {`, ${ring.meaning}`}
                </span>
              ) : (
                ''
              )}
            </th>
            <td>
              <Bar share={share} />
              <span class="bars-share" safe>
                {percent(share)}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Bar({ share }: { share: number }) {
  return (
    <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="bar-rest" width="100" height="10" />
      <rect class="bar-share" width={(share * 100).toFixed(2)} height="10" />
    </svg>
  );
}
