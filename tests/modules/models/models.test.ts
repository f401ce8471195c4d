import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createDecoder } from '../../../src/core/decode/index.ts';
import type { AppDeps } from '../../../src/deps.ts';
import { readCodecs } from '../../../src/runtime/codecs.ts';
import { loadModel } from '../../../src/runtime/load-model.ts';
import { createLocalBackground } from '../../../src/runtime/local-background.ts';
import { createLonePeers } from '../../../src/runtime/lone-peers.ts';
import { createModelLibrary } from '../../../src/runtime/model-library.ts';
import { createModelSlot } from '../../../src/runtime/model-slot.ts';
import { drawDigits } from '../../browser/draw-digit.ts';
import { testApp } from '../../support/app.ts';
import { scratchFolder } from '../../support/database.ts';
import { makeModel } from '../../support/models.ts';
import { aPrediction } from '../../support/prediction.ts';

const limits = { maxBytes: 1024 * 1024, maxPixels: 4_000_000 };
const decode = createDecoder(readCodecs());
const load = (path: string) => loadModel(path, { decode, limits, thresholds: {} });
const html = { accept: 'text/html', 'sec-fetch-site': 'same-origin' };

let folder: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  folder = await scratchFolder();
  await makeModel(folder.path, 'first', { version: '1.0.0' });
  await makeModel(folder.path, 'strict', { version: '2.0.0', thresholds: { confidence: 1, digitness: 1 } });
  await makeModel(folder.path, 'broken', { version: '3.0.0', firstAlone: true });
  await rm(join(folder.path, 'broken/glance.onnx'));
});
afterAll(() => folder[Symbol.asyncDispose]());

/** An app that can really change its model. */
async function modelsApp(changes: Partial<AppDeps> = {}) {
  const peers = createLonePeers();
  const first = join(folder.path, 'first');
  const slot = createModelSlot(await load(first), load, peers);
  return testApp({
    peers,
    recogniser: slot.recogniser,
    models: slot.models,
    background: createLocalBackground(slot.recogniser, load),
    library: createModelLibrary(folder.path, first),
    ...changes,
  });
}

type Made = Awaited<ReturnType<typeof modelsApp>>;
const json = (method: string, body: unknown): RequestInit => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
});
const form = (fields: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
  headers: html,
});
const bodyOf = async (answer: Response | Promise<Response>) => (await answer).json();
const picture = (digit: 1 | 4 | 7) => new Uint8Array(drawDigits(digit));

async function untilEnded({ send }: Made, id: string) {
  for (;;) {
    const replay = await bodyOf(send(`/replays/${id}`));
    if (replay.state !== 'running') return replay;
    await Bun.sleep(5);
  }
}

/** A seven read as a one and a seven with a wrong label, both labelled, and a one that nobody labelled. */
async function someReadings({ store }: Made) {
  const fixed = await store.record(aPrediction({ bytes: picture(7), digit: 1, label: 7 }));
  const broken = await store.record(aPrediction({ bytes: picture(4), digit: 9, label: 9 }));
  const unlabelled = await store.record(aPrediction({ bytes: picture(1), digit: 1 }));
  return { fixed, broken, unlabelled };
}

describe('models', () => {
  test('are listed with which one is active, and what is wrong with any', async () => {
    const { send } = await modelsApp();
    const { items } = await bodyOf(send('/models.json'));
    expect(
      items.map((model: Record<string, unknown>) => [model['folder'], model['version'], model['active']]),
    ).toEqual([
      ['first', '1.0.0', true],
      ['strict', '2.0.0', false],
      ['broken', '3.0.0', false],
    ]);
    expect(items[2].problem).toBe('glance.onnx is missing');
    expect(items[0].measured[0]).toMatchObject({ set: 'clean', images: 5000 });
    const page = await (await send('/models', { headers: html })).text();
    expect(page).toContain('glance.onnx is missing');
    expect(page).toContain('Promote inkwell 2.0.0');
    expect(page).not.toContain('Promote inkwell 1.0.0');
    expect(page).not.toContain('Promote inkwell 3.0.0');
  });

  test('one is promoted and rolled back, reads at once, and is remembered', async () => {
    const made = await modelsApp();
    const { deps, send } = made;
    const read = async () =>
      bodyOf(
        send('/predict', { method: 'POST', body: picture(7), headers: { 'content-type': 'image/png' } }),
      );
    expect(await read()).toMatchObject({ status: 'ok', prediction: 7, model: { version: '1.0.0' } });

    const promoted = await send('/models/active', json('PUT', { folder: 'strict' }));
    expect(promoted.status).toBe(200);
    expect(await promoted.json()).toMatchObject({ folder: 'strict', active: true });
    expect(await read()).toMatchObject({ status: 'unsure', prediction: 7, model: { version: '2.0.0' } });
    const first = join(folder.path, 'first');
    expect(await deps.activeModel.recall()).toMatchObject({
      folder: join(folder.path, 'strict'),
      previous: { folder: first },
    });

    const page = await (await send('/models', { headers: html })).text();
    expect(page).toContain('Roll back to inkwell 1.0.0');
    expect(page).toContain('inkwell 2.0.0 reads every picture here');
    const back = await send('/models/first/promote', form());
    expect(back.headers.get('location')).toBe('/models?promoted');
    expect(await read()).toMatchObject({ status: 'ok', model: { version: '1.0.0' } });
    expect((await deps.activeModel.recall())?.folder).toBe(first);
  });

  test('promoting the active one again changes nothing, and keeps what a roll back goes to', async () => {
    const { deps, send } = await modelsApp();
    await send('/models/active', json('PUT', { folder: 'strict' }));
    await send('/models/active', json('PUT', { folder: 'strict' }));
    expect((await deps.activeModel.recall())?.previous?.folder).toBe(join(folder.path, 'first'));
  });

  test('one that cannot be used is refused with the reason, and nothing changes', async () => {
    const { deps, send } = await modelsApp();
    const broken = await send('/models/active', json('PUT', { folder: 'broken' }));
    expect(broken.status).toBe(409);
    expect((await broken.json()).detail).toBe('Cannot use the model of broken: glance.onnx is missing');
    expect((await send('/models/active', json('PUT', { folder: '../first' }))).status).toBe(404);
    expect((await send('/models/active', json('PUT', {}))).status).toBe(400);
    expect((await send('/models/nowhere/promote', form())).status).toBe(404);
    expect(deps.recogniser.model.version).toBe('1.0.0');
    expect(await deps.activeModel.recall()).toBeNull();
  });

  test('one that fails while loading is refused, too', async () => {
    const made = await modelsApp();
    const activate = () => Promise.reject(new Error('glance.onnx cannot be loaded by ONNX Runtime'));
    const { send } = await modelsApp({ models: { folder: made.deps.models.folder, activate } });
    const answer = await send('/models/active', json('PUT', { folder: 'strict' }));
    expect(answer.status).toBe(409);
    expect((await answer.json()).detail).toContain('cannot be loaded by ONNX Runtime');
  });

  test('each has a card of its own', async () => {
    const { send } = await modelsApp();
    const page = await (await send('/models/strict', { headers: html })).text();
    expect(page).toContain('inkwell 2.0.0');
    expect(page).toContain('does not read here now');
    expect((await send('/models/broken', { headers: html })).status).toBe(200);
    expect((await send('/models/nowhere', { headers: html })).status).toBe(404);
    expect((await send('/models/%ff', { headers: html })).status).toBeLessThan(500);
  });
});

describe('a replay', () => {
  test('reads stored pictures again, tells what changes and whether it is better, and touches nothing', async () => {
    const made = await modelsApp();
    const { send, store } = made;
    const { fixed, broken, unlabelled } = await someReadings(made);
    const started = await send('/replays', json('POST', { folder: 'strict', scope: 'all' }));
    expect(started.status).toBe(201);
    const { id } = await started.json();
    expect(started.headers.get('location')).toBe(`/replays/${id}`);
    expect(await untilEnded(made, id)).toMatchObject({
      state: 'done',
      total: 3,
      done: 3,
      changed: 3,
      unread: 0,
      accuracy: { before: { right: 1, total: 2 }, after: { right: 1, total: 2 }, fixed: 1, broken: 1 },
    });
    const { items, next } = await bodyOf(send(`/replays/${id}/answers?limit=2`));
    expect(items.map((item: { predictionId: string }) => item.predictionId)).toEqual([
      unlabelled.id,
      broken.id,
    ]);
    expect(items[0].after).toMatchObject({ status: 'unsure', prediction: 1 });
    const rest = await bodyOf(send(`/replays/${id}/answers?limit=2&cursor=${next}`));
    expect(rest.items[0]).toMatchObject({
      predictionId: fixed.id,
      label: 7,
      before: { status: 'ok', prediction: 1 },
      after: { status: 'unsure', prediction: 7 },
    });
    expect(rest.next).toBeNull();
    expect(await store.find(fixed.id)).toEqual(fixed);

    const page = await (await send(`/models/replays/${id}`, { headers: html })).text();
    expect(page).toContain('3 answers changed');
    expect(page).toContain('Now right: 7');
    expect(page).toContain('Now wrong: 9');
    expect(page).not.toContain('data-follow');
    expect(page).toContain('Promote inkwell 2.0.0');
  });

  test('of labelled readings leaves the rest alone', async () => {
    const made = await modelsApp();
    await someReadings(made);
    const { id } = await bodyOf(made.send('/replays', json('POST', { folder: 'strict' })));
    expect(await untilEnded(made, id)).toMatchObject({ scope: 'labelled', total: 2, done: 2, changed: 2 });
  });

  test('goes on where it was cut off when the service starts again', async () => {
    const made = await modelsApp();
    const { fixed, unlabelled } = await someReadings(made);
    const { replays, clock, library } = made.deps;
    const strict = (await library.find('strict'))?.identity;
    if (!strict) throw new Error('the strict model is not there');
    await replays.start({ id: 'cut-off', model: strict, scope: 'all', total: 3, startedAt: clock() });
    const answer = { status: 'ok', digit: 1, text: null, confidence: 1, changed: false } as const;
    await replays.record('cut-off', {
      after: null,
      cursor: unlabelled.id,
      done: 1,
      answers: [{ ...answer, predictionId: unlabelled.id, imageId: unlabelled.image.id }],
      counts: { unread: 0, labelled: 0, rightBefore: 0, rightAfter: 0, fixed: 0, broken: 0 },
    });
    const again = await modelsApp({ store: made.store, replays });
    expect(await untilEnded(again, 'cut-off')).toMatchObject({ state: 'done', done: 3, changed: 2 });
    expect((await replays.changes('cut-off', { limit: 9 })).items.at(-1)?.predictionId).toBe(fixed.id);
  });

  test('can be cancelled and resumed, and only one runs at a time', async () => {
    const made = await modelsApp();
    await someReadings(made);
    const { replays, clock, library } = made.deps;
    const identity = (await library.find('strict'))?.identity;
    if (!identity) throw new Error('the strict model is not there');
    await replays.start({ id: 'waiting', model: identity, scope: 'all', total: 3, startedAt: clock() });
    expect((await made.send('/replays', json('POST', { folder: 'strict' }))).status).toBe(409);
    const page = await (await made.send('/models/replays/waiting', { headers: html })).text();
    expect(page).toContain('data-follow="true"');
    expect(page).toContain('0 of 3');
    expect((await made.send('/models/replays/waiting/cancel', form())).status).toBe(303);
    expect((await made.send('/replays/waiting/state', json('PUT', { state: 'cancelled' }))).status).toBe(409);
    expect(await bodyOf(made.send('/replays/waiting'))).toMatchObject({ state: 'cancelled', done: 0 });
    expect((await made.send('/replays/waiting/state', json('PUT', { state: 'running' }))).status).toBe(200);
    expect(await untilEnded(made, 'waiting')).toMatchObject({ state: 'done', done: 3 });
    expect((await made.send('/replays/waiting/state', json('PUT', { state: 'running' }))).status).toBe(409);
  });

  test('tells why it cannot be', async () => {
    const made = await modelsApp();
    const refused = async (body: unknown) => {
      const answer = await made.send('/replays', json('POST', body));
      return [answer.status, (await answer.json()).detail];
    };
    expect(await refused({ folder: 'strict' })).toEqual([
      409,
      'Cannot replay labelled readings: none has a label yet',
    ]);
    expect(await refused({ folder: 'strict', scope: 'all' })).toEqual([
      409,
      'Cannot replay: nothing was read yet',
    ]);
    expect((await refused({ folder: 'strict', scope: 'some' }))[0]).toBe(400);
    expect((await refused({ folder: 'nowhere' }))[0]).toBe(404);
    expect((await refused({ folder: 'broken' }))[0]).toBe(409);
    for (const path of ['/replays/none', '/replays/none/answers'])
      expect((await made.send(path)).status).toBe(404);
    expect((await made.send('/replays/none/state', json('PUT', { state: 'cancelled' }))).status).toBe(404);
    expect((await made.send('/models/strict/replay', form({ scope: 'some' }))).status).toBe(400);
    expect((await made.send('/models/replays/none', { headers: html })).status).toBe(404);
  });

  test('fails plainly when its model is gone, and skips pictures that cannot be read', async () => {
    const made = await modelsApp();
    await made.store.record(aPrediction({ label: 7 }));
    const { replays, clock } = made.deps;
    const model = { name: 'inkwell', version: '9.0.0', sha256: '99'.repeat(32) };
    await replays.start({ id: 'gone', model, scope: 'all', total: 1, startedAt: clock() });
    await replays.finish('gone', 'cancelled', clock());
    await made.send('/replays/gone/state', json('PUT', { state: 'running' }));
    expect(await untilEnded(made, 'gone')).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('9.0.0 is gone'),
    });
    const { id } = await bodyOf(made.send('/replays', json('POST', { folder: 'strict' })));
    expect(await untilEnded(made, id)).toMatchObject({ state: 'done', done: 1, changed: 0, unread: 1 });
  });
});
