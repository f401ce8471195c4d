import { concat, pngChunk } from '../support/png.ts';
import { type DrawnDigit, drawDigits } from './draw-digit.ts';

let sent = 0;

/** Sends a drawn digit, as bytes that no other call sends, and returns the ids that it got. */
export async function sendDigit(url: string, digit: DrawnDigit): Promise<{ id: string; imageId: string }> {
  const png = new Uint8Array(drawDigits(digit));
  const end = png.length - 12;
  const comment = pngChunk('tEXt', new TextEncoder().encode(`Comment\0${sent++}`));
  const answer = await fetch(`${url}/predict`, {
    method: 'POST',
    body: concat([png.subarray(0, end), comment, png.subarray(end)]),
    headers: { 'content-type': 'image/png' },
  });
  const { id, image }: { id: string; image: { id: string } } = await answer.json();
  return { id, imageId: image.id };
}
