import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { idxKind } from '../exchange/idx.ts';
import { readIdx } from './read-idx.ts';
import { readManifest } from './read-manifest.ts';
import { parseLabel, type Sample, SampleError } from './sample.ts';

const isPicture = (name: string): boolean => /\.(png|jpe?g|webp)$/i.test(name);

/** Pictures in sub-folders that are named by their label: `7/`, `none/`. */
async function readFolder(path: string): Promise<Sample[]> {
  const manifest = join(path, 'manifest.csv');
  if (existsSync(manifest)) return readManifest(manifest);
  const entries = (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const samples: Sample[] = [];
  for (const entry of entries) {
    const inside = join(path, entry.name);
    if (entry.isFile() && idxKind(entry.name) === 'images') samples.push(...(await readIdx(inside)));
    if (!entry.isDirectory()) continue;
    const label = parseLabel(entry.name, inside);
    for (const name of (await readdir(inside)).filter(isPicture).sort())
      samples.push({
        name: join(entry.name, name),
        label,
        source: '',
        load: async () => new Uint8Array(await readFile(join(inside, name))),
      });
  }
  if (samples.length === 0)
    throw new SampleError(`${path} has no manifest.csv, no IDX files and no sub-folders named by a label`);
  return samples;
}

/**
 * The labelled pictures of IDX pairs, folders and manifests. More than one path: each is a source of its own where nothing else is said.
 *
 * @throws SampleError with what is wrong and where
 */
export async function readSamples(paths: readonly string[]): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const path of paths) {
    const found = await stat(path).catch((cause) => {
      throw new SampleError(`${path} cannot be read`, { cause });
    });
    if (idxKind(basename(path)) === 'labels') continue;
    const here = found.isDirectory()
      ? await readFolder(path)
      : /\.csv$/i.test(path)
        ? await readManifest(path)
        : await readIdx(path);
    samples.push(
      ...here.map((sample) =>
        sample.source === '' && paths.length > 1 ? { ...sample, source: basename(path) } : sample,
      ),
    );
  }
  return samples;
}
