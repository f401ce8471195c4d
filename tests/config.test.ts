import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { loadConfig, type SettingName, settings } from '../src/config.ts';
import { envExample, settingsTable } from './support/settings-text.ts';

const names = Object.keys(settings) as SettingName[];
const root = join(import.meta.dir, '..');
const mistakesOf = (env: Record<string, string>) => {
  try {
    loadConfig(env);
  } catch (error) {
    return error instanceof Error ? error.message.split('\n  ').slice(1) : [];
  }
  return [];
};

describe('the configuration', () => {
  test('has a default for everything', () => {
    expect(loadConfig({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      publishedHost: '127.0.0.1',
      access: {
        password: undefined,
        allowOpen: false,
        trustedProxies: [],
        corsOrigins: [],
        rateLimit: undefined,
      },
      tracing: { endpoint: undefined, serviceName: 'inkwell' },
      database: { url: 'file:data/inkwell.db', authToken: undefined },
      retention: { days: undefined, count: undefined },
      workers: 0,
      maxQueue: 256,
      modelDir: 'models/inkwell',
      modelsDir: undefined,
      limits: { maxBytes: 10_485_760, maxPixels: 25_000_000 },
      batchLimits: { maxImages: 10_000, maxBytes: 1_073_741_824 },
      thresholds: {},
      log: { level: 'info', format: 'auto' },
      shutdownGraceMs: 10_000,
    });
  });

  test('takes every variable', () => {
    const env = {
      HOST: '0.0.0.0',
      PORT: '0',
      PUBLISHED_HOST: '127.0.0.1',
      PAGE_PASSWORD: 'open sesame',
      ALLOW_OPEN: 'true',
      CORS_ORIGINS: 'https://app.example, http://localhost:5173',
      TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8,fd00::/8',
      RATE_LIMIT: '600',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318',
      OTEL_SERVICE_NAME: 'digits',
      DATABASE_URL: 'libsql://db.example',
      DATABASE_AUTH_TOKEN: 'secret',
      RETENTION_DAYS: '30',
      RETENTION_COUNT: '1000',
      WORKERS: '1',
      MAX_QUEUE: '8',
      MODEL_DIR: '/models/other',
      MODELS_DIR: '/models/all',
      MAX_IMAGE_BYTES: '1024',
      MAX_IMAGE_PIXELS: '784',
      MAX_BATCH_IMAGES: '1',
      MAX_BATCH_BYTES: '1024',
      MIN_CONFIDENCE: '0.9',
      MIN_DIGITNESS: '.5',
      LOG_LEVEL: 'debug',
      LOG_FORMAT: 'json',
      SHUTDOWN_GRACE_MS: '0',
    } satisfies Record<SettingName, string>;
    expect(loadConfig(env)).toEqual({
      host: '0.0.0.0',
      port: 0,
      publishedHost: '127.0.0.1',
      access: {
        password: 'open sesame',
        allowOpen: true,
        trustedProxies: ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'],
        corsOrigins: ['https://app.example', 'http://localhost:5173'],
        rateLimit: 600,
      },
      tracing: { endpoint: 'http://localhost:4318', serviceName: 'digits' },
      database: { url: 'libsql://db.example', authToken: 'secret' },
      retention: { days: 30, count: 1000 },
      workers: 1,
      maxQueue: 8,
      modelDir: '/models/other',
      modelsDir: '/models/all',
      limits: { maxBytes: 1024, maxPixels: 784 },
      batchLimits: { maxImages: 1, maxBytes: 1024 },
      thresholds: { confidence: 0.9, digitness: 0.5 },
      log: { level: 'debug', format: 'json' },
      shutdownGraceMs: 0,
    });
  });

  test('counts an empty variable as unset', () => {
    expect(loadConfig(Object.fromEntries(names.map((name) => [name, ' '])))).toEqual(loadConfig({}));
  });

  test('cannot be changed afterwards', () => {
    const config = loadConfig({});
    expect(Object.isFrozen(config)).toBe(true);
    for (const part of Object.values(config)) expect(Object.isFrozen(part)).toBe(true);
  });

  test('names every mistake at once', () => {
    expect(mistakesOf({ PORT: '99999', LOG_LEVEL: 'loud', MIN_CONFIDENCE: '95', HOST: 'localhost' })).toEqual(
      [
        'PORT is "99999", must be an integer from 0 to 65535',
        'MIN_CONFIDENCE is "95", must be a number from 0 to 1',
        'LOG_LEVEL is "loud", must be one of debug, info, warn, error, silent',
      ],
    );
  });

  test.each([
    ['PORT', ['-1', '3000.5', '0x10', '1e3', '3000 3001', 'NaN', '9'.repeat(400)]],
    ['DATABASE_URL', ['data/inkwell.db', 'file:', 'postgres://host/db', 'libsql://']],
    ['ALLOW_OPEN', ['yes', '1', 'TRUE']],
    ['CORS_ORIGINS', ['app.example', 'https://app.example/', 'https://a.example, b']],
    ['TRUSTED_PROXIES', ['localhost', '10.0.0.0/33', '300.1.1.1', '10.0.0.1; 10.0.0.2']],
    ['RATE_LIMIT', ['0', '1000001', '10/min']],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', ['localhost:4318', 'grpc://localhost:4317']],
    ['RETENTION_DAYS', ['0', '-1', '1.5', '36501']],
    ['RETENTION_COUNT', ['0', 'all']],
    ['WORKERS', ['-1', '65', 'two']],
    ['MAX_QUEUE', ['0', '100001']],
    ['MAX_IMAGE_BYTES', ['1023', '104857601', '10MB']],
    ['MAX_IMAGE_PIXELS', ['0', '100000001', '783']],
    ['MAX_BATCH_IMAGES', ['0', '1000001']],
    ['MAX_BATCH_BYTES', ['1023', '1099511627777', '1GB']],
    ['MIN_CONFIDENCE', ['-0.1', '1.01', '90%', '1e-1', '.']],
    ['MIN_DIGITNESS', ['2', 'high']],
    ['LOG_LEVEL', ['INFO', 'trace']],
    ['LOG_FORMAT', ['text']],
    ['SHUTDOWN_GRACE_MS', ['-1', '600001']],
  ] as const)('refuses a wrong %s', (name, values) => {
    for (const value of values) expect(mistakesOf({ [name]: value }).join()).toStartWith(name);
  });

  test('never shows what may hold a password', () => {
    expect(mistakesOf({ DATABASE_URL: 'postgres://user:secret@host/db' }).join()).not.toContain('secret');
  });
});

describe('what people read agrees with it', () => {
  test('.env.example has every variable with its default', async () => {
    expect(await Bun.file(join(root, '.env.example')).text()).toBe(envExample());
  });

  test('.env.example, taken as it is, changes nothing', async () => {
    const lines = (await Bun.file(join(root, '.env.example')).text()).split('\n');
    const env = lines.filter((line) => /^\w/.test(line)).map((line) => line.split(/=(.*)/).slice(0, 2));
    expect(env).toHaveLength(names.length);
    expect(loadConfig(Object.fromEntries(env))).toEqual(loadConfig({}));
  });

  test('compose.yaml passes every variable on, and its values are right', async () => {
    const compose = Bun.YAML.parse(await Bun.file(join(root, 'compose.yaml')).text()) as {
      services: { inkwell: { environment: Record<string, string> } };
    };
    const { environment } = compose.services.inkwell;
    expect(Object.keys(environment).toSorted()).toEqual(names.toSorted());
    const inside = ['HOST', 'PORT', 'PUBLISHED_HOST', 'DATABASE_URL', 'MODEL_DIR'];
    for (const name of names) if (!inside.includes(name)) expect(environment[name]).toBe(`\${${name}:-}`);
    expect(environment['PUBLISHED_HOST']).toBe(`\${HOST:-127.0.0.1}`);
    loadConfig(Object.fromEntries(inside.map((name) => [name, String(environment[name])])));
  });

  test('the README has the same table', async () => {
    expect(await Bun.file(join(root, 'README.md')).text()).toContain(settingsTable());
  });
});
