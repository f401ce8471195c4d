import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import type { Asset } from '../deps.ts';

const mediaTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
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
    namedAsset('api-reference.js', Bun.file(apiReferencePath())),
    ...paths.filter((path) => /\.(svg|png|ico)$/.test(path)).map((path) => namedAsset(path, Bun.file(path))),
  ]);
  const bundled = await Promise.all(built.map((output) => namedAsset(output.path, output)));
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

async function readAssets(folder: string): Promise<Map<string, Asset>> {
  const names = await readdir(folder);
  return new Map(await Promise.all(names.map((name) => namedAsset(name, Bun.file(join(folder, name))))));
}

async function namedAsset(path: string, file: Blob): Promise<[string, Asset]> {
  const mediaType = mediaTypes[extname(path)];
  if (!mediaType) throw new Error(`Cannot serve ${path}: no media type is known for its name`);
  return [basename(path), { bytes: new Uint8Array(await file.arrayBuffer()), mediaType }];
}

/** The package exports its modules alone; its bundle for browsers lies beside them. */
function apiReferencePath(): string {
  const index = createRequire(import.meta.url).resolve('@scalar/api-reference');
  return join(dirname(index), 'browser/standalone.js');
}
