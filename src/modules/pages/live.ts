import { Elysia } from 'elysia';
import type { LiveSources } from '../../../templates/site.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { AppDeps } from '../../deps.ts';
import type { Assets } from './assets.ts';

const worker = 'recogniser.js';
const wasm = 'onnxruntime.wasm';

/** A worker obeys the policy of its own file. This one alone compiles WebAssembly; it may load nothing but what we serve. */
export const livePolicies = {
  [worker]: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
};

/** Where the browser finds what it needs to read by itself: all addresses change with what they lead to. */
export function liveSources(deps: Pick<AppDeps, 'assets' | 'recogniser'>, assets: Assets): LiveSources {
  const { model, thresholds } = deps.recogniser;
  return {
    worker: assets.url(worker),
    wasm: assets.url(wasm),
    wasmBytes: deps.assets.get(wasm)?.body.size ?? 0,
    model: `/recogniser/${model.sha256}/`,
    thresholds,
  };
}

/** The files of the active model, for browsers that read along, and the worker that keeps everything for days without a network. */
export function liveRoutes(deps: Pick<AppDeps, 'assets' | 'modelFile' | 'recogniser'>) {
  return new Elysia({ name: 'live' })
    .get(
      '/recogniser/:sha256/:file',
      async ({ params: { sha256, file }, set }) => {
        const isActive = sha256 === deps.recogniser.model.sha256;
        const found = isActive && /^[\w-][\w.-]*\.(onnx|json)$/.test(file) ? deps.modelFile(file) : undefined;
        const bytes = await found?.arrayBuffer().catch(() => undefined);
        // What lies under this address never changes, even when somebody puts another model into the folder.
        if (bytes === undefined || (file === 'model.json' && !names(bytes, sha256)))
          throw new NotFoundError(`Cannot find ${file.slice(0, 64)} of the model ${sha256.slice(0, 64)}`);
        set.headers['cache-control'] = 'public, max-age=31536000, immutable';
        set.headers['content-type'] = file.endsWith('.json')
          ? 'application/json'
          : 'application/octet-stream';
        return new Response(bytes);
      },
      { detail: { hide: true } },
    )
    .get(
      '/service-worker.js',
      ({ set }) => {
        const script = deps.assets.get('service-worker.js');
        if (script === undefined) throw new NotFoundError('Cannot find the service worker');
        set.headers['cache-control'] = 'no-cache';
        set.headers['content-type'] = script.mediaType;
        return new Response(script.body);
      },
      { detail: { hide: true } },
    );
}

/** Whether a manifest is that of this model; by the manifest the browser checks the other files. */
function names(manifest: ArrayBuffer, sha256: string): boolean {
  try {
    const parsed: { sha256?: unknown } = JSON.parse(new TextDecoder().decode(manifest));
    return parsed.sha256 === sha256;
  } catch {
    return false;
  }
}
