import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from '../../src/runtime/bundle.ts';
import { scratchFolder } from '../support/database.ts';
import { spawnService } from '../support/service.ts';
import { seven } from '../support/seven.ts';

setDefaultTimeout(60_000);
const folder = await scratchFolder();
let kill = (): void => {};
afterAll(async () => {
  kill();
  await folder[Symbol.asyncDispose]();
});

test('the bundled folder runs by itself, away from the sources and their packages', async () => {
  const target = join(folder.path, 'bundled');
  await Bun.write(join(target, 'left-over.txt'), 'from an earlier run');
  await bundle(target);
  expect((await readdir(target)).toSorted()).toEqual(['assets', 'bin', 'drizzle', 'models', 'node_modules']);

  const server = spawnService({ DATABASE_URL: `file:${folder.path}/inkwell.db` }, 'bin/server.js', target);
  kill = () => server.child.kill('SIGKILL');
  const url = await server.url();
  for (const body of [seven.png, seven.jpeg, seven.webp]) {
    const response = await fetch(`${url}/predict`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ prediction: 7 });
  }
  for (const path of ['/', '/history', '/swagger/json', '/assets/inkwell.css', '/assets/api-reference.js'])
    expect((await fetch(url + path)).status).toBe(200);
  expect(await server.stop()).toBe(0);

  const command = Bun.spawn([process.execPath, 'bin/cli/main.js', 'predict', '-'], {
    cwd: target,
    stdin: new Blob([seven.webp]),
    stdout: 'pipe',
  });
  expect(await new Response(command.stdout).text()).toStartWith('-\t7\t');
});
