import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Has so much room from now on, e.g. `32m`. */
  resize(size: string): void;
  /** Takes what room is left. */
  fill(): void;
  /** From now on nobody may write there, not even the superuser; or they may again. */
  setReadOnly(readOnly: boolean): void;
}

const run = (...command: string[]): boolean =>
  Bun.spawnSync(command, { stdout: 'ignore', stderr: 'ignore' }).success;

/** Whether this user may make a file system: a test that needs a disk of its own is skipped where not. */
export const mayMount: boolean = await (async () => {
  if (process.platform !== 'linux') return false;
  const disk = await mount('64k').catch(() => undefined);
  await disk?.[Symbol.asyncDispose]();
  return disk !== undefined;
})();

/** A real file system of its own, in memory, with so much room (e.g. `4m`). */
export const smallDisk = (size: string): Promise<SmallDisk> => mount(size);

async function mount(size: string): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), 'inkwell-disk-'));
  if (!run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path)) {
    await rm(path, { recursive: true });
    throw new Error(`Cannot mount a file system at ${path}`);
  }
  const remount = (option: string) => {
    if (!run('mount', '-o', `remount,${option}`, path)) throw new Error(`Cannot remount ${path}`);
  };
  return {
    path,
    resize: (to) => remount(`size=${to}`),
    // It stops where the disk ends.
    fill: () => void run('dd', 'if=/dev/zero', `of=${join(path, 'ballast')}`, 'bs=4k'),
    setReadOnly: (readOnly) => remount(readOnly ? 'ro' : 'rw'),
    async [Symbol.asyncDispose]() {
      run('umount', '-l', path);
      await rm(path, { recursive: true, force: true });
    },
  };
}
