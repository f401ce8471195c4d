import type { Label } from '../../../src/core/prediction.ts';

interface Change {
  readonly imageId: string;
  /** `null` takes the label back. */
  readonly label: Label | null;
  /** What it was; the server refuses when somebody was faster. */
  readonly replaces: Label | null;
}

interface SenderEvents {
  /** Something could not be sent; it waits for `again`. */
  failed(count: number): void;
  /** Somebody else labelled it in the meantime. */
  conflict(): void;
}

export interface Sender {
  send(change: Change): void;
  again(): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
  readonly waiting: number;
}

const tries = 4;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Sends labels behind the back of whoever labels: nobody waits for the network. Changes to one picture go one after the
 * other, in their order; what fails is tried again, then kept until somebody asks for it.
 */
export function createSender(events: SenderEvents): Sender {
  const last = new Map<string, Promise<void>>();
  let failed: Change[] = [];
  let waiting = 0;

  async function attempt({ imageId, label, replaces }: Change): Promise<void> {
    const url = `/images/${imageId}/label`;
    const body = JSON.stringify({ label, replaces, source: 'person' });
    const answer = await fetch(url, {
      keepalive: true,
      ...(label === null
        ? { method: 'DELETE' }
        : { method: 'PUT', headers: { 'content-type': 'application/json' }, body }),
    });
    if (answer.status === 409) return events.conflict();
    if (!answer.ok) throw new Error(`Cannot save the label: the server answered ${answer.status}`);
  }

  async function insist(change: Change): Promise<void> {
    for (let round = 1; ; round++)
      try {
        return await attempt(change);
      } catch {
        if (round === tries) break;
        await pause(250 * 2 ** round);
      }
    failed.push(change);
    events.failed(failed.length);
  }

  function send(change: Change): void {
    waiting++;
    const before = last.get(change.imageId) ?? Promise.resolve();
    const sent = before
      .then(() => insist(change))
      .finally(() => {
        waiting--;
        if (last.get(change.imageId) === sent) last.delete(change.imageId);
      });
    last.set(change.imageId, sent);
  }

  return {
    send,
    again() {
      const changes = failed;
      failed = [];
      for (const change of changes) send(change);
    },
    async settled() {
      await Promise.all(last.values());
    },
    get waiting() {
      return waiting + failed.length;
    },
  };
}
