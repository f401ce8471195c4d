import { finder } from './parts.ts';

/** Follows a download: the browser saves it by itself, the server says how far it is. */
export function enhanceExport(form: HTMLFormElement): void {
  const part = finder(form);
  const run = part('run');
  const bar = part<HTMLProgressElement>('progress');
  const status = part('status');
  const job = document.createElement('input');
  job.type = 'hidden';
  job.name = 'job';
  form.append(job);
  let events: EventSource | undefined;

  form.addEventListener('submit', () => {
    events?.close();
    job.value = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('');
    run.hidden = false;
    bar.removeAttribute('value');
    status.textContent = 'Preparing…';
    const following = new EventSource(`/export/progress/${job.value}`);
    events = following;
    const tell = (data: string, over: boolean) => {
      const { done, total }: { done: number; total: number } = JSON.parse(data);
      if (total === 0 && !over) return;
      bar.max = Math.max(1, total);
      bar.value = over ? bar.max : done;
      const figures = `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
      status.textContent = over ? `Done: ${done.toLocaleString('en')} readings.` : `${figures}…`;
    };
    following.addEventListener('message', ({ data }) => tell(data, false));
    following.addEventListener('end', ({ data }) => {
      tell(data, true);
      following.close();
    });
    following.addEventListener('error', () => {
      following.close();
      run.hidden = true;
    });
  });
}
