import type { StoredImage } from '../../core/store.ts';

/** Whatever somebody uploaded, in the browser it stays a picture: no type but its own, no script, no frame. */
const headersOf = ({ id, sha256, mediaType }: StoredImage) => ({
  etag: `"${sha256}"`,
  'cache-control': 'private, max-age=31536000, immutable',
  'content-type': mediaType,
  'content-disposition': `inline; filename="${id}.${mediaType.slice('image/'.length)}"`,
  'content-security-policy': "default-src 'none'; sandbox",
});

export const imageResponse = (image: StoredImage, bytes: Uint8Array): Response =>
  new Response(bytes as Uint8Array<ArrayBuffer>, { headers: headersOf(image) });

/** `304` when the client names what it holds in `If-None-Match` (RFC 9110, weak comparison). */
export function notModified(request: Request, image: StoredImage): Response | undefined {
  const { 'content-type': _, ...headers } = headersOf(image);
  const held =
    request.headers
      .get('if-none-match')
      ?.split(',')
      .map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return held.some((tag) => tag === '*' || tag === headers.etag)
    ? new Response(null, { status: 304, headers })
    : undefined;
}
