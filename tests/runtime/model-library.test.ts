import { expect, test } from 'bun:test';
import { cp, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createModelLibrary } from '../../src/runtime/model-library.ts';
import { scratchFolder } from '../support/database.ts';
import { modelFolder } from '../support/model.ts';
import { makeModel } from '../support/models.ts';

test('a folder that is dropped in appears, checked and with its card; one without a manifest is no model', async () => {
  await using folder = await scratchFolder();
  await makeModel(folder.path, 'one', { version: '1.0.0' });
  await mkdir(join(folder.path, 'training'));
  const library = createModelLibrary(folder.path, join(folder.path, 'one'));
  expect((await library.list()).map((model) => model.folder)).toEqual(['one']);
  await makeModel(folder.path, 'two', { version: '2.0.0', firstAlone: true });
  const [one, two] = await library.list();
  expect(one).toMatchObject({
    folder: 'one',
    problem: null,
    identity: { name: 'inkwell', version: '1.0.0' },
  });
  expect(two).toMatchObject({ folder: 'two', problem: null, identity: { version: '2.0.0' } });
  expect(two?.card?.stages.map(({ name }) => name)).toEqual(['glance']);
  expect(two?.thresholds?.confidence).toBeGreaterThan(0);
  expect((await library.find('two'))?.identity?.version).toBe('2.0.0');
  expect(await library.find('three')).toBeNull();
});

test('the active folder is listed wherever it lies', async () => {
  await using folder = await scratchFolder();
  const library = createModelLibrary(join(folder.path, 'nowhere'), modelFolder);
  expect((await library.list()).map(({ path, problem }) => [path, problem])).toEqual([[modelFolder, null]]);
});

test('what is wrong with a folder is said plainly, and it is looked at again when it changes', async () => {
  await using folder = await scratchFolder();
  const path = await makeModel(folder.path, 'broken', { version: '3.0.0' });
  const library = createModelLibrary(folder.path, path);
  const problem = async () => (await library.find('broken'))?.problem;
  expect(await problem()).toBeNull();

  const first = await readFile(join(path, 'glance.onnx'));
  const damaged = Buffer.from(first);
  damaged[1000] = (damaged[1000] ?? 0) ^ 1;
  await writeFile(join(path, 'glance.onnx'), damaged);
  await utimes(join(path, 'glance.onnx'), 1, 1);
  expect(await problem()).toMatch(/^glance\.onnx has the SHA-256 [0-9a-f]{64}, model\.json says/);

  await writeFile(join(path, 'glance.onnx'), damaged.subarray(0, 5000));
  expect(await problem()).toBe(`glance.onnx has 5000 bytes, model.json says ${first.length}`);

  await rm(join(path, 'glance.onnx'));
  expect(await problem()).toBe('glance.onnx is missing');

  await writeFile(join(path, 'model.json'), '{"name": 7}');
  expect(await problem()).toContain('in model.json is missing, expected');
  expect((await library.find('broken'))?.identity).toBeNull();

  await rm(path, { recursive: true });
  await cp(modelFolder, path, { recursive: true });
  expect(await problem()).toBeNull();
});
