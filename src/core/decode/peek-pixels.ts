import { readJpegHeader } from './jpeg-header.ts';
import { sniff } from './sniff.ts';
import { readWebpHeader } from './webp-header.ts';

/** What a file says of itself, without being decoded. */
export interface Peek {
  readonly pixels: number;
  /** How many pixels the decoder goes over: a JPEG of many scans has it go over the picture again and again. */
  readonly work: number;
}

/** Zeros when the file does not say it: then it will be refused soon. */
export function peek(bytes: Uint8Array): Peek {
  try {
    const mediaType = sniff(bytes);
    if (mediaType === 'image/png') return once(pngPixels(bytes));
    if (mediaType === 'image/webp') {
      const { width, height } = readWebpHeader(bytes);
      return once(width * height);
    }
    const { width, height, scans } = readJpegHeader(bytes);
    return { pixels: width * height, work: width * height * scans };
  } catch {
    return once(0);
  }
}

/** How many pixels a file says that it has; 0 when it does not say so. */
export const peekPixels = (bytes: Uint8Array): number => peek(bytes).pixels;

const once = (pixels: number): Peek => ({ pixels, work: pixels });

/** IHDR comes first. */
function pngPixels(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(16) * view.getUint32(20);
}
