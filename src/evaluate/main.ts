import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createDecoder } from '../core/decode/index.ts';
import { createOnnxClassifier } from '../inference/onnx-classifier.ts';
import { readCodecs } from '../runtime/codecs.ts';
import { readModelFolder } from '../runtime/read-model.ts';
import { formatHtml } from './format-html.ts';
import { formatText } from './format-text.ts';
import { measure } from './measure.ts';
import { readSamples } from './read-samples.ts';
import { SampleError } from './sample.ts';
import { summarise } from './summarise.ts';

const help = `Reads labelled pictures with the service's own code and says how well.

Usage: bun run evaluate PATH… [--json] [--html FILE] [--model DIR] [--limit N]

PATH is
  an IDX file of images, gzipped or not, with its labels beside it
  a folder with a manifest.csv (file,label and perhaps kind or source), or with sub-folders named by label: 0 … 9, 2047, none
  a manifest of your own, ending in .csv

  --json        figures and every answer as JSON on standard output
  --html FILE   a page with the pictures, the wrong ones first
  --model DIR   folder of the model (models/inkwell)
  --limit N     only the first N pictures
  --help        this

Examples
  bun run evaluate t10k-images-idx3-ubyte.gz
  bun run evaluate photos/ --html report.html
  bun run evaluate drawn.csv photographed.csv --json > figures.json

Exit status: 0 all pictures were read, 1 some could not be, 2 the command was wrong.`;

function usage(message: string): never {
  process.stderr.write(`${message}\nTry: bun run evaluate --help\n`);
  process.exit(2);
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        html: { type: 'string' },
        model: { type: 'string', default: 'models/inkwell' },
        limit: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
}

const { values, positionals } = parse();
if (values.help) {
  process.stdout.write(`${help}\n`);
  process.exit(0);
}
if (positionals.length === 0) usage('Cannot evaluate: no PATH was given');
const limit = values.limit === undefined ? Infinity : Number(values.limit);
if (!(limit >= 1)) usage(`Cannot evaluate: --limit is ${values.limit}, expected a number from 1`);

try {
  const samples = (await readSamples(positionals)).slice(0, limit);
  const classifier = await createOnnxClassifier(await readModelFolder(values.model));
  const { outcomes, failures } = await measure(samples, {
    decode: createDecoder(readCodecs()),
    classifier,
    limits: { maxBytes: 64 * 2 ** 20, maxPixels: 50_000_000 },
    progress: (done) => {
      if (process.stderr.isTTY && (done % 50 === 0 || done === samples.length))
        process.stderr.write(`\r${done} of ${samples.length}${done === samples.length ? '\n' : ''}`);
    },
  });
  await classifier.close();
  const summary = summarise(outcomes, failures);
  const { name, version } = classifier.model;
  if (values.html)
    await writeFile(
      values.html,
      formatHtml(summary, outcomes, `${name} ${version}: ${positionals.join(', ')}`),
    );
  const answers = outcomes.map(({ input: _, ...rest }) => rest);
  process.stdout.write(
    `${values.json ? JSON.stringify({ model: classifier.model, summary, answers }, null, 2) : formatText(summary, outcomes)}\n`,
  );
  process.exitCode = failures.length > 0 ? 1 : 0;
} catch (error) {
  if (error instanceof SampleError) usage(error.message);
  throw error;
}
