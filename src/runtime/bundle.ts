import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseManifest } from '../inference/manifest.ts';
import { encodeBytes } from './asset-file.ts';
import { hashesFile, loadAssets } from './assets.ts';
import { hotPartOf, readHotSync } from './ort-wasm.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const ortFile = 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm';

/** What a bundle cannot hold: files that are read while running, by package and path, and the packages of the native database driver. */
const filesOfPackages = {
  'onnxruntime-web': ['package.json', 'dist/ort-wasm-simd-threaded.wasm'],
  '@jsquash/jpeg': ['package.json', 'codec/dec/mozjpeg_dec.wasm'],
  '@jsquash/webp': ['package.json', 'codec/dec/webp_dec.wasm'],
};
const wholePackages = ['libsql', '@neon-rs/load', 'detect-libc'];

/**
 * Makes a folder that runs by itself, without `bun install`: `bun FOLDER/bin/server.js`, and the command line as
 * `bun FOLDER/bin/cli/main.js`. For the container image.
 *
 * @param target made anew.
 */
export async function bundle(target: string): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await Promise.all([
    bundleProgram('src/server.ts', join(target, 'bin'), startsFast),
    bundleProgram('src/thread.ts', join(target, 'bin'), startsFast),
    bundleProgram('src/cli/main.ts', join(target, 'bin/cli')),
    bundleAssets(target),
    cp(join(root, 'drizzle'), join(target, 'drizzle'), { recursive: true }),
    copyModel(target),
    copyPackages(target),
    Bun.write(join(target, hotPartOf(ortFile)), Bun.zstdCompressSync(readHotSync(), { level: 19 })),
  ]);
}

/**
 * Compiled ahead of time: a start need not parse it. Bun does that for CommonJS, where it would write this machine's path for
 * `import.meta.url`; our own code asks where the bundle lies.
 */
const startsFast = {
  format: 'cjs',
  bytecode: true,
  banner: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;",
  plugins: [
    {
      name: 'where the bundle lies',
      setup: ({ onLoad }) =>
        void onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => ({
          contents: (await Bun.file(path).text()).replaceAll('import.meta.url', 'bundleUrl'),
          loader: 'ts',
        })),
    },
  ],
} satisfies Partial<Bun.BuildConfig>;

async function bundleProgram(
  entry: string,
  outdir: string,
  options: Partial<Bun.BuildConfig> = {},
): Promise<void> {
  await Bun.build({
    entrypoints: [join(root, entry)],
    outdir,
    target: 'bun',
    // Elysia reads the source of handlers to find what they use: their parameters keep their names.
    minify: { whitespace: true, syntax: true, identifiers: false },
    external: ['libsql'],
    throw: true,
    ...options,
  });
}

async function bundleAssets(target: string): Promise<void> {
  const assets = await loadAssets(root);
  const hashes = Object.fromEntries(Array.from(assets, ([name, { hash }]) => [name, hash]));
  await Bun.write(join(target, 'assets', hashesFile), JSON.stringify(hashes));
  await Promise.all(
    Array.from(assets, async ([name, { body, mediaType }]) => {
      const path = join(target, 'assets', name);
      // It lies among the packages already: the server needs it, too.
      if (mediaType !== 'application/wasm') await Bun.write(path, body);
      if (mediaType === 'image/png') return;
      // Who cannot read it gets what is made at the first request.
      await Bun.write(`${path}.br`, await encodeBytes(await body.arrayBuffer(), 'br'));
    }),
  );
}

/** The networks, their manifest and their card; not the code and the golden vectors that made and prove them. */
async function copyModel(target: string): Promise<void> {
  const folder = 'models/inkwell';
  const { stages } = parseManifest(await Bun.file(join(root, folder, 'model.json')).text());
  const card = existsSync(join(root, folder, 'CARD.md')) ? ['CARD.md'] : [];
  const names = ['model.json', ...card, ...stages.map((stage) => stage.file)];
  await Promise.all(names.map((name) => cp(join(root, folder, name), join(target, folder, name))));
}

async function copyPackages(target: string): Promise<void> {
  const modules = (name: string) => join(target, 'node_modules', name);
  await Promise.all(
    Object.entries(filesOfPackages).flatMap(([name, files]) =>
      files.map((file) => cp(join(root, 'node_modules', name, file), join(modules(name), file))),
    ),
  );
  await Promise.all(
    [...wholePackages, ...(await nativeDrivers())].map((name) =>
      cp(join(root, 'node_modules', name), modules(name), { recursive: true, dereference: true }),
    ),
  );
}

/** The database driver of this platform. Installers put the one for musl beside it, which the container's glibc never loads. */
async function nativeDrivers(): Promise<string[]> {
  const names = await readdir(join(root, 'node_modules/@libsql'));
  const platform = `${process.platform}-${process.arch}`;
  const fitting = names.filter((name) => name.startsWith(platform));
  return fitting
    .filter((name) => fitting.length === 1 || !name.endsWith('-musl'))
    .map((name) => `@libsql/${name}`);
}

if (import.meta.main) {
  const [target] = process.argv.slice(2);
  if (!target) throw new Error('Usage: bun src/runtime/bundle.ts FOLDER');
  await bundle(target);
}
