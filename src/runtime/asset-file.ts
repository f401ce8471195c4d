import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Asset } from '../deps.ts';

const compress = { br: promisify(brotliCompress), gzip: promisify(gzip) };
type Encoding = keyof typeof compress;

/** A second for the largest file (14 MB); 9 would take eight for a twentieth less. */
const brotliQuality = 5;

/**
 * A file for browsers. Its bytes stay on the disk until somebody asks for them; compressed ones are made at the first request,
 * where `bundle.ts` has not made them.
 *
 * @param packed where the compressed ones lie, if there are any: with `.br` and `.gz` behind it
 * @param hash of its content, where it is known: then nothing is read
 */
export async function assetFile(
  path: string,
  mediaType: string,
  packed: string,
  hash?: string,
): Promise<Asset> {
  const file = Bun.file(path);
  return createAsset(file, mediaType, hash ?? contentHash(await file.arrayBuffer()), async (encoding) => {
    const prepared = Bun.file(`${packed}.${encoding === 'br' ? 'br' : 'gz'}`);
    return (await prepared.exists()) ? prepared : undefined;
  });
}

/** A file for browsers that lies in memory. */
export async function assetOf(body: Blob, mediaType: string): Promise<Asset> {
  return createAsset(body, mediaType, contentHash(await body.arrayBuffer()), async () => undefined);
}

function createAsset(
  body: Blob,
  mediaType: string,
  hash: string,
  prepared: (encoding: Encoding) => Promise<Blob | undefined>,
): Asset {
  const encoded = new Map<Encoding, Promise<Blob>>();
  const encode = async (encoding: Encoding) =>
    (await prepared(encoding)) ?? new Blob([await encodeBytes(await body.arrayBuffer(), encoding)]);
  return {
    mediaType,
    hash,
    body,
    encoded(encoding) {
      const made = encoded.get(encoding) ?? encode(encoding);
      encoded.set(encoding, made);
      return made;
    },
  };
}

export async function encodeBytes(bytes: ArrayBuffer, encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> {
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } };
  const packed = encoding === 'br' ? await compress.br(bytes, options) : await compress.gzip(bytes);
  return new Uint8Array(packed);
}

/** 56 bits that change with the content. No secret rests on it. */
const contentHash = (bytes: ArrayBuffer): string =>
  BigInt.asUintN(56, BigInt(Bun.hash.xxHash64(bytes)))
    .toString(16)
    .padStart(14, '0');
