import { expect, test } from 'bun:test';
import { createDecoder } from '../../src/core/decode/index.ts';
import { encodePng } from '../../src/core/encode-png.ts';
import { readCodecs } from '../../src/runtime/codecs.ts';

const decode = createDecoder(readCodecs());
const limits = { maxBytes: 1e7, maxPixels: 1e7 };

test.each([
  [1, 1],
  [1, 7],
  [28, 28],
  [64, 3],
  [300, 200],
])('a grey picture of %d × %d comes back as it was', async (width, height) => {
  const data = Uint8Array.from({ length: width * height }, (_, i) => (i * 73) & 255);
  const { mediaType, image } = await decode(encodePng({ width, height, data }), limits);
  expect(mediaType).toBe('image/png');
  expect([image.width, image.height]).toEqual([width, height]);
  expect(image.data.every((value, i) => value === (i % 4 === 3 ? 255 : data[i >> 2]))).toBe(true);
});

test('the picture is left as it is', () => {
  const data = Uint8Array.of(1, 2, 3, 4);
  encodePng({ width: 2, height: 2, data });
  expect([...data]).toEqual([1, 2, 3, 4]);
});
