import { createPad } from './pad.ts';

/**
 * Makes the upload form's sheet one to draw on, to drop and to paste on, and shows a file before it is sent. What is
 * sent stays the plain form: a drawing becomes the form's file.
 */
export function enhanceUpload(form: HTMLFormElement): void {
  const part = <T extends HTMLElement>(name: string): T => {
    const element = form.querySelector<T>(`[data-${name}]`);
    if (element === null) throw new Error(`Cannot enhance the form: data-${name} is missing`);
    return element;
  };
  const file = part<HTMLInputElement>('file');
  const canvas = part<HTMLCanvasElement>('pad');
  const invite = part('invite');
  const undo = part<HTMLButtonElement>('undo');
  const clear = part<HTMLButtonElement>('clear');
  const submit = part<HTMLButtonElement>('submit');
  const status = part('status');
  const sheet = canvas.parentElement ?? form;

  form.classList.add('enhanced');
  canvas.hidden = part('tools').hidden = false;
  const inviteTo = (title: string, hint: string) => {
    part('invite-title').textContent = title;
    part('invite-hint').textContent = hint;
    invite.hidden = false;
  };
  const inviteToDraw = () => {
    const touch = matchMedia('(pointer: coarse)').matches;
    inviteTo(
      'Draw a digit here',
      touch ? 'or take or choose a picture' : 'or drop, paste or choose a picture',
    );
  };
  inviteToDraw();
  file.required = false;
  file.tabIndex = -1;

  const say = (text: string) => {
    status.textContent = text;
  };

  const pad = createPad(canvas, () => {
    if (pad.empty) inviteToDraw();
    else invite.hidden = true;
    undo.disabled = clear.disabled = pad.empty;
    say('');
  });

  for (const [button, act] of [
    [undo, () => pad.undo()],
    [clear, () => pad.clear()],
  ] as const)
    button.addEventListener('click', () => {
      file.value = '';
      act();
    });
  part('choose').addEventListener('click', () => file.click());

  const preview = async () => {
    const chosen = file.files?.[0];
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
  file.addEventListener('change', preview);

  const take = (files: FileList | undefined) => {
    if (files === undefined || files.length === 0) return false;
    const [first] = files;
    if (first === undefined) return false;
    setFile(file, first);
    void preview();
    submit.focus();
    return true;
  };
  document.addEventListener('paste', (event) => {
    if (take(event.clipboardData?.files)) event.preventDefault();
  });
  for (const name of ['dragover', 'dragleave', 'drop'] as const)
    document.addEventListener(name, (event) => {
      event.preventDefault();
      sheet.classList.toggle('over', name === 'dragover');
      if (name === 'drop') take(event.dataTransfer?.files);
    });

  let drawingIsFile = false;
  form.addEventListener('submit', async (event) => {
    if (submit.hasAttribute('aria-busy')) return event.preventDefault();
    if (!drawingIsFile && (pad.drawn || file.value === '')) {
      event.preventDefault();
      if (pad.empty) return say('Draw a digit, or choose a picture, first.');
      setFile(file, await pad.toFile());
      drawingIsFile = true;
      return form.requestSubmit(submit);
    }
    submit.setAttribute('aria-busy', 'true');
    submit.textContent = 'Reading…';
  });
  // Coming back with the browser's Back button shows the page as it was left.
  addEventListener('pageshow', () => {
    drawingIsFile = false;
    submit.removeAttribute('aria-busy');
    submit.textContent = 'Read it';
  });
}

function setFile(input: HTMLInputElement, file: File): void {
  const transfer = new DataTransfer();
  transfer.items.add(file);
  input.files = transfer.files;
}
