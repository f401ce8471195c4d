import type { NewPrediction } from '../../src/core/store.ts';

let made = 0;

/** A UUIDv7 whose order is the order of `time` (milliseconds), then of making. */
export function idAt(time: number): string {
  const hex = time.toString(16).padStart(12, '0');
  const count = (made++).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${count}`;
}

/** Bytes that no other call returns. */
export function freshBytes(): Uint8Array {
  return new TextEncoder().encode(`picture ${made++}`);
}

export const noon = Date.UTC(2026, 0, 1, 12);

/** A prediction to record: a certain seven made at noon, but for what `changes` says. */
export function aPrediction(changes: Partial<NewPrediction> & { bytes?: Uint8Array } = {}): NewPrediction {
  const { bytes = freshBytes(), ...rest } = changes;
  const createdAt = rest.createdAt ?? new Date(noon);
  return {
    id: idAt(createdAt.getTime()),
    image: { id: idAt(createdAt.getTime()), mediaType: 'image/png', width: 28, height: 20, bytes },
    model: { name: 'inkwell', version: '1.0.0', sha256: 'ab'.repeat(32) },
    status: 'ok',
    digit: 7,
    confidence: 0.998,
    probabilities: [0, 0.001, 0, 0, 0, 0, 0, 0.998, 0, 0.001],
    reading: null,
    decidedBy: 'fast',
    label: null,
    durationMs: 1.25,
    createdAt,
    ...rest,
  };
}
