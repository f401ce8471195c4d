import { afterEach, expect, jest, test } from 'bun:test';
import { countOpenFiles, type OpenFiles, watchOpenFiles } from '../../src/runtime/open-files.ts';

afterEach(() => void jest.useRealTimers());

function watch(files: OpenFiles) {
  const lines: [string, unknown][] = [];
  jest.useFakeTimers();
  const now = { ...files };
  watchOpenFiles({ warn: (message, fields) => void lines.push([message, fields]) }, () => ({ ...now }));
  return { lines, now };
}

test('a start where few files may be open says so, and what to do', () => {
  const { lines } = watch({ open: 30, maximum: 1024 });
  expect(lines).toEqual([
    [
      'few connections can be open at once',
      { open: 30, maximum: 1024, advice: expect.stringContaining('ulimit -n') },
    ],
  ]);
});

test('when they are nearly used up it is told, not again and again', () => {
  const { lines, now } = watch({ open: 30, maximum: 20_000 });
  jest.advanceTimersByTime(20_000);
  expect(lines).toEqual([]);
  now.open = 18_001;
  jest.advanceTimersByTime(30_000);
  expect(lines).toMatchObject([
    ['nearly all files that may be open are: new connections have to wait', { open: 18_001 }],
  ]);
});

test.if(process.platform === 'linux')('open files are counted', async () => {
  const before = countOpenFiles()?.open ?? 0;
  const server = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } });
  expect(countOpenFiles()?.open).toBeGreaterThan(before);
  server.stop(true);
  expect(countOpenFiles()?.maximum).toBeGreaterThan(0);
});
