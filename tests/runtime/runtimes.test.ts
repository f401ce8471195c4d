import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = join(root, 'tests/runtime/smoke.ts');
/** Below node_modules, where packages are still found and nothing is committed. */
const folder = join(root, `node_modules/.cache/inkwell-smoke-${process.pid}`);
const bundled = join(folder, 'smoke.mjs');

const node = Bun.which('node');
const deno =
  [join(root, 'node_modules/.bin/deno')].find((path) => node !== null && existsSync(path)) ??
  Bun.which('deno');

beforeAll(async () => {
  const { outputs } = await Bun.build({
    entrypoints: [source],
    target: 'node',
    minify: { whitespace: true, syntax: true, identifiers: false },
    external: ['libsql'],
    throw: true,
  });
  await Bun.write(bundled, outputs[0] ?? '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(command: string[]) {
  const process = Bun.spawn([...command, root], { cwd: root, stdout: 'pipe', stderr: 'pipe' });
  const [out, errors] = await Promise.all([
    new Response(process.stdout).text(),
    new Response(process.stderr).text(),
    process.exited,
  ]);
  return { code: process.exitCode, errors, out };
}

async function expectSmoke(command: string[]) {
  const { code, errors, out } = await run(command);
  expect({ code, errors: code === 0 ? '' : errors }).toEqual({ code: 0, errors: '' });
  expect(JSON.parse(out)).toEqual({ answers: [7, 7, 7, 7, 7], livez: 200, readyz: 200, problem: 422 });
}

/** Where a runtime is missing its test is skipped, but not where we prove things. */
const { CI } = process.env;
const required = Boolean(CI);

test('the service works on Bun, from source', () => expectSmoke([process.execPath, source]), 60_000);

test('the service works on Bun, from a bundle', () => expectSmoke([process.execPath, bundled]), 60_000);

test.skipIf(node === null && !required)(
  `the service works on Node, from the same bundle${node === null ? ' (skipped: there is no node)' : ''}`,
  () => expectSmoke([node ?? 'node', bundled]),
  60_000,
);

test.skipIf(deno === null && !required)(
  `the service works on Deno, from the same bundle${deno === null ? ' (skipped: there is no deno)' : ''}`,
  () => expectSmoke([deno ?? 'deno', 'run', '--allow-all', '--no-remote', bundled]),
  60_000,
);
