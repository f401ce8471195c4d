import UPNG from 'upng-js';

/** upng-js writes into a buffer as long as the pixels and 100 bytes; the palette of a small picture needs more. */
const spare = 2048;

/**
 * An 8-bit grey picture as a PNG file, lossless. For small pictures: the encoder blocks.
 *
 * @param picture `width × height` bytes, row by row from the top, 0 black to 255 white.
 */
export function encodePng({
  width,
  height,
  data,
}: {
  width: number;
  height: number;
  data: Uint8Array;
}): Uint8Array {
  const rgba = new Uint8Array(width * height * 4 + spare).fill(255);
  for (const [i, grey] of data.entries()) rgba.fill(grey, i * 4, i * 4 + 3);
  return new Uint8Array(UPNG.encode([rgba.buffer], width, height, 0));
}
