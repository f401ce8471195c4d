import { expect, test } from 'bun:test';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readModelCard } from '../../src/runtime/read-model-card.ts';

const shipped = fileURLToPath(new URL('../../models/inkwell', import.meta.url));

/** A folder with the shipped manifest, its `validation` replaced. */
async function modelFolder(validation: unknown, card?: string): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'inkwell-model-'));
  const manifest: object = await Bun.file(join(shipped, 'model.json')).json();
  await Bun.write(join(path, 'model.json'), JSON.stringify({ ...manifest, validation }));
  if (card !== undefined) await Bun.write(join(path, 'CARD.md'), card);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

test('the shipped model tells the cost of each of its networks', async () => {
  const { stages } = await readModelCard(shipped);
  expect(stages.length).toBeGreaterThan(0);
  for (const { multiplyAdds, parameters, bytes } of stages) {
    expect(multiplyAdds).toBeGreaterThan(100_000);
    expect(parameters).toBeGreaterThan(1000);
    expect(bytes).toBeGreaterThan(1000);
  }
  expect(stages.at(-1)?.accept).toBeNull();
});

test('figures are read with their intervals, and the card with them', async () => {
  const clean = { accuracy: 0.998, errors: 10, images: 5000, wilson95: [0.9963, 0.9989] };
  const held = { notOk: 0.97, images: 800, wilson95: [0.956, 0.98], auroc: 0.99 };
  await using folder = await modelFolder({ digits: { clean }, nonDigits: { held } }, '# Card');
  const card = await readModelCard(folder.path);
  expect(card.digits).toEqual([{ set: 'clean', images: 5000, share: 0.998, interval: [0.9963, 0.9989] }]);
  expect(card.nonDigits).toEqual([{ set: 'held', images: 800, share: 0.97, interval: [0.956, 0.98] }]);
  expect(card.markdown).toBe('# Card');
});

test('figures that are missing or written otherwise are left out', async () => {
  for (const validation of [
    undefined,
    null,
    7,
    { digits: { clean: { accuracy: 'good' }, rough: null }, nonDigits: [] },
  ]) {
    await using folder = await modelFolder(validation);
    const { digits, nonDigits, markdown } = await readModelCard(folder.path);
    expect({ digits, nonDigits, markdown }).toEqual({ digits: [], nonDigits: [], markdown: null });
  }
});

test('a folder without a manifest is refused', async () => {
  await using folder = await modelFolder({});
  await cp(join(folder.path, 'model.json'), join(folder.path, 'other.json'));
  await rm(join(folder.path, 'model.json'));
  expect(readModelCard(folder.path)).rejects.toThrow('model.json');
});
