import { expect, test } from 'bun:test';
import { byteSize, duration, percent, utc } from '../../templates/format.ts';

test('percentages never round up to certainty, nor down to impossibility', () => {
  expect([1, 0.99996, 0.9981, 0.5, 0.0004, 0].map(percent)).toEqual([
    '100%',
    '>99.9%',
    '99.8%',
    '50.0%',
    '<0.1%',
    '0.0%',
  ]);
});

test('sizes are told in the largest unit that fits', () => {
  expect([0, 1023, 1536, 10 * 1024 * 1024].map(byteSize)).toEqual(['0 B', '1023 B', '1.5 KiB', '10 MiB']);
});

test('durations keep two figures', () => {
  expect([0.1432, 2.08, 12.4, 1500].map(duration)).toEqual(['0.14 ms', '2.1 ms', '12 ms', '1.5 s']);
});

test('times are in UTC, whatever the zone of the machine', () => {
  expect(utc(new Date('2026-11-23T23:05:59+02:00'))).toBe('23 Nov 2026, 21:05 UTC');
});
