import { atLevel, type ContenderResult, type Result } from '../result.ts';

const width = 760;
const left = 290;
const right = 165;
const barHeight = 20;
const gap = 10;
const levels = [32, 128] as const;

const escaped = (text: string) => text.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);

/**
 * Requests a second as bars, at 32 and at 128 connections: an SVG that needs nothing else, and reads well on light and dark
 * paper.
 */
export function toChart({ contenders, date, machine, pictures }: Result): string {
  const order = contenders.toSorted((a, b) => rate(b, 32) - rate(a, 32));
  const most = Math.max(
    ...order.flatMap((contender) => levels.map((connections) => rate(contender, connections))),
  );
  const scale = (width - left - right) / (most || 1);
  const top = 86;
  const rowHeight = levels.length * (barHeight + 2) + gap;
  const height = top + order.length * rowHeight + 56;
  const ours = order.find(({ id }) => id === 'inkwell');

  const rows = order.map((contender, i) => {
    const y = top + i * rowHeight;
    const mine = contender === ours;
    const bars = levels.map((connections, k) => {
      const value = rate(contender, connections);
      const at = y + k * (barHeight + 2);
      const multiple = ours && !mine ? `  Inkwell ${(rate(ours, connections) / value).toFixed(1)}×` : '';
      return (
        `<rect x="${left}" y="${at}" width="${Math.max(2, value * scale).toFixed(1)}" height="${barHeight}" rx="3" class="${mine ? 'ours' : 'peer'} c${connections}"/>` +
        `<text x="${(left + value * scale + 8).toFixed(1)}" y="${at + 14.5}" class="value">${Math.round(value).toLocaleString('en')}<tspan class="note">${multiple}</tspan></text>`
      );
    });
    const middle = y + (rowHeight - gap) / 2 + 5;
    return `<text x="${left - 12}" y="${middle}" text-anchor="end" class="${mine ? 'name strong' : 'name'}">${escaped(contender.name)}</text>${bars.join('')}`;
  });

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">
<title id="title">Predictions a second, each stored durably before it is answered</title>
<desc id="desc">${escaped(order.map((c) => `${c.name}: ${levels.map((n) => `${Math.round(rate(c, n))} at ${n} connections`).join(', ')}`).join('. '))}</desc>
<style>
  svg { color-scheme: light dark }
  text { font: 14px system-ui, sans-serif; fill: #1f2328 }
  .title { font-size: 18px; font-weight: 600 }
  .note, .foot { fill: #59636e; font-size: 12px }
  .strong { font-weight: 600 }
  .ours { fill: #1f5fbf } .peer { fill: #8b95a1 }
  .c128 { opacity: .62 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .note, .foot { fill: #9aa5b1 } .ours { fill: #6ea8fe } .peer { fill: #6b7683 }
  }
</style>
<text x="16" y="32" class="title">Predictions a second, each stored durably before it is answered</text>
<rect x="16" y="48" width="14" height="14" rx="3" class="ours"/><text x="36" y="60" class="foot">32 connections</text>
<rect x="150" y="48" width="14" height="14" rx="3" class="ours c128"/><text x="170" y="60" class="foot">128 connections</text>
${rows.join('\n')}
<text x="16" y="${height - 32}" class="foot">${escaped(`${date.slice(0, 10)} · ${machine} · load generator on the same cores`)}</text>
<text x="16" y="${height - 14}" class="foot">${escaped(`28×28 PNGs as Base64 in JSON, every one different: ${pictures.split(',')[0]}`)}</text>
</svg>
`;
}

const rate = (contender: ContenderResult, connections: number): number =>
  atLevel(contender, connections, ({ perSecond }) => perSecond) || 0;
