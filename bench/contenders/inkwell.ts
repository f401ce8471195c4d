import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, start } from '../processes.ts';
import type { Contender } from './contender.ts';
import { readRow } from './read-row.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What `bun start` starts, with its settings as they are shipped; only the log keeps still, as the peers' does. */
export const inkwell: Contender = {
  id: 'inkwell',
  name: 'Inkwell',
  missing: () => null,
  async start(folder) {
    const port = freePort();
    const path = join(folder, 'inkwell.db');
    const startedAt = performance.now();
    const service = start({
      command: [process.execPath, '--no-env-file', 'src/server.ts'],
      cwd: root,
      env: { PORT: String(port), DATABASE_URL: `file:${path}`, LOG_LEVEL: 'warn' },
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
