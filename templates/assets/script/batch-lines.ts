import type { Status } from '../../../src/core/prediction.ts';

/** What the page needs of a prediction's JSON. */
export interface ToldPrediction {
  readonly id: string;
  readonly status: Status;
  readonly prediction: number | null;
  readonly confidence: number;
  readonly reading: { readonly text: string } | null;
}

/** What became of one file. */
export type FileOutcome = ToldPrediction | { readonly failure: string };

interface Line {
  readonly index?: number;
  readonly prediction?: ToldPrediction;
  readonly problem?: { readonly detail: string };
  readonly summary?: { readonly complete: boolean; readonly problem?: { readonly detail: string } };
}

/**
 * Sends some files in one request and tells of each as soon as its answer comes.
 *
 * @throws Error when the whole was refused, cut off or aborted; those that were told of are done
 */
export async function sendFiles(
  files: readonly { readonly file: File; readonly name: string }[],
  signal: AbortSignal,
  tell: (index: number, outcome: FileOutcome) => void,
): Promise<void> {
  const body = new FormData();
  for (const { file, name } of files) body.append('image', file, name);
  const response = await fetch('/predict/batch', { method: 'POST', body, signal });
  if (!response.ok || response.body === null) {
    const problem = (await response.json().catch(() => ({}))) as { detail?: string };
    throw new Error(problem.detail ?? `the server answered ${response.status}`);
  }
  let complete = false;
  for await (const text of textLines(response.body)) {
    const { index, prediction, problem, summary } = JSON.parse(text) as Line;
    if (summary) complete = summary.complete;
    if (summary?.problem) throw new Error(summary.problem.detail);
    if (index !== undefined)
      tell(index, prediction ?? { failure: problem?.detail ?? 'it could not be read' });
  }
  if (!complete) throw new Error('the answer was cut off');
}

/** The lines of an answer as they come. */
export async function* textLines(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
