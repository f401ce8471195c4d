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
  /** Whether the address names this very content. */
  readonly fixed: boolean;
}

/** A name with a hash in it: what stands before it, the hash, the ending. */
const hashed = /^(.+)\.([0-9a-f]{14})(\.\w+)$/;

export function createAssets(files: AppDeps['assets']): Assets {
  return {
    url: (name) => {
      const asset = files.get(name);
      if (asset === undefined)
        throw new Error(`Cannot address the asset ${name}: it is none of ${[...files.keys()].join(', ')}`);
      const dot = name.lastIndexOf('.');
      return `/assets/${name.slice(0, dot)}.${asset.hash}${name.slice(dot)}`;
    },
    find: (file) => {
      const [, stem, hash, ending] = hashed.exec(file) ?? [];
      const asset = files.get(hash === undefined ? file : `${stem}${ending}`);
      if (asset === undefined || (hash !== undefined && hash !== asset.hash)) return undefined;
      return { asset, fixed: hash !== undefined };
    },
  };
}

/**
 * Serves them, compressed when the browser can unpack them.
 *
 * @param policies Content-Security-Policies of single files, by name: of workers, which obey their own file's alone
 */
export function assetRoutes(assets: Assets, policies: Readonly<Record<string, string>> = {}) {
  return new Elysia({ name: 'assets' }).get(
    '/assets/:file',
    async ({ params, headers, set }) => {
      const found = assets.find(params.file);
      if (found === undefined) throw new NotFoundError(`Cannot find the file ${params.file.slice(0, 64)}`);
      const { asset, fixed } = found;
      const etag = `"${asset.hash}"`;
      set.headers['cache-control'] = fixed ? 'public, max-age=31536000, immutable' : 'public, no-cache';
      set.headers.etag = etag;
      set.headers.vary = 'accept-encoding';
      if (headers['if-none-match'] === etag) return new Response(null, { status: 304 });
      set.headers['content-type'] = asset.mediaType;
      const policy = policies[params.file.replace(hashed, '$1$3')];
      if (policy) set.headers['content-security-policy'] = policy;
      const encoding = isDense(asset) ? undefined : bestEncoding(headers['accept-encoding'] ?? '');
      if (encoding === undefined) return new Response(asset.body);
      set.headers['content-encoding'] = encoding;
      return new Response(await asset.encoded(encoding));
    },
    { detail: { hide: true } },
  );
}

const isDense = ({ mediaType }: Asset) => /^image\/png$|octet-stream/.test(mediaType);

/** Browsers say that they unpack Brotli only where nobody between can break it: over TLS and on localhost. */
const bestEncoding = (accepted: string) =>
  /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
