import type { Thresholds } from '../core/classifier.ts';
import type { ModelIdentity } from '../core/prediction.ts';
import { ModelError } from './model-error.ts';

/** One network of the cascade, the cheapest first. */
export interface StageManifest {
  readonly name: string;
  /** Beside model.json. */
  readonly file: string;
  /** Of the file, hexadecimal. */
  readonly sha256: string;
  /** Length of the file. */
  readonly bytes: number;
  readonly temperature: number;
  readonly digitnessScale: number;
  readonly digitnessBias: number;
  /** The stage's answer stands from here on; `null` in the last stage, which always decides. */
  readonly accept: Thresholds | null;
}

/** `models/<name>/model.json`, as far as the service needs it. Other keys are for people. */
export interface ModelManifest extends ModelIdentity {
  /** Name of the networks' input, `[batch, 1, 28, 28]`, float32, 0–1, white ink on black. */
  readonly inputName: string;
  readonly stages: readonly StageManifest[];
  readonly thresholds: Thresholds;
}

const inputShape = ['batch', 1, 28, 28];
const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

function wrong(path: string, actual: unknown, expected: string): ModelError {
  const shown = actual === undefined ? 'missing' : JSON.stringify(actual).slice(0, 80);
  return new ModelError(`${path} in model.json is ${shown}, expected ${expected}`);
}

/** A JSON object whose members are read by name; every mistake names its path. */
function reader(value: unknown, path: string) {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(path, value, 'an object');
  const at = (key: string) => (path ? `${path}.${key}` : key);
  const get = (key: string): unknown => Reflect.get(value, key);
  return {
    get,
    has: (key: string) => get(key) !== undefined,
    child: (key: string) => reader(get(key), at(key)),
    text(key: string, pattern = /^.+$/, expected = 'text'): string {
      const found = get(key);
      if (typeof found !== 'string' || !pattern.test(found)) throw wrong(at(key), found, expected);
      return found;
    },
    number(key: string, expected: string, valid: (found: number) => boolean = () => true): number {
      const found = get(key);
      if (typeof found !== 'number' || !Number.isFinite(found) || !valid(found))
        throw wrong(at(key), found, expected);
      return found;
    },
    same(key: string, expected: unknown): void {
      if (JSON.stringify(get(key)) !== JSON.stringify(expected))
        throw wrong(at(key), get(key), JSON.stringify(expected));
    },
  };
}

type Reader = ReturnType<typeof reader>;

function readThresholds(source: Reader): Thresholds {
  const share = (key: string) => source.number(key, 'a number from 0 to 1', (n) => n >= 0 && n <= 1);
  return { confidence: share('confidence'), digitness: share('digitness') };
}

function readSha256(source: Reader): string {
  return source.text('sha256', /^[0-9a-f]{64}$/, '64 hexadecimal digits');
}

function readStage(value: unknown, index: number, count: number): StageManifest {
  const source = reader(value, `stages[${index}]`);
  const last = index === count - 1;
  return {
    name: source.text('name'),
    file: source.text('file', /^[\w-][\w.-]*$/, 'the name of a file beside it'),
    sha256: readSha256(source),
    bytes: source.number('bytes', 'a whole number', (n) => Number.isInteger(n) && n > 0),
    temperature: source.number('temperature', 'a number above 0', (n) => n > 0),
    digitnessScale: source.number('digitnessScale', 'a number above 0', (n) => n > 0),
    digitnessBias: source.number('digitnessBias', 'a number'),
    accept: last ? null : readThresholds(source.child('accept')),
  };
}

/**
 * Reads the text of model.json. Keys that it does not know are let be.
 *
 * @throws ModelError names the first key that is wrong
 */
export function parseManifest(text: string): ModelManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ModelError('model.json is no JSON', { cause });
  }
  const source = reader(json, '');
  const input = source.child('input');
  input.same('type', 'float32');
  input.same('shape', inputShape);
  source.same('labels', digits);
  const stages = source.get('stages');
  if (!Array.isArray(stages) || stages.length === 0) throw wrong('stages', stages, 'one stage or more');
  return {
    name: source.text('name'),
    version: source.text('version'),
    sha256: readSha256(source),
    inputName: input.text('name'),
    stages: stages.map((stage, i) => readStage(stage, i, stages.length)),
    thresholds: readThresholds(source.child('thresholds')),
  };
}
