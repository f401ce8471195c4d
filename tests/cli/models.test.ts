import { afterAll, beforeAll, expect, test } from 'bun:test';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands } from '../../src/cli/commands/index.ts';
import { run } from '../../src/cli/run.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createLibsqlStore } from '../../src/storage/libsql-store.ts';
import { drawDigits } from '../browser/draw-digit.ts';
import { migrationsFolder, scratchFolder } from '../support/database.ts';
import { makeModel } from '../support/models.ts';
import { aPrediction } from '../support/prediction.ts';
import { spawnService } from '../support/service.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: Awaited<ReturnType<typeof scratchFolder>>;
let env: { DATABASE_URL: string; MODEL_DIR: string };

beforeAll(async () => {
  folder = await scratchFolder();
  const models = join(folder.path, 'models');
  await makeModel(models, 'first', { version: '1.0.0' });
  await makeModel(models, 'second', { version: '2.0.0', firstAlone: true });
  await makeModel(models, 'broken', { version: '3.0.0' });
  await rm(join(models, 'broken/glance.onnx'));
  env = { DATABASE_URL: `file:${join(folder.path, 'inkwell.db')}`, MODEL_DIR: join(models, 'first') };
  const store = createLibsqlStore(await openDatabase({ url: env.DATABASE_URL, migrationsFolder }));
  await store.record(aPrediction({ bytes: new Uint8Array(drawDigits(7)), digit: 1, label: 7 }));
  await store.close();
}, 60_000);
afterAll(() => folder[Symbol.asyncDispose]());

async function models(...args: string[]) {
  const printed: string[] = [];
  const said: string[] = [];
  const done: number[] = [];
  const code = await run(commands, ['models', ...args], {
    env,
    root,
    print: (line) => void printed.push(line),
    say: (line) => void said.push(line),
    write: async () => {},
    stdin: async function* () {},
    progress: () => ({ to: (n) => void done.push(n), end: () => {} }),
  });
  return { code, printed, said: said.join('\n'), done };
}

test('models are listed, replayed and promoted without a service, and the next start uses the promoted one', async () => {
  const before = await models();
  expect(before.code).toBe(0);
  expect(before.printed[0]).toMatch(/^first\tinkwell 1\.0\.0\tactive/);
  expect(before.printed[1]).toMatch(/^second\tinkwell 2\.0\.0\tready/);
  expect(before.printed[2]).toContain('glance.onnx is missing');

  const replayed = await models('replay', 'second', '--json');
  expect(replayed.code).toBe(0);
  expect(JSON.parse(replayed.printed[0] ?? '')).toMatchObject({
    state: 'done',
    done: 1,
    changed: 1,
    accuracy: { before: { right: 0, total: 1 }, after: { right: 1, total: 1 }, fixed: 1 },
  });

  expect((await models('promote', 'second')).printed).toEqual(['inkwell 2.0.0 is active']);
  expect((await models()).printed[0]).toMatch(/^second\tinkwell 2\.0\.0\tactive/);
  const service = spawnService(env);
  try {
    const url = await service.url();
    const listed = await models('list', '--url', url, '--json');
    expect(JSON.parse(listed.printed[0] ?? '')).toMatchObject({ folder: 'second', active: true });
    expect((await models('promote', 'first', '--url', url)).printed).toEqual(['inkwell 1.0.0 is active']);
    const words = await models('replay', 'second', '--scope', 'all', '--url', url);
    expect(words.printed.join('\n')).toContain(
      'right after:  100.00% (1 of 1, 95% interval 20.65% – 100.00%)',
    );
  } finally {
    await service.stop();
  }
}, 120_000);

test('what cannot be done fails with the reason', async () => {
  const broken = await models('promote', 'broken');
  expect([broken.code, broken.said]).toEqual([1, expect.stringContaining('glance.onnx is missing')]);
  const nowhere = await models('replay', 'nowhere');
  expect([nowhere.code, nowhere.said]).toEqual([
    1,
    expect.stringContaining('Cannot find a model in the folder nowhere'),
  ]);
  for (const args of [['promote'], ['fly'], ['replay', 'first', '--scope', 'some'], ['list', 'first']])
    expect((await models(...args)).code).toBe(2);
}, 60_000);
