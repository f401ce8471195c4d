import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { modelFolder } from './model.ts';

interface Manifest {
  readonly stages: readonly { readonly file: string; readonly accept?: unknown }[];
  readonly thresholds: { readonly confidence: number; readonly digitness: number };
  readonly [key: string]: unknown;
}

interface ModelChanges {
  readonly name?: string;
  readonly version: string;
  /** Its first network alone decides everything. */
  readonly firstAlone?: boolean;
  readonly thresholds?: Manifest['thresholds'];
}

/** A model of its own in `parent/folder`, made of the shipped one: its hashes are true. */
export async function makeModel(parent: string, folder: string, changes: ModelChanges): Promise<string> {
  const path = join(parent, folder);
  await mkdir(path, { recursive: true });
  const shipped: Manifest = JSON.parse(await readFile(join(modelFolder, 'model.json'), 'utf8'));
  const { firstAlone = false, ...rest } = changes;
  const [first] = shipped.stages;
  const stages = firstAlone && first ? [first] : shipped.stages;
  const hash = createHash('sha256');
  for (const { file } of stages) {
    await cp(join(modelFolder, file), join(path, file));
    hash.update(await readFile(join(path, file)));
  }
  const manifest = { ...shipped, ...rest, stages, sha256: hash.digest('hex') };
  await writeFile(join(path, 'model.json'), JSON.stringify(manifest));
  return path;
}
