import { fileURLToPath } from 'node:url';
import { scratchFolder } from '../support/database.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface RunningServer extends AsyncDisposable {
  /** e.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  /** What the API says of the newest readings. */
  predictions(): Promise<{ id: string; status: string; prediction: number | null; label: number | null }[]>;
}

/** The real service with the true model, on a free port, over a database of its own. */
export async function startServer(): Promise<RunningServer> {
  const folder = await scratchFolder();
  const child = Bun.spawn([process.execPath, 'src/server.ts'], {
    cwd: root,
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_FORMAT: 'json',
      DATABASE_URL: `file:${folder.path}/inkwell.db`,
    },
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const url = await listening(child.stdout);
  return {
    url,
    async predictions() {
      const page = (await (await fetch(`${url}/predictions?limit=100`)).json()) as {
        items: { id: string; status: string; prediction: number | null; label: number | null }[];
      };
      return page.items;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await child.exited;
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Reads the log until it says where to go, and goes on reading, so that the server never waits for a reader. */
async function listening(log: ReadableStream<Uint8Array>): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const reader = log.getReader();
  const decoder = new TextDecoder();
  let text = '';
  const read = async (): Promise<void> => {
    const { done, value } = await reader.read();
    if (done) return reject(new Error(`Cannot start the server: its log ended with ${text}`));
    text = `${text}${decoder.decode(value, { stream: true })}`.slice(-10_000);
    const url = /"message":"listening","url":"([^"]+)"/.exec(text)?.[1];
    if (url !== undefined) resolve(url);
    return read();
  };
  void read();
  return promise;
}
