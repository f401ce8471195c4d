import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { LibraryModel, ModelLibrary } from '../core/model-library.ts';
import { type ModelManifest, parseManifest } from '../inference/manifest.ts';
import { ModelError } from '../inference/model-error.ts';
import { verifyModel } from '../inference/verify.ts';
import { readModelCard } from './read-model-card.ts';

/** More folders than anybody compares; what lies beyond is not looked at. */
const mostFolders = 100;

/**
 * Finds models: every folder of `modelsFolder` with a `model.json`, and `modelFolder` wherever it lies. Each is checked
 * against its hashes; the verdict is kept until one of its files changes.
 */
export function createModelLibrary(modelsFolder: string, modelFolder: string): ModelLibrary {
  const verdicts = new Map<string, { state: string; model: LibraryModel }>();

  async function paths(): Promise<string[]> {
    const entries = await readdir(modelsFolder, { withFileTypes: true }).catch(() => []);
    const beside = entries
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => join(modelsFolder, entry.name))
      .toSorted();
    const own = resolve(modelFolder);
    const others = beside.filter((path) => resolve(path) !== own && basename(path) !== basename(own));
    return [modelFolder, ...others].slice(0, mostFolders).toSorted(byName);
  }

  async function look(path: string): Promise<LibraryModel | null> {
    const state = await stateOf(path);
    if (state === null) return null;
    const known = verdicts.get(path);
    if (known?.state === state) return known.model;
    const model = await inspect(path);
    verdicts.set(path, { state, model });
    return model;
  }

  const list = async (): Promise<LibraryModel[]> =>
    (await Promise.all((await paths()).map(look))).filter((model) => model !== null);
  return {
    list,
    find: async (folder) => (await list()).find((model) => model.folder === folder) ?? null,
  };
}

const byName = (a: string, b: string) => basename(a).localeCompare(basename(b));

/** Changes with every file of the folder; `null` when it holds no model. */
async function stateOf(path: string): Promise<string | null> {
  try {
    await stat(join(path, 'model.json'));
    const names = (await readdir(path)).toSorted();
    const facts = await Promise.all(names.map((name) => stat(join(path, name)).catch(() => null)));
    return names.map((name, i) => `${name} ${facts[i]?.size} ${facts[i]?.mtimeMs}`).join('\n');
  } catch {
    return null;
  }
}

async function inspect(path: string): Promise<LibraryModel> {
  const found = { folder: basename(resolve(path)), path };
  let manifest: ModelManifest;
  try {
    manifest = parseManifest(await readFile(join(path, 'model.json'), 'utf8'));
  } catch (error) {
    return { ...found, identity: null, thresholds: null, card: null, problem: explain(error) };
  }
  const { name, version, sha256, thresholds } = manifest;
  const about = { ...found, identity: { name, version, sha256 }, thresholds };
  try {
    await verifyModel(manifest, await readStages(path, manifest));
    return { ...about, card: await readModelCard(path), problem: null };
  } catch (error) {
    return { ...about, card: await readModelCard(path).catch(() => null), problem: explain(error) };
  }
}

/** Files of another length than promised are not read: they could be of any size. */
async function readStages(path: string, manifest: ModelManifest): Promise<Uint8Array<ArrayBuffer>[]> {
  const stages: Uint8Array<ArrayBuffer>[] = [];
  for (const { file, bytes } of manifest.stages) {
    const facts = await stat(join(path, file)).catch(() => null);
    if (facts === null) throw new ModelError(`${file} is missing`);
    if (facts.size !== bytes)
      throw new ModelError(`${file} has ${facts.size} bytes, model.json says ${bytes}`);
    stages.push(new Uint8Array(await readFile(join(path, file))));
  }
  return stages;
}

function explain(error: unknown): string {
  if (error instanceof ModelError) return error.message.replace(/^Cannot use the model: /, '');
  return 'its files cannot be read';
}
