/**
 * What it costs to refuse what was made to cost much: `bun bench/bombs.ts [PART OF A NAME]`. Each bomb goes over a socket to the
 * real server, a few times; a second process only receives the same bytes. The refusal's own CPU and memory are the difference; the
 * goal is under 10 ms and 20 MB each. Exit status 1 when one costs more. Linux only: it reads /proc.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnService } from '../tests/support/service.ts';
import { bombs } from './bombs/bombs.ts';
import { type Cost, measure } from './bombs/measure.ts';

const goal = { cpuMs: 10, memory: 20e6 };
const rounds = 5;
const wanted = process.argv[2] ?? '';

const folder = mkdtempSync(join(tmpdir(), 'inkwell-bombs-'));
const service = spawnService({
  DATABASE_URL: `file:${join(folder, 'bombs.db')}`,
  LOG_LEVEL: 'error',
  WORKERS: '1',
});
const receiver = Bun.spawn([process.execPath, join(import.meta.dir, 'bombs/receiver.ts')], {
  stdout: 'pipe',
});
let missed = 0;
try {
  const port = Number(new URL(await service.url()).port);
  const { value } = await receiver.stdout.getReader().read();
  const plain = Number(new TextDecoder().decode(value));
  const all = bombs().filter(({ kind, name }) => `${kind} ${name}`.includes(wanted));
  // Loads what is only loaded when it is needed: decoders, tables, compiled code.
  for (const { request } of all) await measure(service.child.pid, port, request);
  const rows = [];
  for (const { kind, name, request } of all) {
    const received = await several(receiver.pid, plain, request);
    const refused = await several(service.child.pid, port, request);
    const own = { cpuMs: refused.cpuMs - received.cpuMs, memory: refused.memory - received.memory };
    const passed = own.cpuMs < goal.cpuMs && own.memory < goal.memory;
    if (!passed) missed++;
    rows.push({
      bomb: `${kind}: ${name}`,
      'kB sent': Math.ceil(request.length / 1000),
      'ms to receive': received.cpuMs.toFixed(1),
      'ms to refuse': Math.max(0, own.cpuMs).toFixed(1),
      'MB to receive': (received.memory / 1e6).toFixed(1),
      'MB to refuse': Math.max(0, own.memory / 1e6).toFixed(1),
      goal: passed ? 'met' : 'MISSED',
      answer: refused.answer,
    });
  }
  console.table(rows);
} finally {
  await service.stop();
  receiver.kill();
  rmSync(folder, { recursive: true });
}
process.exit(missed > 0 ? 1 : 0);

/** The medians of several times. */
async function several(pid: number, port: number, request: Uint8Array): Promise<Cost> {
  const costs: Cost[] = [];
  for (let i = 0; i < rounds; i++) costs.push(await measure(pid, port, request));
  const median = (of: (cost: Cost) => number) => costs.map(of).sort((a, b) => a - b)[rounds >> 1] ?? 0;
  const [last] = costs.slice(-1);
  return {
    cpuMs: median((cost) => cost.cpuMs),
    memory: median((cost) => cost.memory),
    answer: inShort(last?.answer ?? ''),
  };
}

/** The status, and what the problem says. */
function inShort(answer: string): string {
  const status = /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 'nothing';
  const detail = /"detail":"([^"]*)/.exec(answer)?.[1] ?? '';
  return `${status} ${detail}`.slice(0, 60).trim();
}
