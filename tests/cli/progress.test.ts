import { expect, test } from 'bun:test';
import { createProgress } from '../../src/cli/progress.ts';

const plain = (text: string) => text.replaceAll('\r', '').replaceAll('\u001b[K', '');

test('a bar tells count, pace and time left, and goes away', () => {
  let now = 0;
  const written: string[] = [];
  const bar = createProgress('reading', 1000, {
    write: (text) => written.push(text),
    now: () => now,
    columns: 200,
  });
  now = 2000;
  bar.to(500);
  bar.to(501);
  expect(written.map(plain)).toEqual([
    `reading ${'━'.repeat(12)}${'─'.repeat(12)} 500 of 1,000 · 250/s · 2 s left`,
  ]);
  now = 4000;
  bar.to(1000);
  expect(plain(written.at(-1) ?? '')).toBe(`reading ${'━'.repeat(24)} 1,000 of 1,000 · 250/s`);
  bar.end();
  expect(written.at(-1)).toBe('\r\u001b[K');
});

test('without a total only count and pace', () => {
  const written: string[] = [];
  let now = 0;
  const bar = createProgress('reading', undefined, {
    write: (text) => written.push(text),
    now: () => now,
    columns: 30,
  });
  now = 10_000;
  bar.to(15);
  expect(plain(written[0] ?? '')).toBe('reading 15 · 1.5/s');
});
