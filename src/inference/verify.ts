import type { ModelManifest } from './manifest.ts';
import { ModelError } from './model-error.ts';

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Holds the stage files against their manifest: number, lengths, checksums, and the checksum of all together.
 *
 * @throws ModelError
 */
export async function verifyModel(
  manifest: ModelManifest,
  stages: readonly Uint8Array<ArrayBuffer>[],
): Promise<void> {
  if (stages.length !== manifest.stages.length)
    throw new ModelError(`${stages.length} files were given, model.json names ${manifest.stages.length}`);
  for (const [i, { file, bytes, sha256: expected }] of manifest.stages.entries()) {
    const content = stages[i];
    if (content?.length !== bytes)
      throw new ModelError(`${file} has ${content?.length ?? 0} bytes, model.json says ${bytes}`);
    const actual = await sha256(content);
    if (actual !== expected)
      throw new ModelError(`${file} has the SHA-256 ${actual}, model.json says ${expected}`);
  }
  const all = new Uint8Array(await new Blob([...stages]).arrayBuffer());
  const together = await sha256(all);
  if (together !== manifest.sha256)
    throw new ModelError(
      `its files together have the SHA-256 ${together}, model.json says ${manifest.sha256}`,
    );
}
