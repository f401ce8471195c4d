import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import type { Asset } from '../deps.ts';
import { assetFile, assetOf } from './asset-file.ts';

const mediaTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.onnx': 'application/octet-stream',
};

/**
 * What browsers may fetch: from `templates/assets`, bundled here and now, or as `bundle.ts` left it in `assets`.
 *
 * @param root the folder that holds `templates` or `assets`.
 */
export async function loadAssets(root: string): Promise<ReadonlyMap<string, Asset>> {
  const source = join(root, 'templates/assets');
  return existsSync(source) ? buildAssets(source) : readAssets(join(root, 'assets'));
}

/**
 * Bundles the styles and scripts that lie directly in the folder (what lies deeper, they import), takes pictures as they
 * are, and adds the script of the API reference.
 */
async function buildAssets(folder: string): Promise<Map<string, Asset>> {
  const files = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = files.map(({ name }) => join(folder, name)).toSorted();
  const [built, ...copied] = await Promise.all([
    bundleForBrowsers(paths.filter((path) => /\.(css|ts)$/.test(path))),
    namedFile('api-reference.js', apiReference()),
    namedFile('onnxruntime.wasm', ortWasm()),
    ...paths.filter((path) => /\.(svg|png|ico)$/.test(path)).map((path) => namedFile(basename(path), path)),
  ]);
  const bundled = await Promise.all(
    built.map(async (output) => {
      const name = basename(output.path);
      return [name, await assetOf(output, mediaTypeOf(name))] as const;
    }),
  );
  return new Map([...bundled, ...copied]);
}

async function bundleForBrowsers(entrypoints: string[]): Promise<readonly Bun.BuildArtifact[]> {
  const { success, outputs, logs } = await Bun.build({
    entrypoints,
    target: 'browser',
    format: 'esm',
    minify: true,
    throw: false,
  });
  if (!success)
    throw new Error(`Cannot bundle ${entrypoints.join(', ')}: ${logs.map((log) => log.message).join('; ')}`);
  return outputs;
}

/** As `bundle.ts` left them; ONNX Runtime's wasm lies among the packages, its compressed forms here. */
async function readAssets(folder: string): Promise<Map<string, Asset>> {
  const names = (await readdir(folder)).filter((name) => !isOurs(name));
  const hashes = await readHashes(folder);
  const found = (name: string, path: string) => namedFile(name, path, join(folder, name), hashes[name]);
  return new Map(
    await Promise.all([
      ...names.map((name) => found(name, join(folder, name))),
      found('onnxruntime.wasm', ortWasm()),
    ]),
  );
}

/** Where `bundle.ts` notes the files' hashes, so that not every thread reads 18 MB at its start. */
export const hashesFile = 'hashes.json';
const isOurs = (name: string): boolean => name === hashesFile || /\.(br|gz)$/.test(name);

async function readHashes(folder: string): Promise<Record<string, string>> {
  const file = Bun.file(join(folder, hashesFile));
  return (await file.exists()) ? await file.json() : {};
}

async function namedFile(
  name: string,
  path: string,
  packed = path,
  hash?: string,
): Promise<readonly [string, Asset]> {
  return [name, await assetFile(path, mediaTypeOf(name), packed, hash)];
}

function mediaTypeOf(name: string): string {
  const mediaType = mediaTypes[extname(name)];
  if (!mediaType) throw new Error(`Cannot serve ${name}: no media type is known for its name`);
  return mediaType;
}

const { resolve } = createRequire(import.meta.url);
const ortWasm = () => resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm');
/** The package exports its modules alone; its bundle for browsers lies beside them. */
const apiReference = () => join(dirname(resolve('@scalar/api-reference')), 'browser/standalone.js');
