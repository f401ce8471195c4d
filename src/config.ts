import { parseNetworks } from './core/access/addresses.ts';
import type { AccessSettings } from './core/access/settings.ts';
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
const flag: Kind<boolean> = {
  expects: 'true or false',
  read: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
};
const wordsOf = (text: string) => text.split(/[\s,]+/).filter((word) => word !== '');
const networks: Kind<readonly string[]> = {
  expects: 'addresses or networks separated by commas, e.g. 127.0.0.1, 10.0.0.0/8',
  read: (text) => (parseNetworks(wordsOf(text)) === undefined ? undefined : wordsOf(text)),
};
const origins: Kind<readonly string[]> = {
  expects: 'origins separated by commas, e.g. https://app.example, or *',
  read: (text) => {
    const words = wordsOf(text);
    const right = (word: string) => word === '*' || (URL.canParse(word) && new URL(word).origin === word);
    return words.every(right) ? words : undefined;
  },
};
const webAddress: Kind<string> = {
  expects: 'an address that begins with http: or https:',
  read: (text) => (/^https?:\/\/./.test(text) && URL.canParse(text) ? text : undefined),
};
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
  PUBLISHED_HOST: optional(
    text,
    'Where a container engine publishes the service, when that is not `HOST`: tells who can reach it',
  ),
  PAGE_PASSWORD: {
    ...optional(
      text,
      'Password of the pages, or its hash as `bun run inkwell keys hash-password` prints it; unset: none is asked for',
    ),
    secret: true,
  },
  ALLOW_OPEN: setting(
    flag,
    'false',
    'Whether the service may be reached by others without a password and keys: everybody could read and delete everything',
  ),
  CORS_ORIGINS: optional(
    origins,
    'Other sites whose pages may use the API, separated by commas; `*` for all; unset: none',
  ),
  TRUSTED_PROXIES: optional(
    networks,
    'Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed, separated by commas, e.g. `127.0.0.1, 10.0.0.0/8`',
  ),
  RATE_LIMIT: optional(
    integer(1, 1_000_000),
    'Requests a minute and client (a key, else an address); unset: no limit',
  ),
  DATABASE_URL: {
    ...setting(
      databaseUrl,
      'file:data/inkwell.db',
      'Where predictions are kept: a file, made when missing, or a libSQL server (`libsql:`, `http:`, `https:`)',
    ),
    secret: true,
  },
  DATABASE_AUTH_TOKEN: { ...optional(text, 'Token of the libSQL server'), secret: true },
  RETENTION_DAYS: optional(
    integer(1, 36_500),
    'Days after which a prediction is deleted, with its picture and labels; unset: never',
  ),
  RETENTION_COUNT: optional(
    integer(1, 1_000_000_000),
    'Most predictions that are kept: beyond that the oldest are deleted; unset: all are',
  ),
  WORKERS: setting(
    integer(0, 64),
    '0',
    'Threads that answer requests; `0`: one per core, `1`: everything in one thread',
  ),
  MAX_QUEUE: setting(
    integer(1, 100_000),
    '256',
    'Most pictures that wait or are being read at once; whoever comes then, or when the oldest has waited for 0.1 s, gets 503 with `Retry-After`',
  ),
  MODEL_DIR: setting(text, 'models/inkwell', 'Folder of the model: `model.json` and the files it names'),
  MODELS_DIR: optional(
    text,
    'Folder of the models to choose from on `/models`; unset: the one that `MODEL_DIR` lies in',
  ),
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
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(
    webAddress,
    'OpenTelemetry collector that gets a trace of every request by OTLP over HTTP, e.g. `http://localhost:4318`; unset: none',
  ),
  OTEL_SERVICE_NAME: setting(text, 'inkwell', 'Name of this service in traces'),
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
  /** Where others reach it: `host`, or where a container engine publishes it. */
  readonly publishedHost: string;
  readonly access: AccessSettings;
  readonly database: { readonly url: string; readonly authToken: string | undefined };
  /** How long, and how many, predictions are kept; unset: all of them, for ever. */
  readonly retention: { readonly days: number | undefined; readonly count: number | undefined };
  /** Threads that answer requests; 0: one per core. */
  readonly workers: number;
  /** Most pictures under way at once. */
  readonly maxQueue: number;
  readonly modelDir: string;
  /** Unset: the folder around `modelDir`. */
  readonly modelsDir: string | undefined;
  readonly limits: ImageLimits;
  readonly batchLimits: BatchLimits;
  readonly thresholds: Partial<Thresholds>;
  readonly tracing: { readonly endpoint: string | undefined; readonly serviceName: string };
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
    publishedHost: values.PUBLISHED_HOST ?? values.HOST,
    access: Object.freeze({
      password: values.PAGE_PASSWORD,
      allowOpen: values.ALLOW_OPEN,
      trustedProxies: values.TRUSTED_PROXIES ?? [],
      corsOrigins: values.CORS_ORIGINS ?? [],
      rateLimit: values.RATE_LIMIT,
    }),
    database: Object.freeze({ url: values.DATABASE_URL, authToken: values.DATABASE_AUTH_TOKEN }),
    retention: Object.freeze({ days: values.RETENTION_DAYS, count: values.RETENTION_COUNT }),
    workers: values.WORKERS,
    maxQueue: values.MAX_QUEUE,
    modelDir: values.MODEL_DIR,
    modelsDir: values.MODELS_DIR,
    limits: Object.freeze({ maxBytes: values.MAX_IMAGE_BYTES, maxPixels: values.MAX_IMAGE_PIXELS }),
    batchLimits: Object.freeze({ maxImages: values.MAX_BATCH_IMAGES, maxBytes: values.MAX_BATCH_BYTES }),
    thresholds: Object.freeze({
      ...(confidence !== undefined && { confidence }),
      ...(digitness !== undefined && { digitness }),
    }),
    tracing: Object.freeze({
      endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
      serviceName: values.OTEL_SERVICE_NAME,
    }),
    log: Object.freeze({ level: values.LOG_LEVEL, format: values.LOG_FORMAT }),
    shutdownGraceMs: values.SHUTDOWN_GRACE_MS,
  });
}
