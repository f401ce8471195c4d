import { open, rename, rm } from 'node:fs/promises';
import { exportRequest } from '../../modules/exports/request.ts';
import { createExports, type ExportFormat, exportFormats } from '../../modules/exports/service.ts';
import { defineCommand, UsageError } from '../command.ts';
import { openRuntime } from '../open-runtime.ts';
import { chunksOf, type Remote, remoteHelp, remoteOf, remoteOptions } from '../remote.ts';
import type { Surroundings } from '../surroundings.ts';

/** The history's filters, and how to write what is found. */
const asked = {
  digit: { type: 'string' },
  status: { type: 'string' },
  label: { type: 'string' },
  labelled: { type: 'string' },
  sampled: { type: 'string' },
  model: { type: 'string' },
  min: { type: 'string' },
  max: { type: 'string' },
  from: { type: 'string' },
  until: { type: 'string' },
  test: { type: 'string' },
  pictures: { type: 'string' },
} as const;

type Chunks = AsyncIterable<Uint8Array>;

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Takes pictures, labels and predictions away',
  help: `Takes pictures, labels and predictions away.

Usage: bun run inkwell export --format FORMAT --out FILE [filters] [--url URL] [--json]

FORMAT is
  idx    labelled digits as the four files of MNIST, in a zip: for torchvision, Keras and everything that reads MNIST
  png    pictures in folders by label, with a table, in a zip
  jsonl  a prediction a line
  csv    a prediction a line, as a table

  --out FILE         - is standard output
  --test PERCENT     idx: share for testing (one in seven, as MNIST has it)
  --pictures seen    png: 28 × 28 as the network sees them, not the files as uploaded
  --images           jsonl: with the pictures, in Base64

Filters, as in the history
  --digit 7  --status ok|unsure|blank|multiple  --label 7|not-a-digit|any|none  --labelled right|wrong
  --sampled 1|0  --model 1.0.0  --min PERCENT  --max PERCENT  --from 2026-11-01  --until 2026-12-01

${remoteHelp}

Examples
  bun run inkwell export --format idx --out digits.zip
  bun run inkwell export --format png --labelled wrong --out mistakes.zip
  bun run inkwell export --format csv --from 2026-11-01 --out - | head

Exit status: 0 the file is whole, 1 it could not be written, 2 the command line is wrong.`,
  options: {
    ...remoteOptions,
    ...asked,
    format: { type: 'string' },
    out: { type: 'string', short: 'o' },
    images: { type: 'boolean', default: false },
  },
  async run({ values, operands, ...around }) {
    const format = exportFormats.find((one) => one === values.format);
    if (format === undefined)
      throw new UsageError(
        `Cannot export: --format is ${values.format ?? 'missing'}, expected ${exportFormats.join(', ')}`,
      );
    const { out } = values;
    if (out === undefined) throw new UsageError('Cannot export: --out is missing');
    if (operands.length > 0) throw new UsageError(`Cannot export: what is ${operands[0]}?`);
    const query = queryOf(values);
    const remote = remoteOf(values, around.env);
    const written = remote
      ? await fromService(remote, format, query, out, around)
      : await fromDatabase(format, query, out, around);
    if (out !== '-')
      around.print(values.json ? JSON.stringify({ file: out, ...written }) : told(out, written));
    return 0;
  },
});

interface Written {
  readonly predictions: number;
  readonly bytes: number;
}

const told = (out: string, { predictions, bytes }: Written) =>
  `${out}: ${predictions.toLocaleString('en')} predictions, ${bytes.toLocaleString('en')} bytes`;

function queryOf(values: Readonly<Record<string, string | boolean | undefined>>): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of Object.keys(asked)) {
    const value = values[name];
    if (typeof value === 'string') query.set(name, value);
  }
  if (values['images'] === true) query.set('images', '1');
  return query;
}

async function fromDatabase(
  format: ExportFormat,
  query: URLSearchParams,
  out: string,
  around: Surroundings,
): Promise<Written> {
  const request = requestOf(format, query);
  await using runtime = await openRuntime(around);
  let predictions = 0;
  let bar: ReturnType<typeof around.progress> | undefined;
  const { total, bytes } = await createExports(runtime.deps).start({
    ...request,
    onProgress: (done) => {
      predictions = done;
      bar?.to(done);
    },
  });
  bar = around.progress('exporting', total);
  try {
    return { bytes: await save(bytes, out, around), predictions };
  } finally {
    bar.end();
  }
}

function requestOf(format: ExportFormat, query: URLSearchParams) {
  try {
    return exportRequest(format, query);
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function fromService(
  remote: Remote,
  format: ExportFormat,
  query: URLSearchParams,
  out: string,
  around: Surroundings,
): Promise<Written> {
  const response = await remote.fetch(`/export/${format}?${query}`);
  const bar = around.progress('received bytes');
  let received = 0;
  async function* chunks() {
    for await (const chunk of chunksOf(response)) {
      received += chunk.length;
      bar.to(received);
      yield chunk;
    }
  }
  try {
    const bytes = await save(chunks(), out, around);
    return { predictions: Number(response.headers.get('x-total-count')), bytes };
  } finally {
    bar.end();
  }
}

/** Under its name only when it is whole. */
async function save(chunks: Chunks, out: string, { write }: Surroundings): Promise<number> {
  let bytes = 0;
  if (out === '-') {
    for await (const chunk of chunks) {
      await write(chunk);
      bytes += chunk.length;
    }
    return bytes;
  }
  const part = `${out}.part`;
  const file = await open(part, 'w');
  try {
    for await (const chunk of chunks) {
      await file.writeFile(chunk);
      bytes += chunk.length;
    }
    await file.sync();
    await file.close();
    await rename(part, out);
    return bytes;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(part, { force: true });
    throw error;
  }
}
