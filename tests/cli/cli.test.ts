import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands } from '../../src/cli/commands/index.ts';
import { run } from '../../src/cli/run.ts';
import { scratchFolder } from '../support/database.ts';
import { readGolden } from '../support/model.ts';
import { spawnService } from '../support/service.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const seven = join(root, 'tests/fixtures/images/seven.png');
const text = join(root, 'README.md');

let folder: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  folder = await scratchFolder();
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** The command line as a process of its own, over a database of its own. */
async function inkwell(args: readonly string[], { database = 'inkwell', stdin = '' as string | Blob } = {}) {
  const child = Bun.spawn([process.execPath, '--no-env-file', 'src/cli/main.ts', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: `file:${folder.path}/${database}.db` },
    stdin: new Blob([stdin]),
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const [out, said, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { out, said, code };
}

describe('predict', () => {
  test('reads what it can and says what it cannot', async () => {
    const { out, said, code } = await inkwell(['predict', seven, text]);
    expect(out).toMatch(/seven\.png\t7\t9\d\.\d%\n$/);
    expect(said).toContain('README.md: Cannot read the image');
    expect(code).toBe(1);
  });

  test('takes standard input and tells JSON', async () => {
    const { out, code } = await inkwell(['predict', '-', '--json'], { stdin: Bun.file(seven) });
    expect(JSON.parse(out)).toMatchObject({ file: '-', status: 'ok', prediction: 7 });
    expect(code).toBe(0);
  });
});

describe('import and export', () => {
  test('a folder goes in, four formats come out, and what comes out goes in again', async () => {
    const pictures = join(folder.path, 'pictures');
    for (const [label, { png }] of readGolden().slice(0, 10).entries()) {
      await mkdir(join(pictures, String(label)), { recursive: true });
      await writeFile(join(pictures, String(label), 'a.png'), png);
    }
    await writeFile(join(pictures, '9', 'broken.png'), 'no picture');
    const first = await inkwell(['import', pictures, '--json']);
    expect(first.code).toBe(1);
    const [failure, end] = first.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(failure).toMatchObject({ name: join(pictures, '9', 'broken.png'), outcome: 'failed' });
    expect(end.summary.counts).toEqual({ added: 10, labelled: 0, unchanged: 0, failed: 1 });

    const zip = join(folder.path, 'digits.zip');
    const exported = await inkwell(['export', '--format', 'idx', '--out', zip]);
    expect([exported.code, exported.said]).toEqual([0, '']);
    expect(exported.out).toMatch(/^.*digits\.zip: 10 predictions, [\d,]+ bytes\n$/);
    expect((await readFile(zip)).subarray(0, 2).toString()).toBe('PK');
    const second = await inkwell(['import', zip], { database: 'other' });
    expect(second).toEqual({
      out: '10 rows: 10 read and stored, 0 labelled, 0 known already, 0 failed\n',
      said: '',
      code: 0,
    });
    const table = await inkwell(['export', '--format', 'csv', '--label', '3', '--out', '-']);
    expect(table.out.trim().split('\r\n')).toHaveLength(2);
    const lines = await inkwell(['export', '--format', 'jsonl', '--images', '--out', '-']);
    const again = await inkwell(['import', '-'], { stdin: lines.out });
    expect(again.out).toBe('10 rows: 0 read and stored, 0 labelled, 10 known already, 0 failed\n');
  });

  test('a table counts its paths from where it lies', async () => {
    await mkdir(join(folder.path, 'scans'), { recursive: true });
    await writeFile(join(folder.path, 'scans', 'a.png'), readGolden()[20]?.png ?? '');
    await writeFile(join(folder.path, 'scans', 'labels.csv'), 'file,label\na.png,4\nb.png,5\n');
    const { out, said, code } = await inkwell(['import', join(folder.path, 'scans', 'labels.csv')], {
      database: 'scans',
    });
    expect(out).toStartWith('2 rows: 1 read and stored');
    expect(said).toContain('b.png: Cannot find the file b.png');
    expect(code).toBe(1);
  });

  test('a running service does it as well', async () => {
    const service = spawnService({ DATABASE_URL: `file:${folder.path}/served.db`, WORKERS: '1' });
    const url = await service.url();
    const drained = service.nextLine('stopped');
    const into = await inkwell(['import', join(folder.path, 'digits.zip'), '--url', url]);
    expect(into).toMatchObject({ out: expect.stringContaining('10 read and stored'), code: 0 });
    const out = await inkwell(['export', '--format', 'csv', '--out', '-', '--url', url]);
    expect(out.out.trim().split('\r\n')).toHaveLength(11);
    const read = await inkwell(['predict', seven, '--url', url, '--json']);
    expect(JSON.parse(read.out)).toMatchObject({ prediction: 7, file: seven });
    await service.stop();
    await drained;
    const gone = await inkwell(['predict', seven, '--url', url]);
    expect(gone.said).toContain('Cannot reach');
    expect(gone.code).toBe(1);
  }, 120_000);
});

/** Without a process: what fails before anything is opened. */
async function called(args: readonly string[]) {
  const [out, said]: [string[], string[]] = [[], []];
  const code = await run(commands, args, {
    env: {},
    root,
    print: (line) => out.push(line),
    say: (line) => said.push(line),
    write: async () => {},
    stdin: async function* () {},
    progress: () => ({ to: () => {}, end: () => {} }),
  });
  return { out: out.join('\n'), said: said.join('\n'), code };
}

test.each([
  [['nonsense'], 'Cannot run "nonsense": expected predict'],
  [['predict'], 'no FILE was given'],
  [['predict', '/nowhere.png'], 'there is no such file'],
  [['predict', '--loud', 'a'], "Unknown option '--loud'"],
  [['predict', 'a', '--url', 'http://localhost', '--store'], 'the service decides'],
  [['export', '--out', 'x'], '--format is missing'],
  [['export', '--format', 'csv', '--out', '-', '--digit', 'x'], 'Cannot read the digit'],
  [['import', 'a', '--url', 'ftp://x'], 'expected an address'],
])('%j is a wrong command: exit status 2', async (args, words) => {
  const { said, code } = await called(args);
  expect(said).toContain(words);
  expect(said).toContain('--help');
  expect(code).toBe(2);
});

test.each(commands.map(({ name }) => name))('%s has help with examples', async (name) => {
  const { out, code } = await called([name, '--help']);
  expect(out).toContain(`Usage: bun run inkwell ${name}`);
  expect(out).toContain('Examples');
  expect(code).toBe(0);
});

test('the overview lists every command', async () => {
  const { out, code } = await called(['--help']);
  for (const { name, summary } of commands) expect(out).toContain(`  ${name.padEnd(9)} ${summary}`);
  expect(code).toBe(0);
});
