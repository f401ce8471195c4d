import { expect, test } from 'bun:test';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Glob } from 'bun';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Which rooms a room may import from, itself aside. Dependencies point one way: towards `core`. */
const allowed: Record<string, readonly string[]> = {
  'src/core': [],
  'src/inference': ['src/core'],
  'src/storage': ['src/core'],
  'src/http': ['src/core', 'src/deps.ts'],
  'src/modules': ['src/core', 'src/exchange', 'src/http', 'src/deps.ts', 'templates'],
  templates: ['src/core'],
  // The browser's recogniser is the server's.
  'templates/assets': ['src/core', 'src/inference', 'templates'],
  'src/deps.ts': ['src/core'],
  'src/config.ts': ['src/core'],
  'src/log.ts': ['src/deps.ts', 'src/config.ts'],
  'src/app.ts': ['src/deps.ts', 'src/http', 'src/modules'],
  'src/exchange': ['src/core'],
  'src/cli': [
    'src/core',
    'src/exchange',
    'src/config.ts',
    'src/deps.ts',
    'src/log.ts',
    'src/modules',
    'src/runtime',
    'src/storage',
  ],
  'src/evaluate': ['src/exchange', 'src/core', 'src/inference', 'src/runtime'],
  'src/runtime': ['src/core', 'src/deps.ts', 'src/config.ts', 'src/log.ts', 'src/inference', 'src/storage'],
};

/** They join everything: what starts the service, and what its threads run. */
const programs = ['src/server.ts', 'src/thread.ts'];

/** Packages that only one room may know. */
const owners: Record<string, readonly string[]> = {
  'onnxruntime-web': ['src/inference', 'src/runtime'],
  '@libsql/client': ['src/storage'],
  'drizzle-orm': ['src/storage'],
  elysia: ['src/http', 'src/modules', 'src/app.ts'],
  '@elysiajs/html': ['src/http'],
  '@elysiajs/swagger': ['src/modules'],
  'upng-js': ['src/core'],
};

/** Rooms that use web standards only, so that they run on every runtime; `core` and `templates` in browsers too. */
const portable = [
  'src/core',
  'src/http',
  'src/modules',
  'src/app.ts',
  'src/deps.ts',
  'src/inference',
  'templates',
];

interface Import {
  readonly file: string;
  /** A path from the root, or the name of a package. */
  readonly to: string;
}

const files = [...new Glob('{src,templates}/**/*.{ts,tsx}').scanSync(root)].toSorted();
const sources = new Map(
  await Promise.all(files.map(async (file) => [file, await Bun.file(join(root, file)).text()] as const)),
);
const imports = [...sources].flatMap(([file, source]) => importsOf(file, source));

function importsOf(file: string, source: string): Import[] {
  const specifiers = source.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g);
  return [...specifiers].map(([, specifier = '']) => ({
    file,
    to: specifier.startsWith('.')
      ? relative(root, join(root, dirname(file), specifier))
      : packageOf(specifier),
  }));
}

function packageOf(specifier: string): string {
  if (/^(node|bun):/.test(specifier)) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const isIn = (path: string, room: string) => path === room || path.startsWith(`${room}/`);
/** The narrowest room counts. */
const roomOf = (file: string) =>
  Object.keys(allowed)
    .filter((room) => isIn(file, room))
    .sort((a, b) => b.length - a.length)[0];
const isOurs = ({ to }: Import) =>
  to.startsWith('src/') || to.startsWith('templates/') || to.startsWith('..');
const tell = ({ file, to }: Import) => `${file} → ${to}`;

const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, '');

test('the imports are really read', () => {
  expect(imports.map(tell)).toContain('src/app.ts → src/deps.ts');
  expect(imports.map(tell)).toContain('src/app.ts → elysia');
  expect(importsOf('src/core/a.ts', "const b = await import('../http/b.ts');")).toEqual([
    { file: 'src/core/a.ts', to: 'src/http/b.ts' },
  ]);
});

test('every file lies in a room', () => {
  const rooms = [...Object.keys(allowed), ...programs];
  expect(files.filter((file) => !rooms.some((room) => isIn(file, room)))).toEqual([]);
});

test.each(Object.entries(allowed))('%s imports nothing of ours but %j', (room, others) => {
  const wrong = imports.filter(
    (one) =>
      roomOf(one.file) === room && isOurs(one) && ![room, ...others].some((other) => isIn(one.to, other)),
  );
  expect(wrong.map(tell)).toEqual([]);
});

test.each(Object.entries(owners))('only its owners know %s', (name, rooms) => {
  const wrong = imports.filter(({ file, to }) => to === name && !rooms.some((room) => isIn(file, room)));
  expect(wrong.map(tell)).toEqual([]);
});

test.each(portable)('%s uses web standards only', (room) => {
  const bound = imports.filter(({ file, to }) => isIn(file, room) && /^(node|bun):|^bun$/.test(to));
  expect(bound.map(tell)).toEqual([]);
  const runtimes = [...sources].filter(
    ([file, source]) =>
      isIn(file, room) &&
      /\b(Bun|Deno)\.\w|\bprocess\.\w|\bBuffer\b|\b__dirname\b/.test(withoutComments(source)),
  );
  expect(runtimes.map(([file]) => file)).toEqual([]);
});

test('nothing imports the programs, so the main thread does not hold what the others run', () => {
  expect(imports.filter(({ to }) => programs.includes(to)).map(tell)).toEqual([]);
});
