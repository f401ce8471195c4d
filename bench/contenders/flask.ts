import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SQL } from 'bun';
import { freePort, start } from '../processes.ts';
import type { Contender } from './contender.ts';

const folderOfPeer = fileURLToPath(new URL('../peers/flask', import.meta.url));
const gunicorn = join(folderOfPeer, '.venv/bin/gunicorn');

/** Flask, gunicorn with a process for each core, PyTorch, and a PostgreSQL of its own with its settings as they are shipped. */
export const flask: Contender = {
  id: 'flask',
  name: 'Flask + PyTorch + PostgreSQL',
  missing() {
    if (!existsSync(gunicorn)) return 'not installed (bench/peers/setup.sh)';
    if (!existsSync(join(folderOfPeer, '../weights.bin'))) return 'no network (bench/peers/setup.sh)';
    return postgresFolder() === null ? 'PostgreSQL is not installed (bench/peers/setup.sh)' : null;
  },
  async start(folder) {
    const postgres = await startPostgres(join(folder, 'postgres'));
    const port = freePort();
    const startedAt = performance.now();
    const service = start({
      command: [
        gunicorn,
        '-w',
        '2',
        '--threads',
        '8',
        '--keep-alive',
        '60',
        '-b',
        `127.0.0.1:${port}`,
        'app:app',
      ],
      cwd: folderOfPeer,
      env: { DATABASE_URL: postgres.url, OMP_NUM_THREADS: '1' },
    });
    return {
      port,
      startedAt,
      pids: [service.pid, postgres.pid],
      output: () => service.output() + postgres.output(),
      ended: service.ended,
      count: async () => Number((await postgres.sql`select count(*) as n from predictions`)[0]?.n ?? 0),
      async stored({ body }) {
        const { id }: { id: number } = JSON.parse(body);
        const [row] = await postgres.sql`select digit, image from predictions where id = ${id}`;
        return row ?? null;
      },
      async stop() {
        await service.stop();
        await postgres.stop();
      },
    };
  },
};

/** Where Debian and others keep PostgreSQL's programs. */
function postgresFolder(): string | null {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
  const folders = [
    ...versions.sort((a, b) => Number(b) - Number(a)).map((version) => `/usr/lib/postgresql/${version}/bin`),
    '/usr/local/bin',
    '/usr/bin',
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

async function startPostgres(folder: string) {
  const programs = postgresFolder();
  if (programs === null) throw new Error('PostgreSQL is not installed');
  // PostgreSQL refuses to run as root: its own user, whom its package made, does.
  const asUser =
    process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];
  const run = (...command: string[]) => {
    const [program = '', ...rest] = [...asUser, ...command];
    const { status, stderr } = spawnSync(program, rest, { cwd: '/' });
    if (status !== 0) throw new Error(`${command[0]} failed: ${stderr}`);
  };
  spawnSync('install', ['-d', '-m', '700', ...(asUser.length > 0 ? ['-o', 'postgres'] : []), folder]);
  run(join(programs, 'initdb'), '-D', folder, '-U', 'bench', '-A', 'trust', '--no-instructions');
  const port = freePort();
  const server = start({
    command: [...asUser, join(programs, 'postgres'), '-D', folder, '-p', `${port}`, '-k', folder],
    cwd: '/',
  });
  const url = `postgres://bench@127.0.0.1:${port}/postgres`;
  const sql = new SQL(url, { max: 1 });
  const deadline = performance.now() + 15_000;
  for (;;) {
    try {
      await sql.file(join(folderOfPeer, 'schema.sql'));
      break;
    } catch (cause) {
      if (performance.now() > deadline)
        throw new Error(`PostgreSQL did not start: ${server.output()}`, { cause });
      await Bun.sleep(100);
    }
  }
  return {
    url,
    sql,
    pid: server.pid,
    output: server.output,
    async stop() {
      await sql.close();
      await server.stop();
    },
  };
}
