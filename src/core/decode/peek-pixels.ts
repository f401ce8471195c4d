import { readJpegHeader } from './jpeg-header.ts';
import { sniff } from './sniff.ts';
import { readWebpHeader } from './webp-header.ts';

/** How many pixels a file says that it has, without decoding it; 0 when it does not say so: then it will be refused soon. */
export function peekPixels(bytes: Uint8Array): number {
  try {
    const mediaType = sniff(bytes);
    if (mediaType === 'image/png') return pngPixels(bytes);
    const { width, height } = mediaType === 'image/jpeg' ? readJpegHeader(bytes) : readWebpHeader(bytes);
    return width * height;
  } catch {
    return 0;
  }
}

/** IHDR comes first. */
function pngPixels(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(16) * view.getUint32(20);
}
