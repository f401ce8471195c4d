import { afterEach } from 'bun:test';
import { pngChunk, writePng } from './png.ts';
import { spawnService } from './service.ts';

/** A way to start real servers; what still runs after a test is killed. */
export function createStarter() {
  const started: ReturnType<typeof spawnService>[] = [];
  afterEach(() => {
    for (const { child } of started.splice(0)) child.kill('SIGKILL');
  });
  return (...how: Parameters<typeof spawnService>) => {
    const service = spawnService(...how);
    started.push(service);
    return service;
  };
}

/** Each request on a connection of its own, so that every worker gets some. */
export const alone = { connection: 'close' };

export const post = (url: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${url}/predict`, { method: 'POST', body, headers: { ...alone, ...headers } });

/** What `/readyz` says. */
export async function readiness(url: string): Promise<{ status: number; detail?: string }> {
  const answer = await fetch(`${url}/readyz`, { headers: alone });
  const { detail } = (await answer.json()) as { detail?: string };
  return { status: answer.status, ...(detail !== undefined && { detail }) };
}

/** Asks until it holds; the test's own time-out is the limit. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await Bun.sleep(20);
}

/** A small picture of a 1 that was never there before, in a file of so many bytes at least. */
export function freshPicture(bytes = 100): Uint8Array<ArrayBuffer> {
  const noise = pngChunk('noIs', crypto.getRandomValues(new Uint8Array(Math.min(bytes, 65_536))));
  return writePng({
    width: 28,
    height: 28,
    sample: (x, y) => (x > 12 && x < 16 && y > 4 && y < 23 ? 255 : 0),
    before: new Array<Uint8Array>(Math.ceil(bytes / 65_536)).fill(noise),
  });
}

/** Of a 1, large enough that other threads read it. */
export const largePicture = writePng({
  width: 700,
  height: 700,
  sample: (x, y) => (Math.abs(x - 350) < 30 && y > 120 && y < 580 ? 0 : 255),
});
