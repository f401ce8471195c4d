import type { PngFile } from './png-chunks.ts';

/** Bytes of a pixel of 8-bit samples, by colour type. */
const pixelBytes: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

const opaque = 0xff000000;

/** Turns the samples of some rows into RGBA, four bytes a pixel. */
export interface PngDirect {
  /**
   * Undoes the filters in place and leaves the rows close together, without their filter bytes.
   *
   * @param buffer the row above (filter 0), then `rows` rows as the file has them; filters are 0 to 4
   */
  unfilter(buffer: Uint8Array, rowBytes: number, rows: number): void;
  /** @param samples `pixels.length` pixels */
  expand(samples: Uint8Array, pixels: Uint32Array): void;
}

/**
 * The short way for samples of 8 bits, which nearly all pictures have: thrice as fast as the general one.
 *
 * @returns null for other depths
 */
export function pngDirect(file: PngFile): PngDirect | null {
  const { depth, colourType } = file.header;
  const step = pixelBytes[colourType];
  if (depth !== 8 || step === undefined) return null;
  return {
    unfilter: (buffer, rowBytes, rows) => unfilter(buffer, rowBytes, rows, step),
    expand: expanders(file)[colourType] ?? (() => {}),
  };
}

function unfilter(buffer: Uint8Array, rowBytes: number, rows: number, step: number): void {
  const stride = rowBytes + 1;
  buffer.copyWithin(0, 1, stride);
  for (let row = 1; row <= rows; row++) {
    const filter = buffer[row * stride] as number;
    const from = row * stride + 1;
    const to = row * rowBytes;
    const above = to - rowBytes;
    if (filter === 0) buffer.copyWithin(to, from, from + rowBytes);
    else if (filter === 1) addLeft(buffer, from, to, rowBytes, step);
    else if (filter === 2)
      for (let i = 0; i < rowBytes; i++)
        buffer[to + i] = (buffer[from + i] as number) + (buffer[above + i] as number);
    else if (filter === 3) addAverage(buffer, from, to, rowBytes, step);
    else addPaeth(buffer, from, to, rowBytes, step);
  }
}

function addLeft(buffer: Uint8Array, from: number, to: number, length: number, step: number): void {
  for (let i = 0; i < length; i++) {
    const left = i < step ? 0 : (buffer[to + i - step] as number);
    buffer[to + i] = (buffer[from + i] as number) + left;
  }
}

function addAverage(buffer: Uint8Array, from: number, to: number, length: number, step: number): void {
  const above = to - length;
  for (let i = 0; i < length; i++) {
    const left = i < step ? 0 : (buffer[to + i - step] as number);
    buffer[to + i] = (buffer[from + i] as number) + ((left + (buffer[above + i] as number)) >> 1);
  }
}

function addPaeth(buffer: Uint8Array, from: number, to: number, length: number, step: number): void {
  const above = to - length;
  for (let i = 0; i < length; i++) {
    const left = i < step ? 0 : (buffer[to + i - step] as number);
    const up = buffer[above + i] as number;
    const corner = i < step ? 0 : (buffer[above + i - step] as number);
    const estimate = left + up - corner;
    const byLeft = Math.abs(estimate - left);
    const byUp = Math.abs(estimate - up);
    const byCorner = Math.abs(estimate - corner);
    const nearest = byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
    buffer[to + i] = (buffer[from + i] as number) + nearest;
  }
}

type Expand = PngDirect['expand'];

function expanders({ palette, transparency, header }: PngFile): Record<number, Expand> {
  const { colourType } = header;
  const clear = (at: number) => (colourType === 3 ? -1 : (transparency?.[at] ?? -1));
  const colours = colourType === 0 ? greys(clear(1)) : colours32(palette, transparency);
  const byColour: Expand = (samples, pixels) => {
    for (let i = 0; i < pixels.length; i++) pixels[i] = colours[samples[i] as number] as number;
  };
  return {
    0: byColour,
    2: rgb(clear(1), clear(3), clear(5)),
    3: byColour,
    4: (samples, pixels) => {
      for (let i = 0; i < pixels.length; i++)
        pixels[i] = (samples[2 * i] as number) * 0x10101 + (samples[2 * i + 1] as number) * 0x1000000;
    },
    6: (samples, pixels) => new Uint8Array(pixels.buffer, pixels.byteOffset, samples.length).set(samples),
  };
}

function rgb(clearRed: number, clearGreen: number, clearBlue: number): Expand {
  return (samples, pixels) => {
    for (let i = 0, at = 0; i < pixels.length; i++, at += 3) {
      const red = samples[at] as number;
      const green = samples[at + 1] as number;
      const blue = samples[at + 2] as number;
      const isClear = red === clearRed && green === clearGreen && blue === clearBlue;
      pixels[i] = (isClear ? 0 : opaque) + blue * 0x10000 + green * 0x100 + red;
    }
  };
}

const allGreys = Uint32Array.from({ length: 256 }, (_, grey) => opaque + grey * 0x10101);

/** Every grey as RGBA in one number. */
function greys(clear: number): Uint32Array {
  if (clear < 0) return allGreys;
  const all = allGreys.slice();
  all[clear] = clear * 0x10101;
  return all;
}

/** The palette as RGBA in one number a colour. */
function colours32(palette: Uint8Array, alphas: Uint8Array | null): Uint32Array {
  const all = new Uint32Array(256);
  for (let i = 0; i < palette.length / 3; i++) {
    const green = (palette[3 * i + 1] as number) * 0x100;
    const blue = (palette[3 * i + 2] as number) * 0x10000;
    all[i] = (alphas?.[i] ?? 255) * 0x1000000 + blue + green + (palette[3 * i] as number);
  }
  return all;
}
