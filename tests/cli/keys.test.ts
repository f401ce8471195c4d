import { afterAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands } from '../../src/cli/commands/index.ts';
import { run } from '../../src/cli/run.ts';
import { createAccessStore } from '../../src/storage/access.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { migrationsFolder, scratchFolder } from '../support/database.ts';
import { spawnService } from '../support/service.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = await scratchFolder();
afterAll(() => folder[Symbol.asyncDispose]());
let files = 0;

/** A command line over a database of its own. */
function commandLine() {
  const env = { DATABASE_URL: `file:${join(folder.path, `${files++}.db`)}` };
  const keys = async (args: readonly string[], input = '') => {
    const printed: string[] = [];
    const said: string[] = [];
    const code = await run(commands, ['keys', ...args], {
      env,
      root,
      print: (line) => void printed.push(line),
      say: (line) => void said.push(line),
      write: async () => {},
      stdin: async function* () {
        yield new TextEncoder().encode(input);
      },
      progress: () => {
        throw new Error('there is nothing to wait for');
      },
    });
    return { code, printed, said: said.join('\n') };
  };
  return { env, keys };
}

test('a key is shown once, listed without itself, and revoked once', async () => {
  const { keys } = commandLine();
  const made = await keys(['create', '--name', 'scanner', '--scope', 'predict', '--scope', 'read']);
  expect([made.code, made.printed]).toEqual([0, [expect.stringMatching(/^ink_[\w-]{43}$/)]]);
  expect(made.said).toContain('only time');
  const listed = await keys(['list', '--json']);
  const [line = ''] = listed.printed;
  const { id, ...facts } = JSON.parse(line) as { id: string };
  expect(facts).toMatchObject({ name: 'scanner', scopes: ['read', 'predict'], revokedAt: null });
  expect(line).not.toContain(made.printed[0] ?? '');
  expect((await keys(['revoke', id])).code).toBe(0);
  expect((await keys(['revoke', id])).code).toBe(1);
  expect((await keys(['list'])).printed.join()).toContain('revoked');
});

test.each([
  [['create', '--scope', 'read'], '--name is missing'],
  [['create', '--name', 'x'], '--scope is missing'],
  [['create', '--name', 'x', '--scope', 'all'], '"all", expected read, predict, admin'],
  [['revoke'], 'expected create, list, revoke ID'],
  [[], 'expected create, list'],
])('%j is a wrong command line', async (args, message) => {
  const { keys } = commandLine();
  const { code, said } = await keys(args);
  expect([code, said]).toEqual([2, expect.stringContaining(message)]);
});

test('a password is hashed from standard input, differently each time', async () => {
  const { keys } = commandLine();
  const hashes = [
    await keys(['hash-password'], 'open sesame\n'),
    await keys(['hash-password'], 'open sesame\n'),
  ];
  expect(new Set(hashes.flatMap(({ printed }) => printed)).size).toBe(2);
  expect((await keys(['hash-password'], '\n')).code).toBe(2);
});

test('the service refuses to listen for others until there is a key, and then obeys it', async () => {
  const { env, keys } = commandLine();
  const others = { ...env, HOST: '0.0.0.0', WORKERS: '2' };
  const { exitCode, said } = await spawnService(others).failure();
  expect([exitCode, said]).toEqual([
    1,
    expect.stringMatching(/^Cannot listen on 0\.0\.0\.0 without protection: .+\n$/),
  ]);
  const [key] = (await keys(['create', '--name', 'x', '--scope', 'read'])).printed;
  const service = spawnService(others);
  const url = await service.url();
  expect((await fetch(`${url}/predictions`)).status).toBe(401);
  const headers = { authorization: `Bearer ${key}` };
  for (let i = 0; i < 8; i++) expect((await fetch(`${url}/predictions`, { headers })).status).toBe(200);
  await service.stop();
}, 60_000);

test.each([
  ['told to', { HOST: '0.0.0.0', ALLOW_OPEN: 'true' }],
  ['published on this machine alone', { HOST: '0.0.0.0', PUBLISHED_HOST: '127.0.0.1' }],
])(
  'it listens openly when %s',
  async (_, env) => {
    const service = spawnService({ ...commandLine().env, WORKERS: '1', ...env });
    expect((await fetch(`${await service.url()}/predictions`)).status).toBe(200);
    await service.stop();
  },
  60_000,
);

test('all sessions end when they are told to', async () => {
  const { env, keys } = commandLine();
  const secret = async () => {
    const database = await openDatabase({ url: env.DATABASE_URL, migrationsFolder });
    const kept = await createAccessStore(database).sessionSecret('first');
    await database.close();
    return kept;
  };
  expect(await secret()).toBe('first');
  expect(await keys(['end-sessions'])).toEqual({
    code: 0,
    printed: [],
    said: 'Everybody is signed out of the pages.',
  });
  expect(await secret()).toMatch(/^[\w-]{43}$/);
});
