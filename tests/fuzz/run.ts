import type { Recogniser } from '../../src/core/pipeline.ts';
import { testApp } from '../support/app.ts';
import { seven } from '../support/seven.ts';
import { codecDecoder } from './decoder.ts';
import { createDice } from './dice.ts';
import { type FuzzRequest, requests } from './requests.ts';

export interface Failure {
  readonly seed: number;
  readonly kind: string;
  readonly request: FuzzRequest;
  readonly reason: string;
}

export interface FuzzResult {
  readonly count: number;
  /** How often each kind was answered with each status. */
  readonly statuses: Record<string, Record<string, number>>;
  readonly slowestMs: number;
  readonly failures: readonly Failure[];
}

/** More work than this for one input is a hang. Work, not time: a busy machine makes everything wait. */
const patienceMs = 1000;
/** More memory than this at once is a bomb. The app under test takes a megabyte, in bytes and in pixels. */
const mostMemory = 100 * 2 ** 20;
const kinds = Object.keys(requests);

/**
 * Throws so many requests at the whole app, from this seed on: true decoders, parsers and database; only the network is left
 * out, and nothing is stored. Each must be answered, not with a 5xx, and soon.
 */
export async function fuzz(
  options: { readonly count: number; readonly seed: number },
  onProgress: (done: number) => void = () => {},
): Promise<FuzzResult> {
  const send = await createTarget();
  const statuses: FuzzResult['statuses'] = Object.fromEntries(kinds.map((kind) => [kind, {}]));
  const failures: Failure[] = [];
  let slowestMs = 0;
  for (let i = 0; i < options.count; i++) {
    const seed = options.seed + i;
    const kind = kinds[seed % kinds.length] ?? 'image';
    const request = requests[kind]?.(createDice(seed));
    if (request === undefined) continue;
    const { outcome, reason, ms } = await attempt(send, request);
    slowestMs = Math.max(slowestMs, ms);
    const counted = statuses[kind] ?? {};
    counted[outcome] = (counted[outcome] ?? 0) + 1;
    if (reason !== undefined) failures.push({ seed, kind, request, reason });
    if (i % 1000 === 999) onProgress(i + 1);
  }
  return { count: options.count, statuses, slowestMs, failures };
}

type Send = (request: FuzzRequest) => Promise<Response>;

/** What became of it; a `reason` when that must not be. */
export async function attempt(send: Send, request: FuzzRequest) {
  try {
    const memory = process.memoryUsage.rss();
    const begin = process.cpuUsage();
    const response = await send(request);
    const text = await response.text();
    const { user, system } = process.cpuUsage(begin);
    const ms = (user + system) / 1000;
    const more = process.memoryUsage.rss() - memory;
    const inLines = response.headers.get('content-type') === 'application/x-ndjson';
    const failed = response.status >= 500 || (inLines && /"status":5\d\d/.test(text));
    const reason = failed
      ? `${response.status}: ${text.slice(0, 300)}`
      : ms > patienceMs
        ? `took ${ms} ms`
        : more > mostMemory
          ? `took ${Math.round(more / 2 ** 20)} MiB`
          : undefined;
    return { outcome: String(response.status), reason, ms };
  } catch (error) {
    return {
      outcome: 'threw',
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
      ms: 0,
    };
  }
}

/** The app, with a network that is blank and a store that forgets. */
export async function createTarget(): Promise<Send> {
  const decode = codecDecoder();
  const limits = { maxBytes: 1_000_000, maxPixels: 1_000_000 };
  const model = { name: 'fuzz', version: '0', sha256: '0'.repeat(64) };
  const blank = {
    status: 'blank',
    digit: null,
    confidence: 0,
    probabilities: Array(10).fill(0),
    reading: null,
  } as const;
  const recogniser: Recogniser = {
    model,
    thresholds: { confidence: 0.5, digitness: 0.5 },
    recognise: async (bytes) => {
      const { mediaType, image } = await decode(bytes, limits);
      return { ...blank, model, mediaType, width: image.width, height: image.height, decidedBy: null };
    },
  };
  const { app, deps } = await testApp({
    recogniser,
    limits,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const stored = await app.handle(
    new Request('http://localhost/predict', { method: 'POST', body: seven.png }),
  );
  const { image } = (await stored.json()) as { image: { id: string } };
  deps.store.record = async ({ image: { bytes, ...image }, labelSource: _, idempotency: __, ...rest }) => ({
    ...rest,
    sampled: false,
    image: { ...image, sha256: '0'.repeat(64), byteLength: bytes.length },
  });
  deps.store.recordAll = async (all) =>
    Promise.all(all.map(async (one) => ({ stored: await deps.store.record(one) })));
  return ({ method, path, headers, body }) =>
    app.handle(
      new Request(`http://localhost${path.replace('IMAGE', image.id)}`, {
        method,
        headers,
        ...(body && { body }),
      }),
    );
}
