import { exif, fixture, segment } from '../support/jpeg.ts';
import { concat } from '../support/png.ts';
import { seven } from '../support/seven.ts';
import { type Packed, writeZip } from '../support/zip.ts';
import type { Dice } from './dice.ts';
import { mutate } from './mutate.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const jpegs = [seven.jpeg, ...['grey.jpg', 'cmyk.jpg', 'restarts.jpg'].map(fixture)];
const webps = [seven.webp, fixture('animated.webp')];
const text = (value: string) => new TextEncoder().encode(value);

/** The segments before the pixels, and all from the first scan on. */
function segmentsOf(jpeg: Uint8Array): { readonly segments: Uint8Array[]; readonly scan: Uint8Array } {
  const segments: Uint8Array[] = [];
  let at = 2;
  while (jpeg[at + 1] !== 0xda) {
    const length = 2 + (jpeg[at + 2] ?? 0) * 256 + (jpeg[at + 3] ?? 0);
    segments.push(jpeg.subarray(at, at + length));
    at += length;
  }
  return { segments, scan: jpeg.subarray(at) };
}

/** A JPEG of segments that are whole, in an order, a number and with contents that may not be right. */
export function jpeg(dice: Dice): Bytes {
  const { segments, scan } = segmentsOf(dice.pick(jpegs));
  const made = segments.flatMap((one) => {
    if (dice.chance(0.03)) return [];
    const content = dice.chance(0.15) ? mutate(one.subarray(4), dice) : one.subarray(4);
    const again = segment(one[1] ?? 0, content);
    return dice.chance(0.03) ? [again, again] : [again];
  });
  if (dice.chance(0.3))
    made.splice(
      dice.below(made.length + 1),
      0,
      segment(
        dice.pick([0xe1, 0xe1, 0xe0, 0xed, 0xee, 0xfe, 0xdd, 0xdc, 0xc4, 0xc9, 0xcc]),
        dice.chance(0.6)
          ? concat([text('Exif\0\0'), mutate(exif(1 + dice.below(8)), dice)])
          : dice.bytes(dice.below(80)),
      ),
    );
  const scans = Array.from({ length: dice.chance(0.1) ? 1 + dice.below(80) : 1 }, () =>
    dice.chance(0.3) ? mutate(scan, dice) : scan,
  );
  return concat([Uint8Array.of(0xff, 0xd8), ...made, ...scans]);
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, content.length, true);
  return concat([text(type), length, content, new Uint8Array(content.length & 1)]);
}

/** A WebP whose lengths are right, of chunks that may not be. */
export function webp(dice: Dice): Bytes {
  const whole = dice.pick(webps);
  const view = new DataView(whole.buffer);
  const chunks: Uint8Array[] = [];
  if (dice.chance(0.3)) {
    const canvas = Uint8Array.of(dice.below(256), 0, 0, 0, 95, 0, 0, 95, 0, 0);
    chunks.push(chunk('VP8X', dice.chance(0.3) ? mutate(canvas, dice) : canvas));
  }
  for (let at = 12; at + 8 <= whole.length; ) {
    const length = view.getUint32(at + 4, true);
    const type = String.fromCharCode(...whole.subarray(at, at + 4));
    const content = whole.subarray(at + 8, at + 8 + length);
    if (!dice.chance(0.03)) chunks.push(chunk(type, dice.chance(0.6) ? mutate(content, dice) : content));
    at += 8 + length + (length & 1);
  }
  if (dice.chance(0.2)) chunks.push(chunk('EXIF', mutate(exif(1 + dice.below(8)), dice)));
  if (dice.chance(0.1))
    chunks.push(
      chunk(dice.pick(['ALPH', 'ICCP', 'XMP ', 'ANIM', 'VP8L', 'VP8 ']), dice.bytes(dice.below(60))),
    );
  const content = concat(chunks);
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, content.length + 4, true);
  return concat([text('RIFF'), size, text('WEBP'), content]);
}

const names = ['7/a.png', 'a.png', '../../x', '', '__MACOSX/a', 'folder/', 'é\u0000.jpg', 'x'.repeat(300)];
const edges = [0, 1, 29, 0xffff, 0x10000, 0x7fffffff, 0xfffffffe, 0xffffffff];

/** A zip of such files, with a directory that may lie. */
export function zip(dice: Dice, file: (dice: Dice) => Packed): Bytes {
  const files = Array.from({ length: dice.below(5) }, () => {
    const one = file(dice);
    const name = dice.chance(0.2) ? dice.pick(names) : one.name;
    if (!dice.chance(0.25)) return { ...one, name };
    return {
      name,
      packed: dice.chance(0.5) ? mutate(one.packed, dice) : one.packed,
      size: dice.chance(0.3) ? dice.pick(edges) : one.size,
      crc: dice.chance(0.3) ? dice.pick(edges) : one.crc,
      method: dice.pick([0, 8, 8, 8, 9, 12]),
    };
  });
  const whole = writeZip(files, { shared: dice.chance(0.05) });
  return dice.chance(0.25) ? mutate(whole, dice) : whole;
}
