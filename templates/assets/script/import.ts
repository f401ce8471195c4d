import { textLines } from './batch-lines.ts';
import { finder } from './parts.ts';

/** As many failures as anybody reads. */
const mostFailures = 200;

type Counts = Readonly<Record<string, number>>;

interface Line {
  readonly total?: number | null;
  readonly done?: number;
  readonly counts?: Counts;
  readonly name?: string;
  readonly problem?: { readonly detail: string };
  readonly summary?: {
    readonly rows: number;
    readonly counts: Counts;
    readonly problem?: { readonly detail: string };
  };
}

/** Sends the files of the form and shows how the import goes while it goes. */
export function enhanceImport(form: HTMLFormElement): void {
  const part = finder(document);
  const submit = part<HTMLButtonElement>('submit');
  const run = part('run');
  const cancel = part<HTMLButtonElement>('cancel');
  const bar = part<HTMLProgressElement>('progress');
  const status = part('status');
  const failures = part('failures');
  let sending: AbortController | undefined;

  cancel.addEventListener('click', () => sending?.abort());
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = new AbortController();
    submit.disabled = true;
    run.hidden = cancel.hidden = false;
    failures.replaceChildren();
    bar.removeAttribute('value');
    status.textContent = 'Sending…';
    try {
      await send(new FormData(form), sending.signal);
    } catch (error) {
      const stopped = sending.signal.aborted;
      const why = error instanceof Error ? error.message : String(error);
      status.textContent = stopped
        ? 'Cancelled. What was read by then is stored.'
        : `It could not be imported: ${why}`;
      if (bar.position === -1) bar.value = 0;
    }
    sending = undefined;
    submit.disabled = false;
    cancel.hidden = true;
  });

  async function send(body: FormData, signal: AbortSignal): Promise<void> {
    const response = await fetch('/import?rows=failed', { method: 'POST', body, signal });
    if (!response.ok || response.body === null) {
      const problem = (await response.json().catch(() => ({}))) as { detail?: string };
      throw new Error(problem.detail ?? `the server answered ${response.status}`);
    }
    let total: number | null = null;
    for await (const text of textLines(response.body)) {
      const line: Line = JSON.parse(text);
      if (line.total !== undefined) {
        total = line.total;
        status.textContent = total === null ? 'Reading…' : `Reading ${whole(total)}…`;
      }
      if (line.name !== undefined) fail(line.name, line.problem?.detail ?? '');
      if (line.done !== undefined && line.counts) show(line.done, total, line.counts);
      if (line.summary) return end(line.summary);
    }
    throw new Error('the answer was cut off; send it again, and it goes on where it was');
  }

  function show(done: number, total: number | null, counts: Counts): void {
    status.textContent = total === null ? `${whole(done)} rows…` : `${whole(done)} of ${whole(total)}…`;
    if (total !== null) {
      bar.max = Math.max(1, total);
      bar.value = done;
    }
    for (const [outcome, value] of Object.entries(counts))
      part(`count="${outcome}"`).textContent = whole(value);
  }

  function end({ rows, counts, problem }: NonNullable<Line['summary']>): void {
    show(rows, rows, counts);
    status.textContent = problem ? problem.detail : `Done: ${whole(rows)} ${rows === 1 ? 'row' : 'rows'}.`;
  }

  function fail(name: string, detail: string): void {
    if (failures.childElementCount >= mostFailures) return;
    const item = document.createElement('li');
    const strong = document.createElement('strong');
    strong.textContent = name;
    item.append(strong, ` ${detail}`);
    failures.append(item);
  }
}

const whole = (value: number) => value.toLocaleString('en');
