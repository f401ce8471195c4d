import { afterAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadAssets } from '../../src/runtime/assets.ts';
import { scratchFolder } from '../support/database.ts';

const folder = await scratchFolder();
afterAll(() => folder[Symbol.asyncDispose]());
const text = async (body: Blob | undefined) => body?.text();

test('the files of templates/assets come bundled, under their names and types', async () => {
  const assets = await loadAssets(fileURLToPath(new URL('../..', import.meta.url)));
  const types = Object.fromEntries(Array.from(assets, ([name, { mediaType }]) => [name, mediaType]));
  expect(types).toMatchObject({
    'inkwell.css': 'text/css; charset=utf-8',
    'inkwell.js': 'text/javascript; charset=utf-8',
    'icon.svg': 'image/svg+xml',
    'api-reference.js': 'text/javascript; charset=utf-8',
    'recogniser.js': 'text/javascript; charset=utf-8',
    'service-worker.js': 'text/javascript; charset=utf-8',
    'unzip.js': 'text/javascript; charset=utf-8',
    'onnxruntime.wasm': 'application/wasm',
  });
  expect(await text(assets.get('inkwell.css')?.body)).not.toContain('@import');
  expect(assets.get('api-reference.js')?.body.size).toBeGreaterThan(1_000_000);
});

test('styles and scripts are followed into subfolders; files that lie there are no files of their own', async () => {
  const root = join(folder.path, 'sources');
  const write = (name: string, content: string) => Bun.write(join(root, 'templates/assets', name), content);
  await write('page.css', '@import "./parts/a.css"; body { color: red }');
  await write('parts/a.css', 'p { color: blue }');
  await write('page.ts', 'import { hello } from "./parts/b.ts"; document.title = hello("you");');
  await write('parts/b.ts', 'export const hello = (name: string): string => "hello " + name;');
  const assets = await loadAssets(root);
  expect([...assets.keys()].toSorted()).toEqual([
    'api-reference.js',
    'onnxruntime.wasm',
    'page.css',
    'page.js',
  ]);
  expect(await text(assets.get('page.css')?.body)).toMatch(/p\{color:[^}]+\}\s*body\{color:red\}/);
  expect(await text(assets.get('page.js')?.body)).toContain('hello');
});

test('a mistake in a script stops the start', async () => {
  const root = join(folder.path, 'broken');
  await Bun.write(join(root, 'templates/assets/page.ts'), 'import "./nowhere.ts";');
  await expect(loadAssets(root)).rejects.toThrow(/^Cannot bundle \S+: .*nowhere\.ts/);
});

test('without sources the files of a bundled folder are taken as they are, and strange ones refused', async () => {
  const root = join(folder.path, 'prebuilt');
  await Bun.write(join(root, 'assets/page.css'), 'p{}');
  expect(await text((await loadAssets(root)).get('page.css')?.body)).toBe('p{}');
  await Bun.write(join(root, 'assets/page.exe'), '');
  await expect(loadAssets(root)).rejects.toThrow('page.exe: no media type');
});

test('a hash that the bundle has noted is taken as it is; other files get their own', async () => {
  const root = join(folder.path, 'noted');
  await Bun.write(join(root, 'assets/page.css'), 'p{}');
  await Bun.write(join(root, 'assets/late.css'), 'p{}');
  await Bun.write(join(root, 'assets/hashes.json'), JSON.stringify({ 'page.css': '0123456789abcd' }));
  const assets = await loadAssets(root);
  expect([...assets.keys()].toSorted()).toEqual(['late.css', 'onnxruntime.wasm', 'page.css']);
  expect(assets.get('page.css')?.hash).toBe('0123456789abcd');
  expect(assets.get('late.css')?.hash).toMatch(/^(?!0123456789abcd)[0-9a-f]{14}$/);
});
