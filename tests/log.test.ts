import { describe, expect, test } from 'bun:test';
import { createLogger, type LoggerOptions } from '../src/log.ts';

function logged(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const log = createLogger({
    level: 'info',
    format: 'json',
    write: (line) => lines.push(line),
    clock: () => new Date('2026-01-02T03:04:05.678Z'),
    ...options,
  });
  return { log, lines };
}

const circular: Record<string, unknown> = {};
circular['self'] = circular;
const looped = new Error('looped');
looped.cause = looped;

describe('JSON', () => {
  test('is one object a line: time, level, message, then the fields', () => {
    const { log, lines } = logged();
    log.info('request', { status: 201, path: '/predict', none: undefined });
    expect(lines).toEqual([
      '{"time":"2026-01-02T03:04:05.678Z","level":"info","message":"request","status":201,"path":"/predict"}',
    ]);
  });

  test('tells an error with its stack and its causes', () => {
    const { log, lines } = logged();
    log.error('failed', { error: new Error('outer', { cause: new TypeError('inner') }) });
    const line = JSON.parse(lines[0] ?? '');
    expect(line.error).toMatchObject({ message: 'outer', cause: { name: 'TypeError', message: 'inner' } });
    expect(line.error.stack).toContain('log.test.ts');
  });

  test('survives whatever it is given', () => {
    const { log, lines } = logged();
    log.warn('odd', {
      circular,
      looped,
      big: 10n,
      invalid: new Date(Number.NaN),
      call: () => 1,
      text: 'a\nb',
    });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]?.replace('"call":undefined,', '') ?? '')).toMatchObject({
      big: '10',
      text: 'a\nb',
    });
  });
});

describe('pretty', () => {
  test('is one coloured line with the fields by name', () => {
    const { log, lines } = logged({ format: 'pretty' });
    log.warn('slow', { path: '/predict', ms: 12 });
    expect(Bun.stripANSI(lines[0] ?? '')).toBe('03:04:05.678 warn  slow path=/predict ms=12');
    expect(lines[0]).not.toBe(Bun.stripANSI(lines[0] ?? ''));
  });

  test('lets nobody forge a line or steer the terminal', () => {
    const { log, lines } = logged({ format: 'pretty' });
    const evil = 'x\n03:04 info  forged\r\u001b[2J\u0007\u202e\u2028';
    log.info(evil, { path: evil, nested: { evil } });
    const text = Bun.stripANSI(lines[0] ?? '');
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}\u2028]/u);
    expect(text).toContain('x\\n03:04 info  forged');
  });
});

test('says nothing below its level, and nothing at all when silent', () => {
  const { log, lines } = logged({ level: 'warn' });
  log.debug('a');
  log.info('b');
  log.warn('c');
  log.error('d');
  expect(lines.map((line) => JSON.parse(line).message)).toEqual(['c', 'd']);
  const silent = logged({ level: 'silent' });
  silent.log.error('e');
  expect(silent.lines).toEqual([]);
});
