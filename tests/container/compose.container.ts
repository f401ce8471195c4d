import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import { seven } from '../support/seven.ts';

/** Needs a Docker engine with compose: `bun run test:container`. Builds the image, so the first run takes minutes. */
setDefaultTimeout(600_000);

const root = fileURLToPath(new URL('../..', import.meta.url));
const project = `inkwell-test-${process.pid}`;
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const env = { ...process.env, PORT: String(port) };

async function docker(...args: string[]): Promise<string> {
  const child = Bun.spawn(['docker', ...args], { cwd: root, env, stdout: 'pipe', stderr: 'pipe' });
  const [said, complained, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code !== 0) throw new Error(`docker ${args.join(' ')} ended with ${code}: ${complained}${said}`);
  return said.trim();
}
const compose = (...args: string[]) => docker('compose', '-p', project, ...args);
const inContainer = (script: string) => compose('exec', '-T', 'inkwell', 'bun', '-e', script);

beforeAll(async () => {
  await compose('up', '--build', '-d', '--wait');
});
afterAll(async () => {
  await compose('down', '--volumes', '--timeout', '20');
});

test('a prediction is still there after the container is gone and another one came', async () => {
  const response = await fetch(`${url}/predict`, { method: 'POST', body: seven.png });
  expect(response.status).toBe(201);
  const { id, prediction } = (await response.json()) as { id: string; prediction: number };
  expect(prediction).toBe(7);
  await compose('down');
  await expect(fetch(`${url}/livez`)).rejects.toThrow();
  await compose('up', '-d', '--wait');
  expect(await (await fetch(`${url}/predictions/${id}`)).json()).toMatchObject({ id, prediction: 7 });
});

test('JPEG, WebP, the page, its files and the API reference work from the image', async () => {
  for (const body of [seven.jpeg, seven.webp]) {
    const response = await fetch(`${url}/predict`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ prediction: 7 });
  }
  const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
  const files = page.match(/\/assets\/[\w.-]+/g) ?? [];
  expect(files.length).toBeGreaterThanOrEqual(2);
  for (const file of [...files, '/assets/api-reference.js', '/swagger', '/swagger/json'])
    expect((await fetch(url + file)).status).toBe(200);
});

test('it runs as nobody special, on a file system that cannot be written, without capabilities', async () => {
  expect(await inContainer('console.log(process.getuid(), process.getgid())')).toBe('1000 1000');
  const write =
    "try { require('fs').writeFileSync('/app/x', ''); } catch (error) { console.log(error.code); }";
  expect(await inContainer(write)).toBe('EROFS');
  const status = await inContainer("console.log(require('fs').readFileSync('/proc/self/status', 'utf8'))");
  expect(status).toMatch(/CapEff:\s+0+\n/);
  expect(status).toMatch(/CapBnd:\s+0+\n/);
  expect(status).toMatch(/NoNewPrivs:\s+1\n/);
});

test('it listens on this machine alone', async () => {
  expect(await compose('port', 'inkwell', '3000')).toBe(`127.0.0.1:${port}`);
});

test('it stops in order, and is started again when it dies', async () => {
  await compose('stop');
  const id = await compose('ps', '-aq', 'inkwell');
  expect(await docker('inspect', '-f', '{{.State.ExitCode}} {{.HostConfig.RestartPolicy.Name}}', id)).toBe(
    '0 unless-stopped',
  );
  expect(await compose('logs', '--no-log-prefix', 'inkwell')).toContain('"message":"stopped"');
});

test('the image is small, and holds neither sources nor development tools', async () => {
  const size = Number(await docker('image', 'inspect', '-f', '{{.Size}}', 'inkwell'));
  expect(size).toBeLessThan(160e6);
  await compose('up', '-d', '--wait');
  const list =
    "console.log(require('fs').readdirSync('/app').sort().join(), require('fs').readdirSync('/app/node_modules').sort().join())";
  expect(await inContainer(list)).toBe(
    'assets,bin,drizzle,models,node_modules @jsquash,@libsql,@neon-rs,detect-libc,libsql,onnxruntime-web',
  );
});

async function freePort(): Promise<number> {
  const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response() });
  const { port } = server;
  await server.stop(true);
  return port ?? 0;
}
