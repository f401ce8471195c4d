import type { LiveSources } from '../../site.ts';
import { showDisagreement } from './disagreement.ts';
import { goToBatch, needsBatch } from './go-to-batch.ts';
import { createLivePanel } from './live-panel.ts';
import { createLiveReader, type LiveReader } from './live-reader.ts';
import { createPad, type Pad } from './pad.ts';
import { finder, type Part } from './parts.ts';
import type { LiveAnswer } from './recogniser-messages.ts';
import { reloadOnReturn, sendAndSwap } from './swap.ts';
import { takePictures } from './take-pictures.ts';

/** What changes when an answer has come. */
const changing = ['[data-notice-place]', '#result', '[data-latest-place]'];

/**
 * Makes the upload form's sheet one to draw on, to drop and to paste on, shows a file before it is sent, and reads drawings in the
 * browser. What is sent stays the plain form: a drawing becomes the form's file.
 */
export function enhanceUpload(form: HTMLFormElement): void {
  const part = finder(form);
  const file = part<HTMLInputElement>('file');
  const canvas = part<HTMLCanvasElement>('pad');
  const invite = part('invite');
  const undo = part<HTMLButtonElement>('undo');
  const clear = part<HTMLButtonElement>('clear');
  const submit = part<HTMLButtonElement>('submit');
  const pen = part<HTMLInputElement>('pen');
  let answer: LiveAnswer | undefined;

  form.classList.add('enhanced');
  canvas.hidden = part('tools').hidden = false;
  file.required = false;
  file.multiple = true;
  file.tabIndex = -1;

  const say = (text: string) => {
    part('status').textContent = text;
  };
  const inviteTo = (title: string, hint: string) => {
    part('invite-title').textContent = title;
    part('invite-hint').textContent = hint;
    invite.hidden = false;
  };
  const inviteToDraw = () => {
    const touch = matchMedia('(pointer: coarse)').matches;
    inviteTo(
      'Draw a digit here',
      touch ? 'or take or choose a picture' : 'or drop, paste or choose pictures',
    );
  };
  inviteToDraw();

  const live = createLive(form, part, say, (latest) => {
    // It may come late: after the sheet was cleared, or the next line was begun.
    if (!pad.drawn) return false;
    answer = latest;
    return true;
  });
  let framed = false;
  const pad: Pad = createPad(canvas, {
    onApproach: () => live?.reader.start(),
    onChange() {
      if (pad.empty) inviteToDraw();
      else invite.hidden = true;
      undo.disabled = clear.disabled = pad.empty;
      say('');
      answer = undefined;
      if (!pad.drawn) live?.panel.hide();
      // Pointers may move oftener than a screen is drawn.
      if (!framed) requestAnimationFrame(readDrawing);
      framed = true;
    },
  });
  const readDrawing = () => {
    framed = false;
    if (pad.drawn) live?.reader.read(pad.pixels());
    else showBoxes(part('boxes'), undefined);
  };
  pen.addEventListener('input', () => {
    pad.penWidth = pen.valueAsNumber / 1000;
  });

  const takeBack = (act: () => void) => {
    file.value = '';
    act();
  };
  undo.addEventListener('click', () => takeBack(pad.undo));
  clear.addEventListener('click', () => takeBack(pad.clear));
  document.addEventListener('keydown', (event) => {
    const typing = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
    if (event.key !== 'z' || !(event.ctrlKey || event.metaKey) || typing || pad.empty) return;
    event.preventDefault();
    takeBack(pad.undo);
  });
  part('choose').addEventListener('click', () => file.click());

  const preview = async () => {
    const [chosen] = file.files ?? [];
    if (chosen === undefined) return;
    try {
      pad.show(await createImageBitmap(chosen));
    } catch {
      // What the browser can't show, e.g. HEIC, is for the server to judge: its answer says what to do.
      pad.clear();
      clear.disabled = false;
      inviteTo(chosen.name, 'can’t be shown here, but can be sent');
    }
    say(`Chosen: ${chosen.name}`);
  };
  const take = (files: readonly File[]) => {
    const [first] = files;
    if (first === undefined) return;
    if (needsBatch(files)) return void goToBatch(files);
    setFile(file, first);
    void preview();
    submit.focus();
  };
  file.addEventListener('change', () => {
    const files = [...(file.files ?? [])];
    if (needsBatch(files)) void goToBatch(files);
    else void preview();
  });
  takePictures(canvas.parentElement ?? form, part<HTMLButtonElement>('camera'), take);
  reloadOnReturn();

  const busy = (reading: boolean) => {
    submit.toggleAttribute('aria-busy', reading);
    if (reading) submit.setAttribute('aria-busy', 'true');
    submit.textContent = reading ? 'Reading…' : 'Read it';
  };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (submit.hasAttribute('aria-busy')) return;
    if (pad.empty && file.value === '') return say('Draw a digit, or choose a picture, first.');
    busy(true);
    if (pad.drawn) setFile(file, await pad.toFile());
    const before = pad.drawn ? answer : undefined;
    const sent = await sendAndSwap(form, new FormData(form), changing);
    busy(false);
    if (pad.drawn) file.value = '';
    if (!sent) return say('Inkwell cannot be reached. Nothing is lost: send it again in a moment.');
    if (before) showDisagreement(before.prediction);
    const result = document.querySelector<HTMLElement>('#result');
    result?.focus({ preventScroll: true });
    // Nothing may jump where the head of the answer is to be seen already.
    const { top = 0 } = result?.getBoundingClientRect() ?? {};
    if (top < 0 || top > 0.6 * innerHeight) result?.scrollIntoView();
  });
  // Coming back with the browser's Back button shows the page as it was left.
  addEventListener('pageshow', () => busy(false));
}

/** The reader in the browser, where the page names one. */
function createLive(
  form: HTMLFormElement,
  part: Part,
  say: (text: string) => void,
  accept: (answer: LiveAnswer) => boolean,
): { reader: LiveReader; panel: ReturnType<typeof createLivePanel> } | undefined {
  const outline = document.querySelector<HTMLTemplateElement>('template[data-live-answer]');
  const sources = form.dataset['live'];
  if (outline === null || sources === undefined) return undefined;
  // The place is looked up each time: a new answer of the server brings its own.
  const panel = createLivePanel(() => document.querySelector<HTMLElement>('#result'), outline);
  const bar = part<HTMLProgressElement>('loading');
  const reader = createLiveReader({
    sources: JSON.parse(sources) as LiveSources,
    onAnswer(answer) {
      if (!accept(answer)) return;
      panel.show(answer);
      showBoxes(part('boxes'), answer);
    },
    onProgress(share) {
      bar.value = share;
      bar.hidden = share === 1;
    },
    onFailure() {
      bar.hidden = true;
      say('Your browser cannot read along; the server reads when you send it.');
    },
  });
  return { reader, panel };
}

/** Frames around several digits, over the sheet. */
function showBoxes(svg: Element, answer: LiveAnswer | undefined): void {
  const digits = answer?.prediction.reading?.digits ?? [];
  svg.replaceChildren(
    ...digits.map(({ box }) => {
      const frame = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      frame.setAttribute('class', 'picture-box');
      for (const [name, value] of Object.entries(box)) frame.setAttribute(name, String(value));
      return frame;
    }),
  );
}

function setFile(input: HTMLInputElement, file: File): void {
  const transfer = new DataTransfer();
  transfer.items.add(file);
  input.files = transfer.files;
}
