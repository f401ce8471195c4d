import { withSegment, writeJpeg } from '../../tests/support/jpeg.ts';
import { picture } from '../../tests/support/synthetic.ts';
import { type Corpus, pngOf } from '../load/corpus.ts';

/** The ways in which a picture comes, in turn. */
export const kinds = ['PNG in JSON', 'PNG in a form', 'JPEG'] as const;

/** The number stands behind the JPEG's first marker, the comment's marker and its length. */
const numberAt = 6;
const boundary = 'inkwell-soak';

/** Requests of every kind, each with a picture that no other has. */
export async function mixedRequests(corpus: Corpus): Promise<(i: number) => Uint8Array> {
  const digits = await Promise.all(Array.from({ length: 10 }, (_, digit) => drawJpeg(digit)));
  return (i) => {
    const kind = i % kinds.length;
    if (kind === 0) return corpus.bytes.subarray(corpus.offsets[i], corpus.offsets[i + 1]);
    if (kind === 1) return toRequest(`multipart/form-data; boundary=${boundary}`, toForm(pngOf(corpus, i)));
    const jpeg = Buffer.from(digits[i % digits.length] ?? []);
    jpeg.writeDoubleBE(i, numberAt);
    return toRequest('image/jpeg', jpeg);
  };
}

/** A small scan of one digit, with room for a number. */
async function drawJpeg(digit: number): Promise<Uint8Array> {
  const placement = { width: 48, height: 48, x: 24, y: 24, size: 30, pen: 3 };
  const jpeg = await writeJpeg(picture(digit, placement, { paper: [236, 234, 228] }));
  return withSegment(jpeg, 0xfe, new Uint8Array(8));
}

function toForm(png: Buffer): Buffer {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="digit.png"\r\nContent-Type: image/png\r\n\r\n`;
  const tail = `\r\n--${boundary}\r\nContent-Disposition: form-data; name="label"\r\n\r\n\r\n--${boundary}--\r\n`;
  return Buffer.concat([Buffer.from(head), png, Buffer.from(tail)]);
}

const toRequest = (type: string, body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      `POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`,
    ),
    body,
  ]);
