import type { Site } from '../../../templates/site.ts';
import type { AppDeps } from '../../deps.ts';
import { createAssets } from './assets.ts';

/** What every page knows of this service. */
export function createSite({
  assets,
  limits,
  recogniser,
  access,
}: Pick<AppDeps, 'assets' | 'limits' | 'recogniser' | 'access'>): Site {
  return {
    assetUrl: createAssets(assets).url,
    limits,
    signedIn: access.password !== undefined,
    get model() {
      return recogniser.model;
    },
  };
}
