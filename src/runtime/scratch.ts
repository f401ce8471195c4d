import { mkdir, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InsufficientStorageError, UnavailableError } from '../core/errors.ts';
import type { OpenScratch, Scratch } from '../core/scratch.ts';

/** Small writes are gathered to this many bytes before they go to the file. */
const gathered = 64 * 1024;

/**
 * Temporary files in `folder`. Each loses its name as soon as it is open, so that nothing is left behind, not even after a
 * kill or a power cut.
 */
export function createScratchFolder(folder: string): OpenScratch {
  return async () => {
    try {
      await mkdir(folder, { recursive: true });
      return await openUnnamed(join(folder, `.inkwell-${crypto.randomUUID()}.tmp`));
    } catch (cause) {
      throw failure('make', cause);
    }
  };
}

/** Beside the database's file, where this process may write and where the room is; else where the system keeps such files. */
export function scratchFolderFor(databaseUrl: string): string {
  if (!databaseUrl.startsWith('file:') || databaseUrl.includes(':memory:')) return tmpdir();
  const path = databaseUrl.replace(/[?#].*$/, '');
  return dirname(path.startsWith('file:/') ? fileURLToPath(path) : decodeURIComponent(path.slice(5)));
}

async function openUnnamed(path: string): Promise<Scratch> {
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  const waiting = new Uint8Array(gathered);
  let waitingBytes = 0;
  let flushed = 0;

  async function append(bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, flushed);
        done += bytesWritten;
        flushed += bytesWritten;
      }
    } catch (cause) {
      throw failure('write to', cause);
    }
  }

  async function flush(): Promise<void> {
    await append(waiting.subarray(0, waitingBytes));
    waitingBytes = 0;
  }

  return {
    get size() {
      return flushed + waitingBytes;
    },
    async write(chunk) {
      if (waitingBytes + chunk.length > gathered) await flush();
      if (chunk.length > gathered) return append(chunk);
      waiting.set(chunk, waitingBytes);
      waitingBytes += chunk.length;
    },
    async read(offset, length) {
      if (waitingBytes > 0) await flush();
      const bytes = new Uint8Array(Math.max(0, Math.min(length, flushed - offset)));
      let done = 0;
      while (done < bytes.length) {
        const { bytesRead } = await file.read(bytes, done, bytes.length - done, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return done === bytes.length ? bytes : bytes.slice(0, done);
    },
    close: () => file.close(),
  };
}

function failure(action: string, cause: unknown): UnavailableError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const message = `Cannot ${action} a temporary file`;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new InsufficientStorageError(`${message}: the disk is full`, { cause });
  const reason =
    code === 'EACCES' || code === 'EROFS' || code === 'EPERM' ? 'this user may not write there' : code;
  return new UnavailableError(`${message}: ${reason ?? 'the file system refuses it'}`, 60, { cause });
}
