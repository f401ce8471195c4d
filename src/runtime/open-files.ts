import { readFileSync, statSync } from 'node:fs';
import type { Logger } from '../deps.ts';

/** Each connection is an open file, so fewer than this are soon used up. */
const enough = 4096;
/** Beyond this share of what is allowed, somebody should know. */
const nearlyAll = 0.9;
/** Milliseconds between two looks, and the least between two warnings. */
const look = 5_000;
const pause = 60_000;

export interface OpenFiles {
  readonly open: number;
  readonly maximum: number;
}

/**
 * Says when connections cannot be accepted for want of open files: the system lets new ones wait without a word.
 *
 * @param count how it is now; undefined where the system does not tell
 * @returns a function that ends the watching
 */
export function watchOpenFiles(log: Pick<Logger, 'warn'>, count = countOpenFiles): () => void {
  const advice = 'allow more, e.g. `ulimit -n 65536`, `LimitNOFILE=` of systemd, `ulimits:` of Docker';
  const first = count();
  if (first && first.maximum < enough) log.warn('few connections can be open at once', { ...first, advice });
  let told = Number.NEGATIVE_INFINITY;
  const timer = setInterval(() => {
    const files = count();
    if (!files || files.open < files.maximum * nearlyAll || performance.now() - told < pause) return;
    told = performance.now();
    log.warn('nearly all files that may be open are: new connections have to wait', { ...files, advice });
  }, look);
  timer.unref();
  return () => clearInterval(timer);
}

/** Linux tells the number of open files as the size of a folder (since 6.2), and their limit in a table. */
export function countOpenFiles(): OpenFiles | undefined {
  try {
    const [, limit = ''] = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    const maximum = limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit);
    return { open: statSync('/proc/self/fd').size, maximum };
  } catch {
    return undefined;
  }
}
