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

interface FoundAsset {
  readonly asset: Asset;
  readonly hash: string;
  /** Whether the address names this very content. */
  readonly fixed: boolean;
}

export function createAssets(files: AppDeps['assets']): Assets {
  return {
    url: (name) => {
      const asset = files.get(name);
      if (asset === undefined)
        throw new Error(`Cannot address the asset ${name}: it is none of ${[...files.keys()].join(', ')}`);
      const dot = name.lastIndexOf('.');
      return `/assets/${name.slice(0, dot)}.${hashOf(asset)}${name.slice(dot)}`;
    },
    find: (file) => {
      const { stem, hash, ending } =
        /^(?<stem>.+)\.(?<hash>[0-9a-f]{14})(?<ending>\.\w+)$/.exec(file)?.groups ?? {};
      const asset = files.get(hash === undefined ? file : `${stem}${ending}`);
      if (asset === undefined || (hash !== undefined && hash !== hashOf(asset))) return undefined;
      return { asset, hash: hashOf(asset), fixed: hash !== undefined };
    },
  };
}

/** Serves them, compressed when the browser can: each file is compressed once, at its first request. */
export function assetRoutes(assets: Assets) {
  const compressed = new Map<string, Promise<ArrayBuffer>>();
  return new Elysia({ name: 'assets' }).get(
    '/assets/:file',
    async ({ params, headers, set }) => {
      const found = assets.find(params.file);
      if (found === undefined) throw new NotFoundError(`Cannot find the file ${params.file.slice(0, 64)}`);
      const { asset, hash, fixed } = found;
      const etag = `"${hash}"`;
      set.headers['cache-control'] = fixed ? 'public, max-age=31536000, immutable' : 'public, no-cache';
      set.headers.etag = etag;
      set.headers.vary = 'accept-encoding';
      if (headers['if-none-match'] === etag) return new Response(null, { status: 304 });
      set.headers['content-type'] = asset.mediaType;
      if (!isText(asset) || !/\bgzip\b/.test(headers['accept-encoding'] ?? ''))
        return new Response(asset.bytes);
      set.headers['content-encoding'] = 'gzip';
      const body = compressed.get(hash) ?? gzip(asset.bytes);
      compressed.set(hash, body);
      return new Response(await body);
    },
    { detail: { hide: true } },
  );
}

const isText = ({ mediaType }: Asset) => /^text\/|javascript|json|svg/.test(mediaType);

const gzip = (bytes: Uint8Array<ArrayBuffer>) =>
  new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();

const hashes = new WeakMap<Asset, string>();

/** Each file is read once, when first asked for: the API reference has megabytes. */
function hashOf(asset: Asset): string {
  const hash = hashes.get(asset) ?? contentHash(asset.bytes);
  hashes.set(asset, hash);
  return hash;
}

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
