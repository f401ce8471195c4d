import type { ProgressBoard } from './progress.ts';

/** Milliseconds between two looks. */
const pause = 250;
/** How many looks without finding the export before nobody waits for it any longer. */
const patience = 40;

/** How far an export is, as server-sent events: `data: {"done":…,"total":…}` until it has ended. */
export function progressStream(board: ProgressBoard, job: string): Response {
  const encoder = new TextEncoder();
  let looks = 0;
  let gone = false;
  const events = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (looks++ > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      if (gone) return;
      const progress = await board.find(job);
      if (progress) looks = 1;
      const over = progress?.ended ?? looks > patience;
      const told = progress ?? { done: 0, total: 0 };
      controller.enqueue(
        encoder.encode(
          over ? `event: end\ndata: ${JSON.stringify(told)}\n\n` : `data: ${JSON.stringify(told)}\n\n`,
        ),
      );
      if (over) controller.close();
    },
    cancel() {
      gone = true;
    },
  });
  return new Response(events, {
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  });
}
