import { loadConfig } from '../../config.ts';
import { createDecoder } from '../../core/decode/index.ts';
import { InkwellError } from '../../core/errors.ts';
import type { Digit, Status } from '../../core/prediction.ts';
import { present } from '../../modules/predictions/present.ts';
import { createPredictions } from '../../modules/predictions/service.ts';
import { readCodecs } from '../../runtime/codecs.ts';
import { loadModel } from '../../runtime/load-model.ts';
import { defineCommand, UsageError } from '../command.ts';
import { openRuntime } from '../open-runtime.ts';
import { type NamedFile, readOperands } from '../operands.ts';
import { type Remote, remoteHelp, remoteOf, remoteOptions } from '../remote.ts';
import type { Surroundings } from '../surroundings.ts';

/** What is told of one picture; with `--json` all of it. */
interface Answer {
  readonly status: Status;
  readonly prediction: Digit | null;
  readonly confidence: number;
  readonly reading: { readonly text: string } | null;
}

/** Reads one picture. */
type Reader = (bytes: Uint8Array) => Promise<Answer>;

export const predict = defineCommand({
  name: 'predict',
  summary: 'Reads the digits on pictures',
  help: `Reads the digits on pictures: PNG, JPEG or WebP.

Usage: bun run inkwell predict FILE… [--store] [--model DIR] [--url URL] [--json]

FILE is a picture, a folder of pictures, or - for standard input.

  --store       also keep picture and answer in the database, as the service would
  --model DIR   folder of the model; else MODEL_DIR
${remoteHelp}
  --json        one JSON object a line

Examples
  bun run inkwell predict seven.png
  bun run inkwell predict scans/ --json | jq -r '[.file, .prediction] | @tsv'
  curl -s https://example.org/digit.png | bun run inkwell predict -

Exit status: 0 all pictures were read, 1 some could not be, 2 the command line is wrong.`,
  options: { ...remoteOptions, store: { type: 'boolean', default: false }, model: { type: 'string' } },
  async run({ values, operands, ...around }) {
    if (operands.length === 0) throw new UsageError('Cannot predict: no FILE was given');
    const remote = remoteOf(values, around.env);
    if (remote && (values.store || values.model !== undefined))
      throw new UsageError('Cannot use --store or --model with --url: the service decides');
    const files = await readOperands(operands, around);
    const read = (reader: Reader) => readAll(files, reader, values.json, around);
    if (remote) return read(remoteReader(remote));
    const env = values.model === undefined ? around.env : { ...around.env, MODEL_DIR: values.model };
    if (values.store) {
      await using runtime = await openRuntime({ ...around, env });
      const service = createPredictions(runtime.deps);
      return await read(async (bytes) => present((await service.predict({ bytes })).prediction));
    }
    const { modelDir, limits, thresholds } = loadConfig(env);
    const model = await loadModel(modelDir, { decode: createDecoder(readCodecs()), limits, thresholds });
    try {
      return await read(async (bytes) => {
        const { status, digit, ...rest } = await model.recogniser.recognise(bytes);
        return { status, prediction: digit, ...rest };
      });
    } finally {
      await model.close();
    }
  },
});

function remoteReader(remote: Remote): Reader {
  return async (bytes) => {
    const response = await remote.fetch('/predict', { method: 'POST', body: new Uint8Array(bytes) });
    return (await response.json()) as Answer;
  };
}

async function readAll(
  files: readonly NamedFile[],
  reader: Reader,
  json: boolean,
  { print, say, progress }: Pick<Surroundings, 'print' | 'say' | 'progress'>,
): Promise<number> {
  const bar = progress('reading', files.length);
  let failed = 0;
  for (const [i, { name, read }] of files.entries()) {
    try {
      const answer = await reader(await read());
      if (files.length > 1) bar.end();
      print(json ? JSON.stringify({ file: name, ...answer }) : `${name}\t${inWords(answer)}`);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      failed++;
      bar.end();
      if (json) print(JSON.stringify({ file: name, error: { code: codeOf(error), detail: error.message } }));
      else say(`${name}: ${error.message}`);
    }
    bar.to(i + 1);
  }
  bar.end();
  return failed > 0 ? 1 : 0;
}

const codeOf = (error: Error): string => (error instanceof InkwellError ? error.code : 'failed');

function inWords({ status, prediction, confidence, reading }: Answer): string {
  const sure = `${(Math.floor(confidence * 1000) / 10).toFixed(1)}%`;
  if (status === 'blank') return 'blank';
  if (status === 'multiple') return `${reading?.text}\t${sure}\tseveral digits`;
  return `${prediction}\t${sure}${status === 'unsure' ? '\tunsure' : ''}`;
}
