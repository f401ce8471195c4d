import { sha256 } from '@noble/hashes/sha2.js';
import type { Background } from '../core/background.ts';
import { InkwellError, MalformedError, UnavailableError } from '../core/errors.ts';
import type { ExchangeStore, KnownImage } from '../core/exchange-store.ts';
import type { Label } from '../core/prediction.ts';
import type { NewPrediction, PredictionStore, StoredPrediction } from '../core/store.ts';
import { createDigestMap, digestOfHex } from './digest-map.ts';
import type { ImportRow, WrongRow } from './import-source.ts';
import { inPieces, mapAhead } from './map-ahead.ts';

/**
 * What became of a row. `added`: the picture is new, was read and stored; `labelled`: it was here, its label is new;
 * `unchanged`: it was all here already; `failed`: see `error`.
 */
export const importOutcomes = ['added', 'labelled', 'unchanged', 'failed'] as const;
export type ImportOutcome = (typeof importOutcomes)[number];

export interface ImportedRow {
  readonly name: string;
  readonly label: Label | null;
  readonly outcome: ImportOutcome;
  /** Of a picture that was read just now. */
  readonly prediction?: StoredPrediction;
  readonly error?: InkwellError;
}

export interface ImportPorts {
  readonly background: Background;
  readonly store: Pick<PredictionStore, 'recordAll' | 'setLabels'>;
  readonly exchange: ExchangeStore;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** Told of what nobody thought of. */
  readonly onUnexpected: (error: unknown) => void;
}

/** A row that is worth looking up. */
interface Loaded {
  readonly name: string;
  readonly label: Label | null;
  readonly sha256: string;
  /** `null` when only its hash is known. */
  readonly bytes: Uint8Array | null;
}

/** Rows that go through the network and into one commit together, and pieces under way. */
const piece = { count: 200, weight: 16 * 2 ** 20 };
const ahead = 2;
/** How often a database that is busy is asked again, in milliseconds in between. */
const retries = [500, 2000, 5000];

/**
 * Reads pictures and keeps them with their labels, in order, a few pieces at a time. The same file twice changes nothing the
 * second time, so whatever broke off is simply sent again. A label that a person has corrected since it was imported stays
 * corrected.
 */
export async function* importRows(
  rows: AsyncIterable<ImportRow | WrongRow>,
  ports: ImportPorts,
): AsyncGenerator<ImportedRow> {
  const pieces = inPieces(load(rows), piece, (row) => ('bytes' in row ? (row.bytes?.length ?? 0) : 0));
  for await (const outcomes of mapAhead(pieces, ahead, (one) => importPiece(one, ports))) yield* outcomes;
}

/** The rows with their bytes and hash; what came before in the same file is done. */
async function* load(rows: AsyncIterable<ImportRow | WrongRow>): AsyncGenerator<Loaded | ImportedRow> {
  const labels = createDigestMap();
  for await (const row of rows) {
    if ('error' in row) {
      yield failed(row.name, null, row.error);
      continue;
    }
    const { name, label, picture } = row;
    try {
      const bytes = 'load' in picture ? await picture.load() : null;
      const hash = 'load' in picture ? hex(sha256(bytes ?? new Uint8Array())) : picture.sha256;
      const code = label === null ? 11 : typeof label === 'number' ? label : 10;
      const before = labels.add(digestOfHex(hash), code);
      if (before === null) yield { name, label, sha256: hash, bytes };
      else if (before === code) yield { name, label, outcome: 'unchanged' };
      else
        yield failed(
          name,
          label,
          new MalformedError('Cannot import it: the same picture came before with another label'),
        );
    } catch (error) {
      if (!(error instanceof InkwellError)) throw error;
      yield failed(name, label, error);
    }
  }
}

async function importPiece(
  rows: readonly (Loaded | ImportedRow)[],
  ports: ImportPorts,
): Promise<readonly ImportedRow[]> {
  const loaded = rows.filter((row): row is Loaded => 'sha256' in row);
  const results = new Map<Loaded, ImportedRow>();
  try {
    const known = await retrying(() => ports.exchange.known(loaded.map((row) => row.sha256)));
    const stored = (row: Loaded) => known.get(row.sha256);
    const news = loaded.filter((row) => row.bytes !== null && !stored(row)?.read);
    await Promise.all([
      add(news, ports, results),
      relabel(
        loaded.filter((row) => !news.includes(row)),
        known,
        ports,
        results,
      ),
    ]);
  } catch (error) {
    const told =
      error instanceof InkwellError ? error : new UnavailableError('Cannot import it now; send it again');
    if (told !== error) ports.onUnexpected(error);
    for (const row of loaded) if (!results.has(row)) results.set(row, failed(row.name, row.label, told));
  }
  return rows.map((row) => ('sha256' in row ? (results.get(row) as ImportedRow) : row));
}

/** Reads new pictures and stores them with their labels, all in one commit. */
async function add(
  rows: readonly Loaded[],
  ports: ImportPorts,
  results: Map<Loaded, ImportedRow>,
): Promise<void> {
  if (rows.length === 0) return;
  const pictures = rows.map(({ bytes }) => bytes ?? new Uint8Array());
  const { outcomes } = await retrying(() => ports.background.recogniseAll(pictures));
  const readable: Loaded[] = [];
  const news: NewPrediction[] = [];
  for (const [i, row] of rows.entries()) {
    const outcome = outcomes[i];
    if (outcome === undefined) throw new Error('Cannot import: an outcome is missing');
    if ('error' in outcome) {
      results.set(row, failed(row.name, row.label, outcome.error));
      continue;
    }
    const { mediaType, width, height, stages: _, ...reading } = outcome.recognition;
    readable.push(row);
    news.push({
      ...reading,
      id: ports.newId(),
      image: { id: ports.newId(), mediaType, width, height, bytes: row.bytes ?? new Uint8Array() },
      label: row.label,
      labelSource: 'import',
      durationMs: outcome.durationMs,
      createdAt: ports.clock(),
    });
  }
  if (news.length === 0) return;
  const recorded = await retrying(() => ports.store.recordAll(news));
  for (const [i, row] of readable.entries()) {
    const outcome = recorded[i];
    if (outcome && 'stored' in outcome)
      results.set(row, { name: row.name, label: row.label, outcome: 'added', prediction: outcome.stored });
    else if (outcome?.error instanceof InkwellError)
      results.set(row, failed(row.name, row.label, outcome.error));
    else throw outcome?.error ?? new Error('Cannot import: an outcome is missing');
  }
}

/** Gives pictures that are stored their labels, those of one label in one commit. */
async function relabel(
  rows: readonly Loaded[],
  known: ReadonlyMap<string, KnownImage>,
  { store, clock }: ImportPorts,
  results: Map<Loaded, ImportedRow>,
): Promise<void> {
  const byLabel = Map.groupBy(rows, (row) => {
    const image = known.get(row.sha256);
    if (!image) results.set(row, failed(row.name, row.label, notHere));
    else if (isNews(row.label, image)) return row.label;
    else results.set(row, { name: row.name, label: row.label, outcome: 'unchanged' });
    return null;
  });
  for (const [label, group] of byLabel) {
    if (label === null) continue;
    const ids = group.map((row) => known.get(row.sha256)?.imageId ?? '');
    await retrying(() => store.setLabels(ids, { digit: label, source: 'import', createdAt: clock() }));
    for (const row of group) results.set(row, { name: row.name, label, outcome: 'labelled' });
  }
}

const notHere = new MalformedError('Cannot import it: no picture came, and none with this SHA-256 is stored');

/** Not what it is labelled now, and not what an import has said before and somebody has corrected. */
const isNews = (label: Label | null, image: KnownImage): label is Label =>
  label !== null && label !== image.label && !image.imported.includes(label);

const failed = (name: string, label: Label | null, error: InkwellError): ImportedRow => ({
  name,
  label,
  outcome: 'failed',
  error,
});

/** A busy database or a thread that broke down may do it a moment later. */
async function retrying<Result>(work: () => Promise<Result>): Promise<Result> {
  for (const wait of retries) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return work();
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
