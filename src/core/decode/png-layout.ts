import type { PngLayout } from 'upng-js';
import type { PngFile, PngHeader } from './png-chunks.ts';

/** A rectangle of rows that follow each other in the file: the whole picture, or one of the seven passes of an interlaced one. */
export interface PngPass {
  readonly width: number;
  readonly height: number;
  /** Bytes of a row, its filter byte not counted. */
  readonly rowBytes: number;
  /** Where its first pixel goes, and how far apart the next ones are. */
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
}

const channels: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** PNG specification, 8.2: first column, first row, column step, row step. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes that hold at least one pixel, in the file's order. */
export function pngPasses({ width, height, depth, colourType, interlaced }: PngHeader): PngPass[] {
  const bits = depth * (channels[colourType] ?? 0);
  return (interlaced ? adam7 : [[0, 0, 1, 1] as const])
    .map(([x, y, stepX, stepY]) => {
      const passWidth = Math.ceil((width - x) / stepX);
      const passHeight = Math.ceil((height - y) / stepY);
      const rowBytes = Math.ceil((passWidth * bits) / 8);
      return { width: passWidth, height: passHeight, rowBytes, x, y, stepX, stepY };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Big-endian 16-bit numbers, as tRNS stores them. */
function numbers(bytes: Uint8Array): number[] {
  return Array.from(
    { length: bytes.length / 2 },
    (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0),
  );
}

/**
 * Tells upng-js what the samples are. It reads grey of fewer than 8 bits wrongly when rows end within a byte, and
 * misses a transparent black; as a palette of greys the same samples come out right.
 */
export function upngLayout({ header, palette, transparency }: PngFile): PngLayout {
  const { width, height, depth, colourType } = header;
  const layout = { width, height, depth, ctype: colourType, tabs: {} };
  if (colourType === 3)
    return { ...layout, tabs: { PLTE: palette, ...(transparency && { tRNS: transparency }) } };
  if (colourType === 2 && transparency)
    return { ...layout, tabs: { tRNS: numbers(transparency).map((n) => (depth === 8 ? n & 255 : n)) } };
  if (colourType === 0 && (depth < 8 || (depth === 8 && transparency))) {
    const greys = 1 << depth;
    const alpha = new Uint8Array(greys).fill(255);
    const clear = transparency && numbers(transparency)[0];
    if (typeof clear === 'number') alpha[clear & (greys - 1)] = 0;
    const PLTE = Uint8Array.from({ length: greys * 3 }, (_, i) => (Math.floor(i / 3) * 255) / (greys - 1));
    return { ...layout, ctype: 3, tabs: { PLTE, tRNS: alpha } };
  }
  return layout;
}

/** The one case that no palette can say: makes the transparent grey of a 16-bit picture transparent. `null` otherwise. */
export function grey16Clear({ header, transparency }: PngFile) {
  if (header.colourType !== 0 || header.depth !== 16 || !transparency) return null;
  const [high, low] = transparency;
  return (samples: Uint8Array, pixels: Uint32Array): void => {
    for (let i = 0; i < pixels.length; i++)
      if (samples[2 * i] === high && samples[2 * i + 1] === low) pixels[i] = (pixels[i] ?? 0) & 0xffffff;
  };
}
