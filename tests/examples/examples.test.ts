import { afterAll, describe, expect, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import { serve } from '../../src/runtime/serve.ts';
import { testApp } from '../support/app.ts';

const { app, store } = await testApp();
const server = serve({ host: '127.0.0.1', port: 0 }, app.fetch);
afterAll(() => server.stop(0));

const read = (path: string) => Bun.file(fileURLToPath(new URL(path, import.meta.url))).text();
const readme = await read('../../README.md');

/** Runs an example as it stands, but for the address, in a folder that holds `seven.png`. */
async function run(name: string, command: string[]): Promise<string> {
  const script = (await read(name)).replaceAll('http://localhost:3000', server.url);
  const child = Bun.spawn(command, {
    cwd: fileURLToPath(new URL('../fixtures/images', import.meta.url)),
    stdin: new Blob([script]),
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const output = new Response(child.stdout).text();
  const errors = await new Response(child.stderr).text();
  expect(await child.exited, errors).toBe(0);
  return output;
}

const has = (...command: string[]) => {
  try {
    return Bun.spawnSync(command, { stdout: 'ignore', stderr: 'ignore' }).exitCode === 0;
  } catch {
    return false;
  }
};

describe('the README’s examples do what it says', () => {
  test.skipIf(!has('curl', '--version'))('curl', async () => {
    expect(JSON.parse(await run('predict.sh', ['sh', '-s']))).toMatchObject({ prediction: 7, status: 'ok' });
  });

  test.skipIf(!has('python3', '-c', 'import requests'))('Python, where `requests` is installed', async () => {
    expect(await run('predict.py', ['python3', '-'])).toBe('7\n');
  });

  test.each([
    ['Bun', [process.execPath, 'run', '-']],
    ['Node', ['node', '--input-type=module', '-']],
  ])('JavaScript, on %s', async (runtime, command) => {
    if (runtime === 'Node' && !has('node', '--version')) return;
    expect(await run('predict.js', command)).toMatch(/^7 0\.\d+\n$/);
  });

  test('Eden, with a label', async () => {
    expect(await run('eden.ts', [process.execPath, 'run', '-'])).toMatch(/^7 0\.\d+\n$/);
    const { items } = await store.list({ limit: 1 });
    expect(items[0]?.label).toBe(7);
  });
});

test.each(['predict.sh', 'predict.py', 'predict.js', 'eden.ts'])(
  'the README shows %s word for word',
  async (name) => {
    expect(readme.includes((await read(name)).trim())).toBe(true);
  },
);
