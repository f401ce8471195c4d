import type { Logger } from '../deps.ts';
import { verifyModel } from '../inference/verify.ts';
import { readStages } from './read-model.ts';

/** Under this name the service remembers which model was chosen, as JSON `{ folder, sha256 }`. */
export const activeModelKey = 'active-model';

/**
 * The folder of the model to start with: the one that was chosen last, when it still is what it was; else the configured one.
 *
 * @param remembered what the database holds under `activeModelKey`
 */
export async function chooseModelFolder(
  remembered: string | null,
  configured: string,
  log: Logger,
): Promise<string> {
  if (remembered === null) return configured;
  try {
    const { folder, sha256 } = JSON.parse(remembered) as { folder: string; sha256: string };
    const { manifest, stages } = await readStages(folder);
    await verifyModel(manifest, stages);
    if (manifest.sha256 !== sha256) throw new Error(`it has the SHA-256 ${manifest.sha256} now`);
    return folder;
  } catch (error) {
    log.warn('the model that was chosen last cannot be used; starting with the configured one', {
      remembered,
      configured,
      error: error instanceof Error ? error.message : String(error),
    });
    return configured;
  }
}
