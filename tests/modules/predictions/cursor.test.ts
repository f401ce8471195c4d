import { expect, test } from 'bun:test';
import { MalformedError } from '../../../src/core/errors.ts';
import { decodeCursor, encodeCursor } from '../../../src/modules/predictions/cursor.ts';

test.each(['0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a55', 'a', 'abc', 'x_-9'])('%s comes back', (id) => {
  const cursor = encodeCursor(id);
  expect(cursor).not.toContain(id);
  expect(cursor).toMatch(/^[\w-]+$/);
  expect(decodeCursor(cursor)).toBe(id);
});

test.each([
  '',
  ' ',
  'abc',
  '=',
  'v1:abc',
  `${encodeCursor('abc')}=`,
  `${encodeCursor('abc')} `,
  encodeCursor(''),
  encodeCursor('a\nb'),
])('%p is refused', (cursor) => {
  expect(() => decodeCursor(cursor)).toThrow(MalformedError);
});
