import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { scratchFolder } from '../support/database.ts';
import { makeModel } from '../support/models.ts';
import { alone, createStarter, freshPicture, largePicture, post } from '../support/running.ts';

/** A start takes a second, more where other tests run beside. */
setDefaultTimeout(60_000);

const folder = await scratchFolder();
afterAll(() => folder[Symbol.asyncDispose]());
const start = createStarter();
let cases = 0;

/** Two models to choose from, and the settings of a service that has the first. */
async function freshModels(workers: string) {
  const parent = join(folder.path, String(cases++));
  await mkdir(parent);
  const first = await makeModel(parent, 'first', { version: '1.0.0' });
  const second = await makeModel(parent, 'second', { version: '2.0.0' });
  const env = {
    DATABASE_URL: `file:${join(parent, 'inkwell.db')}`,
    MODEL_DIR: first,
    MODELS_DIR: parent,
    WORKERS: workers,
    LOG_LEVEL: 'warn',
  };
  return { parent, first, second, env };
}

interface Answer {
  readonly prediction: number;
  readonly model: { readonly version: string; readonly sha256: string };
}
async function versionOf(url: string, picture: Uint8Array<ArrayBuffer>): Promise<string> {
  const answer = await post(url, picture);
  expect(answer.status).toBe(201);
  const { prediction, model } = (await answer.json()) as Answer;
  expect(prediction).toBe(1);
  return model.version;
}
const promote = (url: string, model: string) =>
  fetch(`${url}/models/active`, {
    method: 'PUT',
    headers: { ...alone, 'content-type': 'application/json' },
    body: JSON.stringify({ folder: model }),
  });

test.each(['1', '2'])(
  'with %s worker(s) a service reads on with the model that it has loaded, whatever becomes of its files',
  async (workers) => {
    const { parent, first, env } = await freshModels(workers);
    const url = await start(env).url();
    expect(await versionOf(url, freshPicture())).toBe('1.0.0');
    const { sha256 } = ((await (await post(url, freshPicture())).json()) as Answer).model;

    await rm(first, { recursive: true });
    for (const picture of [freshPicture(), largePicture]) expect(await versionOf(url, picture)).toBe('1.0.0');
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/models.json`)).status).toBe(200);
    const forBrowsers = `${url}/recogniser/${sha256}/model.json`;
    expect((await fetch(forBrowsers)).status).toBe(404);

    await makeModel(parent, 'first', { version: '6.6.6', firstAlone: true });
    for (const picture of [freshPicture(), largePicture]) expect(await versionOf(url, picture)).toBe('1.0.0');
    expect((await fetch(forBrowsers)).status).toBe(404);

    await makeModel(parent, 'first', { version: '1.0.0' });
    expect(await versionOf(url, largePicture)).toBe('1.0.0');
    expect((await fetch(forBrowsers)).status).toBe(200);
  },
);

test('a model that was broken is not promoted, one that was mended is', async () => {
  const { parent, second, env } = await freshModels('2');
  const url = await start(env).url();
  await truncate(join(second, 'glance.onnx'), 1000);
  const refused = await promote(url, 'second');
  expect(refused.status).toBe(409);
  expect(await refused.text()).toContain('glance.onnx has 1000 bytes');
  for (const picture of [freshPicture(), largePicture]) expect(await versionOf(url, picture)).toBe('1.0.0');
  await makeModel(parent, 'second', { version: '2.0.0' });
  expect((await promote(url, 'second')).status).toBe(200);
  for (const picture of [freshPicture(), largePicture]) expect(await versionOf(url, picture)).toBe('2.0.0');
});

test('a start with a model whose files were changed says which, and one with a broken promoted model takes the configured one', async () => {
  const { first, second, env } = await freshModels('2');
  const service = start(env);
  expect((await promote(await service.url(), 'second')).status).toBe(200);
  expect(await service.stop()).toBe(0);

  await Bun.write(join(second, 'glance.onnx'), new Uint8Array(100));
  const next = start(env);
  const warning = await next.nextLine(
    'the model that was chosen last cannot be used; starting with the configured one',
  );
  expect(warning).toMatchObject({ level: 'warn', error: expect.stringContaining('glance.onnx') });
  expect(await versionOf(await next.url(), freshPicture())).toBe('1.0.0');
  expect(await next.stop()).toBe(0);

  await Bun.write(join(first, 'glance.onnx'), new Uint8Array(100));
  const { exitCode, said } = await start(env).failure();
  expect(exitCode).toBe(1);
  expect(said).toMatch(/^Cannot use the model: glance\.onnx .+\n$/);
});
