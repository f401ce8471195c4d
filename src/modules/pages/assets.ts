import { Elysia } from 'elysia';
import { NotFoundError } from '../../core/errors.ts';
import type { AppDeps, Asset } from '../../deps.ts';

/** Files for the browser, addressed by name and content, so that they may be cached for ever. */
export interface Assets {
  /** `inkwell.css` → `/assets/inkwell.01a2b3c4d5e6f7.css`. @throws Error for a name that isn't there: our own mistake. */
  url(name: string): string;
  /** @param file the last part of such an address, or the bare name. */
  find(file: string): FoundAsset | undefined;
}

interface FoundAsset extends Asset {
  readonly hash: string;
  /** Whether the address names this very content. */
  readonly fixed: boolean;
}

export function createAssets(files: AppDeps['assets']): Assets {
  const urls = new Map<string, string>();
  const found = new Map<string, FoundAsset>();
  for (const [name, asset] of files) {
    const hash = contentHash(asset.bytes);
    const dot = name.lastIndexOf('.');
    const file = `${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
    urls.set(name, `/assets/${file}`);
    found.set(file, { ...asset, hash, fixed: true });
    found.set(name, { ...asset, hash, fixed: false });
  }
  return {
    url: (name) => {
      const url = urls.get(name);
      if (url === undefined)
        throw new Error(`Cannot address the asset ${name}: it is none of ${[...urls.keys()].join(', ')}`);
      return url;
    },
    find: (file) => found.get(file),
  };
}

/** Serves them, compressed when the browser can: each file is compressed once, at its first request. */
export function assetRoutes(assets: Assets) {
  const compressed = new Map<string, Promise<ArrayBuffer>>();
  return new Elysia({ name: 'assets' }).get(
    '/assets/:file',
    async ({ params, headers, set }) => {
      const asset = assets.find(params.file);
      if (asset === undefined) throw new NotFoundError(`Cannot find the file ${params.file.slice(0, 64)}`);
      const etag = `"${asset.hash}"`;
      set.headers['cache-control'] = asset.fixed ? 'public, max-age=31536000, immutable' : 'public, no-cache';
      set.headers.etag = etag;
      set.headers.vary = 'accept-encoding';
      if (headers['if-none-match'] === etag) return new Response(null, { status: 304 });
      set.headers['content-type'] = asset.mediaType;
      if (!isText(asset) || !/\bgzip\b/.test(headers['accept-encoding'] ?? ''))
        return new Response(asset.bytes);
      set.headers['content-encoding'] = 'gzip';
      const body = compressed.get(asset.hash) ?? gzip(asset.bytes);
      compressed.set(asset.hash, body);
      return new Response(await body);
    },
    { detail: { hide: true } },
  );
}

const isText = ({ mediaType }: Asset) => /^text\/|javascript|json|svg/.test(mediaType);

const gzip = (bytes: Uint8Array<ArrayBuffer>) =>
  new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();

/** 53 bits that change with the content (cyrb53). No secret rests on it: it has to differ between releases of ours. */
function contentHash(bytes: Uint8Array): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (const byte of bytes) {
    high = Math.imul(high ^ byte, 2654435761);
    low = Math.imul(low ^ byte, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return ((low & 0x1fffff) * 2 ** 32 + (high >>> 0)).toString(16).padStart(14, '0');
}
