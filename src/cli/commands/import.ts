import { createImports } from '../../modules/imports/service.ts';
import { defineCommand, UsageError } from '../command.ts';
import { besideTable, importFiles, type LocalFile, toImportFile } from '../import-files.ts';
import { openRuntime } from '../open-runtime.ts';
import { chunksOf, type Remote, remoteHelp, remoteOf, remoteOptions } from '../remote.ts';
import type { Surroundings } from '../surroundings.ts';

interface Counts {
  readonly added: number;
  readonly labelled: number;
  readonly unchanged: number;
  readonly failed: number;
}

/** How it ended. */
interface Ended {
  readonly rows: number;
  readonly counts: Counts;
  /** Why not all of it was gone through. */
  readonly problem?: string;
}

/** Told of each row that failed, and now and then how far it is. */
interface Listener {
  failed(name: string, detail: string): void;
  begin(total: number | null): void;
  to(done: number): void;
}

export const importCommand = defineCommand({
  name: 'import',
  summary: 'Brings labelled pictures in',
  help: `Brings labelled pictures in: reads them, and keeps them with their labels. What is known already changes nothing, so
whatever broke off is simply run again.

Usage: bun run inkwell import FILE… [--url URL] [--json]

FILE is what export writes, or
  an IDX file of images, gzipped or not, with its labels beside it; a folder of such
  a zip, or a folder, of pictures in folders named by label (7/a.png) or with a table manifest.csv
  a table (.csv) with the columns file and label; paths count from the table
  JSON lines: {"image": "<Base64>", "label": 7}
  pictures; - for standard input

${remoteHelp}
  --json        what failed and the summary, a JSON object a line

Examples
  bun run inkwell import digits.zip
  bun run inkwell import t10k-images-idx3-ubyte.gz
  bun run inkwell import scans/ --json > outcome.jsonl

Exit status: 0 all rows are in, 1 some could not be, 2 the command line is wrong.`,
  options: remoteOptions,
  async run({ values, operands, ...around }) {
    if (operands.length === 0) throw new UsageError('Cannot import: no FILE was given');
    const remote = remoteOf(values, around.env);
    const files = await importFiles(operands, around.stdin);
    const { json } = values;
    let bar = around.progress('importing');
    const listener: Listener = {
      begin: (total) => {
        bar = around.progress('importing', total ?? undefined);
      },
      to: (done) => bar.to(done),
      failed: (name, detail) => {
        bar.end();
        if (json) around.print(JSON.stringify({ name, outcome: 'failed', detail }));
        else around.say(`${name}: ${detail}`);
      },
    };
    const ended = remote
      ? await intoService(remote, files, listener)
      : await intoDatabase(files, listener, around);
    bar.end();
    around.print(json ? JSON.stringify({ summary: ended }) : inWords(ended));
    if (ended.problem) around.say(ended.problem);
    return ended.problem || ended.counts.failed > 0 ? 1 : 0;
  },
});

function inWords({ rows, counts }: Ended): string {
  const { added, labelled, unchanged, failed } = counts;
  const told = [
    `${whole(added)} read and stored`,
    `${whole(labelled)} labelled`,
    `${whole(unchanged)} known already`,
    `${whole(failed)} failed`,
  ];
  return `${whole(rows)} ${rows === 1 ? 'row' : 'rows'}: ${told.join(', ')}`;
}

const whole = (value: number) => value.toLocaleString('en');

async function intoDatabase(
  files: readonly LocalFile[],
  listener: Listener,
  around: Surroundings,
): Promise<Ended> {
  await using runtime = await openRuntime(around);
  const imports = createImports(runtime.deps);
  const { total, run } = await imports.plan(files.map(toImportFile), besideTable(files));
  listener.begin(total);
  const rows = run();
  let done = 0;
  for (;;) {
    const next = await rows.next();
    if (next.done) return next.value;
    const { name, error } = next.value;
    if (error) listener.failed(name, error.message);
    listener.to(++done);
  }
}

async function intoService(remote: Remote, files: readonly LocalFile[], listener: Listener): Promise<Ended> {
  const response = await remote.fetch('/import?rows=failed', { method: 'POST', body: bodyOf(files) });
  for await (const line of linesOf(response)) {
    if ('total' in line) listener.begin(line.total);
    else if ('done' in line) listener.to(line.done);
    else if ('summary' in line) {
      const { problem, ...summary } = line.summary;
      return { ...summary, ...(problem && { problem: problem.detail }) };
    } else listener.failed(line.name, line.problem.detail);
  }
  throw new Error('The service broke off before the end: run it again');
}

function bodyOf(files: readonly LocalFile[]): Blob | FormData {
  const [only] = files;
  // The name may say what it is, so that a lone file travels in a form, too.
  const form = new FormData();
  for (const { name, blob } of files) form.append('file', blob, name);
  return only && files.length === 1 && /\.(zip|jsonl|ndjson|csv)$/i.test(only.name) ? only.blob : form;
}

type Line =
  | { readonly total: number | null }
  | { readonly done: number }
  | { readonly name: string; readonly problem: { readonly detail: string } }
  | {
      readonly summary: {
        readonly rows: number;
        readonly counts: Counts;
        readonly problem?: { readonly detail: string };
      };
    };

async function* linesOf(response: Response): AsyncGenerator<Line> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunksOf(response)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line);
  }
}
