import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encodePng } from '../../src/core/encode-png.ts';
import type { Outcome } from '../../src/evaluate/outcome.ts';
import { readSamples } from '../../src/evaluate/read-samples.ts';
import { summarise } from '../../src/evaluate/summarise.ts';

const outcome = (changes: Partial<Outcome>): Outcome => ({
  name: 'a.png',
  label: '7',
  source: '',
  status: 'ok',
  answer: '7',
  confidence: 0.9,
  certainty: 0.9,
  decidedBy: 'fast',
  milliseconds: 1,
  input: null,
  ...changes,
});

describe('summarise', () => {
  const summary = summarise([
    outcome({}),
    outcome({ answer: '1', status: 'unsure', certainty: 0.5 }),
    outcome({ label: 'none', answer: '3', status: 'unsure', certainty: 0.2 }),
    outcome({ label: 'none', answer: '3', status: 'ok', certainty: 0.6 }),
    outcome({ label: '42', answer: '42', status: 'multiple' }),
  ]);

  test('counts digits, numbers and what is none apart', () => {
    expect(summary.digits).toMatchObject({ right: 1, total: 2 });
    expect(summary.standing).toMatchObject({ right: 1, total: 1 });
    expect(summary.refused).toMatchObject({ right: 1, total: 2 });
    expect(summary.numbers).toMatchObject({ right: 1, total: 1 });
    expect(summary.none).toMatchObject({ right: 1, total: 2 });
  });

  test('confuses 7 with 1', () => expect(summary.confusion[7]?.[1]).toBe(1));
  test('ranks digits above what is none', () => expect(summary.auroc).toBe(0.75));
});

describe('the command', () => {
  let folder = '';
  const blank = encodePng({ width: 28, height: 28, data: new Uint8Array(784).fill(255) });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inkwell-evaluate-'));
    await mkdir(join(folder, 'named', '7'), { recursive: true });
    await mkdir(join(folder, 'named', 'none'));
    await writeFile(join(folder, 'named', '7', 'a.png'), blank);
    await writeFile(join(folder, 'named', 'none', 'b.png'), blank);
    await writeFile(
      join(folder, 'list.csv'),
      'file,label,kind\n"named/7/a.png",7,scan\nnamed/none/b.png,none,scan\n',
    );
    await writeFile(
      join(folder, 'x-images-idx3-ubyte'),
      Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 9, 8, 7, 6),
    );
    await writeFile(
      join(folder, 'x-labels-idx1-ubyte.gz'),
      gzipSync(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 5)),
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('takes labels from sub-folders, manifests and IDX files', async () => {
    const read = async (...paths: string[]) =>
      (await readSamples(paths.map((path) => join(folder, path)))).map(({ label, source }) =>
        `${label} ${source}`.trim(),
      );
    expect(await read('named')).toEqual(['7', 'none']);
    expect(await read('list.csv')).toEqual(['7 scan', 'none scan']);
    expect(await read('x-images-idx3-ubyte')).toEqual(['5']);
  });

  const run = async (...args: string[]) => {
    const command = Bun.spawn(['bun', 'src/evaluate/main.ts', ...args], { stdout: 'pipe', stderr: 'pipe' });
    const [out, err] = await Promise.all([
      new Response(command.stdout).text(),
      new Response(command.stderr).text(),
    ]);
    return { out, err, code: await command.exited };
  };

  test('prints figures as JSON and writes a page', async () => {
    const page = join(folder, 'report.html');
    const { out, code } = await run(join(folder, 'list.csv'), '--json', '--html', page);
    expect(code).toBe(0);
    expect(JSON.parse(out).summary.statuses).toEqual({ ok: 0, unsure: 0, blank: 2, multiple: 0 });
    expect(await Bun.file(page).text()).toContain('data:image/png;base64,');
  });

  test('says what is wrong with the command', async () => {
    const { err, code } = await run(join(folder, 'missing'));
    expect(code).toBe(2);
    expect(err).toContain('missing cannot be read');
  });
});
