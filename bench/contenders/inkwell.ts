import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../src/runtime/bundle.ts';
import { corpusFolder } from '../load/corpus.ts';
import { freePort, start } from '../processes.ts';
import type { Contender } from './contender.ts';
import { readRow } from './read-row.ts';

let bundled: Promise<string> | undefined;

/** Made anew for each run, before any clock runs. */
async function makeBundle(): Promise<string> {
  const folder = join(corpusFolder, 'bundle');
  await bundle(folder);
  return folder;
}

/** What the container tells Bun itself. */
function runtimeSettings(): Record<string, string> {
  const dockerfile = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');
  return Object.fromEntries(
    Array.from(dockerfile.matchAll(/^ENV (BUN_\w+)=(\S+)$/gm), ([, name, value]) => [name, value]),
  );
}

/** What the container starts, with its settings as they are shipped; only the log keeps still, as the peers' does. */
export const inkwell: Contender = {
  id: 'inkwell',
  name: 'Inkwell',
  missing: () => null,
  async start(folder) {
    bundled ??= makeBundle();
    const cwd = await bundled;
    const port = freePort();
    const path = join(folder, 'inkwell.db');
    const startedAt = performance.now();
    const service = start({
      command: [process.execPath, '--no-env-file', 'bin/server.js'],
      cwd,
      env: { PORT: String(port), DATABASE_URL: `file:${path}`, LOG_LEVEL: 'warn', ...runtimeSettings() },
    });
    return {
      port,
      startedAt,
      pids: [service.pid],
      output: service.output,
      ended: service.ended,
      count: async () => readRow<{ n: number }>(path, 'select count(*) n from predictions')?.n ?? 0,
      stored: async ({ body }) =>
        readRow(
          path,
          'select digit, bytes as image from predictions join image_bytes using (image_id) where id = ?',
          idOf(body),
        ),
      stop: service.stop,
    };
  },
};

function idOf(body: string): string {
  const answer: { id: string } = JSON.parse(body);
  return answer.id;
}
