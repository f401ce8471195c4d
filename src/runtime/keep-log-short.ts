import type { Logger } from '../deps.ts';
import type { CommitTurn } from '../storage/commit-turn.ts';
import type { FileKeeper } from '../storage/file-keeper.ts';

/** How often the write-ahead log is looked at, in milliseconds, and from which length on it is moved into the file. */
const look = 250;
const longLog = 4 * 2 ** 20;

/** A pass that took less, in milliseconds, leaves little to the next one; so many are made at most. */
const shortPass = 3;
const mostPasses = 3;

/**
 * Copies the log into the file beside the commits, and again what came meanwhile, until that is little; the rest is copied
 * while nobody commits: then the next commit begins the log anew. On a full disk it cannot be moved: then it stays, and nothing is lost by that.
 *
 * @returns ends it
 */
export function keepLogShort(keeper: FileKeeper, turn: CommitTurn, log: Logger): () => void {
  const looking = setInterval(() => {
    try {
      if (!keeper.logGrew(longLog)) return;
      for (let pass = 0, took = shortPass; pass < mostPasses && took >= shortPass; pass++) {
        const begin = performance.now();
        keeper.checkpoint();
        took = performance.now() - begin;
      }
      turn.during(keeper.checkpoint);
    } catch (error) {
      log.warn('cannot move the write-ahead log into the file', { error: String(error) });
    }
  }, look);
  return () => clearInterval(looking);
}
