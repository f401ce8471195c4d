import { encodePng } from '../core/encode-png.ts';
import { formatText } from './format-text.ts';
import { isRight, type Outcome } from './outcome.ts';
import type { Summary } from './summarise.ts';

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** How many right ones are shown, evenly picked. */
const shown = 200;

function figure({ name, label, answer, status, confidence, input }: Outcome): string {
  const data = Uint8Array.from(input ?? new Float32Array(28 * 28), (value) => Math.round(255 * value));
  const png = Buffer.from(encodePng({ width: 28, height: 28, data })).toString('base64');
  const words = `${escapeHtml(name)}: ${escapeHtml(label)} read as ${escapeHtml(answer || 'nothing')}, ${status}, ${(100 * confidence).toFixed(1)} %`;
  return `<figure><img src="data:image/png;base64,${png}" width="84" height="84" alt="${words}"><figcaption>${words}</figcaption></figure>`;
}

/** One page with the figures and what the network saw: all wrong ones, and some right ones. It needs no other file. */
export function formatHtml(summary: Summary, outcomes: readonly Outcome[], title: string): string {
  const wrong = outcomes.filter((outcome) => !isRight(outcome));
  const right = outcomes.filter(isRight);
  const step = Math.max(1, Math.ceil(right.length / shown));
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1c1b19; background: #fbfaf7 }
pre { overflow-x: auto; background: #f1efe9; padding: 1rem }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem }
figure { margin: 0; width: 8rem; font-size: 0.75rem; overflow-wrap: anywhere }
img { image-rendering: pixelated; background: #000 }
</style>
<h1>${escapeHtml(title)}</h1>
<pre>${escapeHtml(formatText(summary, []))}</pre>
<h2>Wrong (${wrong.length})</h2>
<div class="pictures">${wrong.map(figure).join('\n')}</div>
<h2>Right (${right.length}, some of them)</h2>
<div class="pictures">${right
    .filter((_, i) => i % step === 0)
    .map(figure)
    .join('\n')}</div>
</html>
`;
}
