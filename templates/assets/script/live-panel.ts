import type { Prediction } from '../../../src/core/prediction.ts';
import { percent } from '../../format.ts';
import { explanation, headline, sureness } from '../../words.ts';
import type { LiveAnswer } from './recogniser-messages.ts';

/** Shows what the browser reads where the server's answer stands. */
export interface LivePanel {
  show(answer: LiveAnswer): void;
  /** Puts back what was there before. */
  hide(): void;
}

/** How long an answer stands before it is spoken, in milliseconds: a screen reader cannot keep up with a pen. */
const spokenAfter = 700;
const inputSide = 28;

export function createLivePanel(
  findPlace: () => HTMLElement | null,
  outline: HTMLTemplateElement,
): LivePanel {
  let place: HTMLElement | null = null;
  let before: Node[] | undefined;
  let parts: ReturnType<typeof findParts> | undefined;
  let speaking: ReturnType<typeof setTimeout> | undefined;

  const open = () => {
    place = findPlace();
    before = [...(place?.childNodes ?? [])];
    const live = outline.content.cloneNode(true) as DocumentFragment;
    parts = findParts(live);
    place?.replaceChildren(live);
    return parts;
  };

  return {
    show({ prediction, input }) {
      // The server's answer may have taken the place since.
      const { root, figure, say, sure, bars, spoken, seen } = parts?.root.isConnected ? parts : open();
      root.className = `answer live ${prediction.status}`;
      const text = prediction.reading?.text ?? (prediction.digit === null ? '' : String(prediction.digit));
      figure.textContent = text;
      figure.className = `figure length-${Math.min(Math.max(text.length, 1), 9)}`;
      say('headline', headline(prediction));
      const single = prediction.status === 'ok' || prediction.status === 'unsure';
      sure.hidden = !single;
      say('sureness', single ? sureness(prediction) : '');
      say('confidence', single ? percent(prediction.confidence) : '');
      say('why', prediction.status === 'blank' ? 'There is no digit yet.' : explanation(prediction));
      fillBars(bars, prediction);
      paint(seen, input);
      clearTimeout(speaking);
      speaking = setTimeout(() => {
        spoken.textContent = headline(prediction);
      }, spokenAfter);
    },
    hide() {
      clearTimeout(speaking);
      if (before && parts?.root.isConnected) place?.replaceChildren(...before);
      parts = before = undefined;
    },
  };
}

function findParts(live: DocumentFragment) {
  const part = <T extends Element>(selector: string): T => {
    const found = live.querySelector<T>(selector);
    if (found === null) throw new Error(`Cannot show an answer: ${selector} is missing`);
    return found;
  };
  const texts = new Map(
    ['headline', 'sureness', 'confidence', 'why'].map((name) => [name, part<HTMLElement>(`[data-${name}]`)]),
  );
  return {
    root: part<HTMLElement>('.answer'),
    figure: part<HTMLElement>('[data-figure]'),
    sure: part<HTMLElement>('.sureness'),
    bars: part<HTMLElement>('tbody'),
    spoken: part<HTMLElement>('[data-spoken]'),
    seen: part<HTMLCanvasElement>('[data-seen]'),
    say: (name: string, text: string) => {
      const place = texts.get(name);
      if (place) place.textContent = text;
    },
  };
}

/** A bar for each of the ten digits, or for each of those read. */
function fillBars(body: HTMLElement, { status, digit, probabilities, reading }: Prediction): void {
  const shares = reading
    ? reading.digits.map((read) => ({ digit: read.digit, share: read.confidence, best: true }))
    : probabilities.map((share, i) => ({ digit: i, share, best: status !== 'blank' && i === digit }));
  const first = body.firstElementChild;
  while (body.children.length > shares.length) body.lastElementChild?.remove();
  while (first && body.children.length < shares.length) body.append(first.cloneNode(true));
  shares.forEach(({ digit, share, best }, i) => {
    const row = body.children[i];
    row?.classList.toggle('best', best);
    const name = row?.querySelector('th');
    if (name) name.textContent = String(digit);
    row?.querySelector('.bar-share')?.setAttribute('width', (share * 100).toFixed(2));
    const told = row?.querySelector('.bars-share');
    if (told) told.textContent = percent(share);
  });
}

/** The network's 28×28 pixels, as ink on paper. */
function paint(canvas: HTMLCanvasElement, input: Float32Array | null): void {
  const context = canvas.getContext('2d');
  const picture = context?.createImageData(inputSide, inputSide);
  if (!context || !picture) return;
  for (let i = 0; i < inputSide * inputSide; i++) {
    picture.data.fill(Math.round(255 * (input?.[i] ?? 0)), i * 4, i * 4 + 3);
    picture.data[i * 4 + 3] = 255;
  }
  context.putImageData(picture, 0, 0);
}
