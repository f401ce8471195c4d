import { fileURLToPath } from 'node:url';
import { v7 } from 'uuid';
import { createApp } from '../../src/app.ts';
import { UnsupportedFormatError } from '../../src/core/errors.ts';
import type { AppDeps } from '../../src/deps.ts';
import { loadAssets } from '../../src/runtime/assets.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { memoryDatabase } from './database.ts';

interface LogFields {
  readonly requestId?: unknown;
  readonly status?: unknown;
  readonly path?: unknown;
  readonly stack?: unknown;
  readonly [name: string]: unknown;
}

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** Built once: they never change. */
let built: ReturnType<typeof loadAssets> | undefined;
const assets = () => {
  built ??= loadAssets(fileURLToPath(new URL('../..', import.meta.url)));
  return built;
};

/** An app of its own over a database of its own, and what it wrote to the log. */
export async function testApp(changes: Partial<AppDeps> = {}) {
  const database = await memoryDatabase();
  const lines: LogLine[] = [];
  const line =
    (level: LogLine['level']) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      lines.push({ level, message, fields });
    };
  const store = createLibsqlStore(database);
  const deps: AppDeps = {
    recogniser: standIn,
    store,
    limits: { maxBytes: 1024 * 1024, maxPixels: 4_000_000 },
    log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    clock: () => new Date(),
    newId: v7,
    accepting: () => true,
    assets: await assets(),
    ...changes,
  };
  const app = createApp(deps);
  const send = (path: string, init?: RequestInit) => app.handle(new Request(`http://localhost${path}`, init));
  return { app, deps, lines, send, store };
}

const standIn: AppDeps['recogniser'] = {
  model: { name: 'x', version: '1.0.0', sha256: 'ab'.repeat(32) },
  thresholds: { confidence: 0.5, digitness: 0.5 },
  async recognise(bytes) {
    if (bytes[0] !== 0x89) throw new UnsupportedFormatError('Cannot read it');
    const probabilities = Array.from({ length: 10 }, (_, i) => (i === 7 ? 1 : 0));
    return {
      status: 'ok',
      digit: 7,
      confidence: 1,
      probabilities,
      reading: null,
      mediaType: 'image/png',
      width: 28,
      height: 28,
      decidedBy: 'fast',
    };
  },
};
