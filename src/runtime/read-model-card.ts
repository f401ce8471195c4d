import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MeasuredShare, ModelCard } from '../core/model-card.ts';
import { parseManifest } from '../inference/manifest.ts';

/**
 * Reads what a model's folder tells people: `model.json` and, where there is one, `CARD.md`. Figures that are missing or
 * written otherwise are left out: the service runs without them.
 *
 * @throws ModelError when `model.json` is none.
 */
export async function readModelCard(folder: string): Promise<ModelCard> {
  const text = await readFile(join(folder, 'model.json'), 'utf8');
  const manifest = parseManifest(text);
  const json: unknown = JSON.parse(text);
  const card = join(folder, 'CARD.md');
  return {
    stages: manifest.stages.map(({ name, bytes, accept }, i) => ({
      name,
      bytes,
      accept,
      parameters: numberAt(json, 'stages', i, 'parameters'),
      multiplyAdds: numberAt(json, 'stages', i, 'multiplyAdds'),
    })),
    digits: shares(json, 'digits', 'accuracy'),
    nonDigits: shares(json, 'nonDigits', 'notOk'),
    markdown: existsSync(card) ? await readFile(card, 'utf8') : null,
  };
}

/** `validation.<group>.<set>` as measured shares. */
function shares(json: unknown, group: string, figure: string): MeasuredShare[] {
  const sets = valueAt(json, 'validation', group);
  if (typeof sets !== 'object' || sets === null) return [];
  return Object.keys(sets).flatMap((set) => {
    const share = numberAt(sets, set, figure);
    const images = numberAt(sets, set, 'images');
    const low = numberAt(sets, set, 'wilson95', 0);
    const high = numberAt(sets, set, 'wilson95', 1);
    if (share === null || images === null || low === null || high === null) return [];
    return [{ set, images, share, interval: [low, high] as const }];
  });
}

function numberAt(json: unknown, ...path: (string | number)[]): number | null {
  const value = valueAt(json, ...path);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

const valueAt = (json: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    json,
  );
