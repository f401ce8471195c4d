import { describe, expect, test } from 'bun:test';
import { clientAddress, clientKey, isLoopback, parseNetworks } from '../../../src/core/access/addresses.ts';
import { apiKeyHash, looksLikeApiKey, newApiKey } from '../../../src/core/access/api-key.ts';
import { createLimiter, limiterBytes } from '../../../src/core/access/limiter.ts';
import { openDoor } from '../../../src/core/access/open-door.ts';

describe('a key', () => {
  test('is new each time, known by its look, and hashed as SHA-256 has it', async () => {
    const keys = new Set(Array.from({ length: 100 }, newApiKey));
    expect(keys.size).toBe(100);
    for (const key of keys) expect(looksLikeApiKey(key)).toBe(true);
    expect(await apiKeyHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('the limiter', () => {
  const rate = { perMinute: 60, burst: 10 };
  const limiter = (memory = new SharedArrayBuffer(limiterBytes)) => createLimiter(memory);
  const now = Date.UTC(2026, 10, 23);

  test('lets a burst through, then one a second, and fills up again', () => {
    const take = limiter();
    for (let i = 0; i < 10; i++)
      expect(take('a', rate, now)).toMatchObject({ allowed: true, remaining: 9 - i });
    expect(take('a', rate, now)).toMatchObject({ allowed: false, retryAfterSeconds: 1, resetSeconds: 10 });
    expect(take('a', rate, now + 999).allowed).toBe(false);
    expect(take('a', rate, now + 1000).allowed).toBe(true);
    expect(take('a', rate, now + 1000).allowed).toBe(false);
    expect(take('a', rate, now + 3_600_000)).toMatchObject({ allowed: true, remaining: 9 });
  });

  test('counts in all workers together', () => {
    const memory = new SharedArrayBuffer(limiterBytes);
    const workers = [limiter(memory), limiter(memory), limiter(memory)];
    const allowed = Array.from({ length: 30 }, (_, i) => workers[i % 3]?.('a', rate, now).allowed);
    expect(allowed.filter(Boolean)).toHaveLength(10);
  });

  test('keeps thousands of clients apart', () => {
    const take = limiter();
    const once = { perMinute: 1, burst: 1 };
    const refused = Array.from({ length: 5000 }, (_, i) => take(`10.0.${i >> 8}.${i & 255}`, once, now));
    expect(refused.filter(({ allowed }) => !allowed).length).toBeLessThan(25);
    expect(take('10.0.3.7', once, now).allowed).toBe(false);
  });

  test('makes nobody wait longer when the clock is set back', () => {
    const take = limiter();
    for (let i = 0; i < 10; i++) take('a', rate, now);
    const yesterday = now - 86_400_000;
    expect(take('a', rate, yesterday)).toMatchObject({ allowed: false, retryAfterSeconds: 1 });
    expect(take('a', rate, yesterday + 1000).allowed).toBe(true);
    expect(take('a', rate, yesterday + 1000).allowed).toBe(false);
    expect(take('a', rate, yesterday + 12_000)).toMatchObject({ allowed: true, remaining: 9 });
  });
});

test('a table that was crowded before the clock was set back has room again', () => {
  const take = createLimiter(new SharedArrayBuffer(limiterBytes));
  const now = Date.UTC(2026, 10, 23);
  for (let i = 0; i < 30_000; i++) take(`old ${i}`, { perMinute: 1, burst: 1 }, now);
  const once = { perMinute: 1, burst: 1 };
  const refused = Array.from({ length: 1000 }, (_, i) => take(`new ${i}`, once, now - 86_400_000));
  expect(refused.filter(({ allowed }) => !allowed).length).toBeLessThan(10);
});

describe('an address', () => {
  const proxies = parseNetworks(['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8']) ?? { has: () => false };

  test.each([
    ['192.0.2.1', '203.0.113.9', '192.0.2.1'],
    ['127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['::ffff:127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['127.0.0.1', '1.1.1.1, 203.0.113.9, 10.1.2.3', '203.0.113.9'],
    ['127.0.0.1', 'unknown', '127.0.0.1'],
    ['127.0.0.1', '203.0.113.9, nonsense', '127.0.0.1'],
    ['127.0.0.1', null, '127.0.0.1'],
    ['fd00::5', '[2001:db8::1]:4711', '2001:db8::1'],
    ['10.0.0.1', '203.0.113.9:4711', '203.0.113.9'],
  ])('behind %s that forwards for %p is %s', (peer, forwarded, client) => {
    expect(clientAddress(peer, forwarded, proxies)).toBe(client);
  });

  test('of IPv6 counts by its network', () => {
    expect(clientKey('2001:db8:1:2::3')).toBe(clientKey('2001:db8:1:2:ffff::1'));
    expect(clientKey('2001:db8:1:2::3')).not.toBe(clientKey('2001:db8:1:3::3'));
    expect(clientKey('::ffff:192.0.2.1')).toBe('192.0.2.1');
  });

  test.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['192.168.1.1', false],
    ['pi', false],
  ])('%s is this machine alone: %p', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });

  test.each(['10.0.0.0/33', 'localhost', '10.0.0', '::/129', ''])('%p names no network', (text) => {
    expect(parseNetworks([text])).toBeUndefined();
  });
});

test('a door is open to others only when somebody said so', () => {
  const door = { host: '0.0.0.0', guarded: false, allowOpen: false };
  expect(openDoor(door)).toContain('ALLOW_OPEN=true');
  expect(openDoor({ ...door, host: '192.168.1.5' })).toContain('192.168.1.5');
  expect(openDoor({ ...door, guarded: true })).toBeUndefined();
  expect(openDoor({ ...door, allowOpen: true })).toBeUndefined();
  expect(openDoor({ ...door, host: '127.0.0.1' })).toBeUndefined();
});
