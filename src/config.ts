import type { Thresholds } from './core/classifier.ts';
import type { BatchLimits, ImageLimits } from './core/image.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];
export const logFormats = ['auto', 'json', 'pretty'] as const;
export type LogFormat = (typeof logFormats)[number];

/** How a text becomes a value; `undefined` says that it is none. */
interface Kind<T> {
  /** e.g. `an integer from 0 to 65535`. */
  readonly expects: string;
  read(text: string): T | undefined;
}

/** One environment variable. `preset` is what counts when it is unset or empty; without one it stays undefined. */
interface Setting<T> {
  readonly kind: Kind<T>;
  readonly preset?: string;
  readonly meaning: string;
  /** A value that may hold a password is never shown. */
  readonly secret?: boolean;
}

const integer = (minimum: number, maximum: number): Kind<number> => ({
  expects: `an integer from ${minimum} to ${maximum}`,
  read: (text) =>
    /^\d{1,15}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum ? Number(text) : undefined,
});
const fraction: Kind<number> = {
  expects: 'a number from 0 to 1',
  read: (text) => (/^\d*\.?\d+$/.test(text) && Number(text) <= 1 ? Number(text) : undefined),
};
const oneOf = <T extends string>(values: readonly T[]): Kind<T> => ({
  expects: `one of ${values.join(', ')}`,
  read: (text) => values.find((value) => value === text),
});
const text: Kind<string> = { expects: 'a text', read: (text) => text };
const databaseUrl: Kind<string> = {
  expects: 'an address that begins with file:, libsql:, http: or https:, or :memory:',
  read: (text) => (/^(file:.|libsql:\/\/.|https?:\/\/.|:memory:$)/.test(text) ? text : undefined),
};

const setting = <T>(kind: Kind<T>, preset: string, meaning: string) => ({ kind, preset, meaning });
const optional = <T>(kind: Kind<T>, meaning: string) => ({ kind, meaning });

/** Every environment variable that Inkwell reads. `.env.example`, `compose.yaml` and the README are held to this list by a test. */
export const settings = {
  HOST: setting(text, '127.0.0.1', 'Address to listen on; `0.0.0.0` is every network of the machine'),
  PORT: setting(integer(0, 65535), '3000', 'Port to listen on; `0` takes a free one'),
  DATABASE_URL: {
    ...setting(
      databaseUrl,
      'file:data/inkwell.db',
      'Where predictions are kept: a file, made when missing, or a libSQL server (`libsql:`, `http:`, `https:`)',
    ),
    secret: true,
  },
  DATABASE_AUTH_TOKEN: { ...optional(text, 'Token of the libSQL server'), secret: true },
  MODEL_DIR: setting(text, 'models/inkwell', 'Folder of the model: `model.json` and the files it names'),
  MAX_IMAGE_BYTES: setting(integer(1024, 104_857_600), '10485760', 'Largest image in bytes'),
  MAX_IMAGE_PIXELS: setting(integer(784, 100_000_000), '25000000', 'Largest image in pixels, width × height'),
  MAX_BATCH_IMAGES: setting(integer(1, 1_000_000), '10000', 'Most images in one `POST /predict/batch`'),
  MAX_BATCH_BYTES: setting(
    integer(1024, 1_099_511_627_776),
    '1073741824',
    'Longest body of `POST /predict/batch` in bytes, and the most that is unpacked from a zip',
  ),
  MIN_CONFIDENCE: optional(
    fraction,
    "Below this confidence an answer is `unsure`, 0 to 1; unset: the model's own",
  ),
  MIN_DIGITNESS: optional(
    fraction,
    "Below this probability of being a digit at all an answer is `unsure`, 0 to 1; unset: the model's own",
  ),
  LOG_LEVEL: setting(
    oneOf(logLevels),
    'info',
    `What is logged: ${logLevels.map((level) => `\`${level}\``).join(', ')}`,
  ),
  LOG_FORMAT: setting(oneOf(logFormats), 'auto', '`json`, `pretty`, or `auto`: pretty on a terminal'),
  SHUTDOWN_GRACE_MS: setting(
    integer(0, 600_000),
    '10000',
    'How long, in milliseconds, requests in flight may take to end after SIGTERM',
  ),
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof settings;

/** What the service was told. Made once, at the start; nothing else reads the environment. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly database: { readonly url: string; readonly authToken: string | undefined };
  readonly modelDir: string;
  readonly limits: ImageLimits;
  readonly batchLimits: BatchLimits;
  readonly thresholds: Partial<Thresholds>;
  readonly log: { readonly level: LogLevel; readonly format: LogFormat };
  readonly shutdownGraceMs: number;
}

type Settings = typeof settings;
type Value<S> = S extends { kind: Kind<infer T>; preset: string }
  ? T
  : S extends { kind: Kind<infer T> }
    ? T | undefined
    : never;
type Values = { [Name in SettingName]: Value<Settings[Name]> };

/**
 * Reads the environment. An empty variable counts as unset.
 *
 * @throws Error that lists every wrong variable, what it is and what is expected, one a line.
 * @example loadConfig({ PORT: '8080' }).port // 8080
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const mistakes: string[] = [];
  const read = (name: SettingName) => {
    const { kind, preset, secret }: Setting<unknown> = settings[name];
    const given = env[name]?.trim() || preset;
    if (given === undefined) return undefined;
    const value = kind.read(given);
    if (value === undefined)
      mistakes.push(`${name}${secret ? '' : ` is "${given}",`} must be ${kind.expects}`);
    return value;
  };
  const names = Object.keys(settings) as SettingName[];
  const values = Object.fromEntries(names.map((name) => [name, read(name)])) as Values;
  if (mistakes.length > 0) throw new Error(`Cannot start with these settings:\n  ${mistakes.join('\n  ')}`);
  return toConfig(values);
}

function toConfig(values: Values): Config {
  const { MIN_CONFIDENCE: confidence, MIN_DIGITNESS: digitness } = values;
  return Object.freeze({
    host: values.HOST,
    port: values.PORT,
    database: Object.freeze({ url: values.DATABASE_URL, authToken: values.DATABASE_AUTH_TOKEN }),
    modelDir: values.MODEL_DIR,
    limits: Object.freeze({ maxBytes: values.MAX_IMAGE_BYTES, maxPixels: values.MAX_IMAGE_PIXELS }),
    batchLimits: Object.freeze({ maxImages: values.MAX_BATCH_IMAGES, maxBytes: values.MAX_BATCH_BYTES }),
    thresholds: Object.freeze({
      ...(confidence !== undefined && { confidence }),
      ...(digitness !== undefined && { digitness }),
    }),
    log: Object.freeze({ level: values.LOG_LEVEL, format: values.LOG_FORMAT }),
    shutdownGraceMs: values.SHUTDOWN_GRACE_MS,
  });
}
