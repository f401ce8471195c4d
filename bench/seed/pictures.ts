import { drawPictures } from '../load/pictures.ts';
import { chunk, writePng } from '../load/write-png.ts';

const iendLength = 12;

/** PNGs of drawn digits, picture `i` of the digit `i % 10`. A text chunk makes each call's file one that never was before. */
export function createPictures(count = 1000): (i: number, text: string) => Uint8Array {
  const files = drawPictures(count).all.map((pixels) => writePng(pixels, 28, 28));
  return (i, text) => {
    const file = files[i % files.length] ?? new Uint8Array();
    const note = chunk('tEXt', new TextEncoder().encode(`seed\0${text}`));
    const picture = new Uint8Array(file.length + note.length);
    picture.set(file.subarray(0, -iendLength));
    picture.set(note, file.length - iendLength);
    picture.set(file.subarray(-iendLength), file.length - iendLength + note.length);
    return picture;
  };
}
