import { describe, expect, test } from 'bun:test';
import { encodePng } from '../../src/core/encode-png.ts';
import type { RgbaImage } from '../../src/core/image.ts';
import { trueRecogniser } from '../support/model.ts';
import { createCanvas, drawDigit, drawLine, photograph, picture } from '../support/synthetic.ts';

const recogniser = await trueRecogniser();

const png = ({ width, height, data }: RgbaImage): Uint8Array =>
  encodePng({ width, height, data: Uint8Array.from({ length: width * height }, (_, i) => data[i * 4] ?? 0) });

function number(digits: string, slant = 0): RgbaImage {
  const canvas = createCanvas(120 * digits.length + 80, 200);
  for (const [i, digit] of [...digits].entries())
    drawDigit(canvas, Number(digit), { x: 100 + 120 * i, y: 100, size: 110, pen: 8, slant });
  return photograph(canvas, {});
}

describe('a picture is read with the true model', () => {
  for (const digit of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    test(`a drawn ${digit}`, async () => {
      const image = picture(digit, { width: 240, height: 240, x: 120, y: 120, size: 150, pen: 13 });
      expect(await recogniser.recognise(png(image))).toMatchObject({
        digit,
        reading: null,
        width: 240,
        height: 240,
      });
    });

  test('blank paper is blank and never reaches the network', async () => {
    const answer = await recogniser.recognise(png(photograph(createCanvas(90, 90), { noise: 6 })));
    expect(answer).toMatchObject({ status: 'blank', digit: null, confidence: 0, decidedBy: null });
    expect(answer.probabilities).toEqual(new Array(10).fill(0));
  });

  test('stages come only when asked for', async () => {
    const bytes = png(number('7'));
    expect((await recogniser.recognise(bytes)).stages).toBeUndefined();
    expect((await recogniser.recognise(bytes, { explain: true })).stages?.length).toBeGreaterThanOrEqual(3);
  });
});

describe('several digits are read as a number', () => {
  for (const [text, slant] of [
    ['2047', 0],
    ['35', 0],
    ['26358', 0.3],
  ] as const)
    test(`${text}, slant ${slant}`, async () => {
      const answer = await recogniser.recognise(png(number(text, slant)));
      expect(answer).toMatchObject({ status: 'multiple', digit: null, reading: { text } });
      const boxes = answer.reading?.digits.map(({ box }) => box) ?? [];
      for (const [i, { x, width }] of boxes.entries()) {
        expect(Math.abs(x + width / 2 - (100 + 120 * i))).toBeLessThan(30);
        expect(width).toBeLessThan(120);
      }
      const least = Math.min(...(answer.reading?.digits.map(({ confidence }) => confidence) ?? []));
      expect(answer.confidence).toBe(least);
    });

  test('rows from the top, and stray marks dropped', async () => {
    const canvas = createCanvas(360, 420);
    for (const [digit, x, y] of [
      [2, 110, 110],
      [5, 240, 110],
      [3, 110, 300],
      [8, 240, 300],
    ] as const)
      drawDigit(canvas, digit, { x, y, size: 110, pen: 8 });
    drawLine(canvas, [330, 20], [335, 22], 5);
    const answer = await recogniser.recognise(png(photograph(canvas, {})));
    expect(answer.reading?.text).toBe('2538');
  });
});
