import { type FileOutcome, sendFiles } from './batch-lines.ts';
import { createOutcomeList } from './outcome-list.ts';
import { finder } from './parts.ts';
import { takePictures } from './take-pictures.ts';

/** A file that has been or is to be read. */
export interface Job {
  /** Its place among all. */
  readonly order: number;
  readonly name: string;
  readonly content: File | Error;
}

/** Few enough that the first answers come soon and little is lost when one request fails, many enough that none waits. */
const chunk = { files: 24, bytes: 4 * 1024 * 1024 };
/** Requests under way: one is sent while another is read. */
const lanes = 2;

/**
 * Makes the form for many pictures show what becomes of each while the rest is still being sent: a true progress, a card for each
 * file, a summary, cancelling, and another try for what failed.
 *
 * @returns `take`: reads these files, too
 */
export function enhanceBatch(form: HTMLFormElement): { take(files: readonly File[]): void } {
  const part = finder(form.closest('main') ?? document);
  const file = part<HTMLInputElement>('file');
  const folder = part<HTMLInputElement>('folder');
  const bar = part<HTMLProgressElement>('progress');
  const cancel = part<HTMLButtonElement>('cancel');
  const retry = part<HTMLButtonElement>('retry');
  const maxBytes = Number(form.dataset['maxBytes']);
  const list = createOutcomeList(part);

  const waiting: Job[] = [];
  let failed: Job[] = [];
  let total = 0;
  let running = 0;
  let unpacking = 0;
  let stop = new AbortController();

  folder.webkitdirectory = true;
  form.classList.add('enhanced');
  for (const name of ['choose', 'choose-folder']) part(name).hidden = false;
  part('submit').hidden = true;

  const say = (text: string) => {
    part('status').textContent = text;
  };
  const update = () => {
    const left = waiting.length + running;
    const done = total - left;
    const busy = running > 0 || unpacking > 0;
    part('run').hidden = total === 0 && !busy;
    bar.max = Math.max(1, total);
    bar.value = done;
    cancel.hidden = !busy;
    const again = busy ? 0 : failed.length + waiting.length;
    retry.hidden = again === 0;
    retry.textContent = waiting.length > 0 ? `Read the other ${again}` : `Try the ${again} failed again`;
    say(
      busy
        ? `${done} of ${total} read`
        : waiting.length > 0
          ? `Stopped: ${done} of ${total} read`
          : `All ${total} read`,
    );
  };

  const settle = (job: Job, outcome: FileOutcome) => {
    running--;
    if ('failure' in outcome) failed.push(job);
    list.add(job, outcome);
    update();
  };

  const nextChunk = (): Job[] => {
    const taken: Job[] = [];
    let bytes = 0;
    while (taken.length < chunk.files && bytes < chunk.bytes) {
      const job = waiting.shift();
      if (job === undefined) break;
      taken.push(job);
      if (job.content instanceof File) bytes += job.content.size;
    }
    running += taken.length;
    return taken;
  };

  /** Sends chunk after chunk until none is left. */
  const runLane = async (signal: AbortSignal) => {
    for (let jobs = nextChunk(); jobs.length > 0; jobs = nextChunk()) {
      const open = new Set(jobs);
      const tell = (job: Job | undefined, outcome: FileOutcome) => {
        if (job && open.delete(job)) settle(job, outcome);
      };
      const sendable: { job: Job; file: File; name: string }[] = [];
      for (const job of jobs) {
        if (job.content instanceof Error) tell(job, { failure: job.content.message });
        else if (job.content.size > maxBytes) tell(job, { failure: `It has more than ${maxBytes} bytes` });
        else sendable.push({ job, file: job.content, name: job.name });
      }
      try {
        if (sendable.length > 0)
          await sendFiles(sendable, signal, (i, outcome) => tell(sendable[i]?.job, outcome));
      } catch (error) {
        if (signal.aborted) {
          // What was not answered is not lost: it can be read later.
          running -= open.size;
          waiting.unshift(...open);
          return update();
        }
        const failure =
          error instanceof TypeError ? 'The server cannot be reached' : String((error as Error).message);
        for (const job of open) tell(job, { failure });
      }
      update();
    }
  };
  let lanesOpen = 0;
  const run = () => {
    const { signal } = stop;
    while (lanesOpen < lanes && waiting.length > 0) {
      lanesOpen++;
      void runLane(signal).finally(() => {
        lanesOpen--;
        update();
      });
    }
    update();
  };

  const add = (jobs: readonly Omit<Job, 'order'>[]) => {
    waiting.push(...jobs.map((job, i) => ({ ...job, order: total + i })));
    total += jobs.length;
    run();
  };
  const unpack = async (archive: File) => {
    unpacking++;
    say(`Unpacking ${archive.name}…`);
    const { signal } = stop;
    try {
      const { unzip } = (await import(form.dataset['unzip'] ?? '')) as typeof import('../unzip.ts');
      for await (const { name, content } of unzip(archive, maxBytes)) {
        if (signal.aborted) break;
        add([{ name, content }]);
      }
    } catch (error) {
      add([{ name: archive.name, content: error instanceof Error ? error : new Error(String(error)) }]);
    }
    unpacking--;
    update();
  };
  const take = (files: readonly File[]) => {
    if (stop.signal.aborted) stop = new AbortController();
    const isZip = ({ name, type }: File) => /\.zip$/i.test(name) || /zip/.test(type);
    const isLitter = ({ name }: File) => /^(\.|Thumbs\.db$|desktop\.ini$)/i.test(name);
    const pictures = files.filter((one) => !isZip(one) && !isLitter(one));
    if (pictures.length > 0)
      add(pictures.map((content) => ({ name: content.webkitRelativePath || content.name, content })));
    for (const archive of files.filter(isZip)) void unpack(archive);
  };

  for (const input of [file, folder])
    input.addEventListener('change', () => {
      take([...(input.files ?? [])]);
      input.value = '';
    });
  part('choose').addEventListener('click', () => file.click());
  part('choose-folder').addEventListener('click', () => folder.click());
  cancel.addEventListener('click', () => stop.abort());
  retry.addEventListener('click', () => {
    stop = new AbortController();
    list.remove(failed);
    waiting.push(...failed);
    failed = [];
    run();
  });
  addEventListener('beforeunload', (event) => {
    if (running > 0) event.preventDefault();
  });
  takePictures(part('drop'), null, take);
  form.addEventListener('submit', (event) => event.preventDefault());
  return { take };
}
