/**
 * Thousands of connections that want nothing, or send a byte a second: how small requests fare beside them, and what is left
 * when they are gone. Exit status 1 when it hurts: `bun bench/idle.ts [--idle 5000] [--slow 2000]`.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inkwell } from './contenders/inkwell.ts';
import { firstAnswer } from './first-answer.ts';
import { type Burden, burdens, openCrowd } from './idle/crowd.ts';
import { closedLoop } from './load/closed-loop.ts';
import { corpusFolder, openCorpus } from './load/corpus.ts';
import { killAll, memory } from './processes.ts';

const { values } = parseArgs({
  options: {
    idle: { type: 'string', default: '5000' },
    slow: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '3' },
  },
});

/** Small requests beside the crowd: few, so that their latency is the service's and not a queue's. */
const connections = 4;
/** The longest that a slow body is waited for, in seconds, and that an idle connection is kept. */
const [bodyPatience, idlePatience] = [10, 30];
/** Threads that come and go have handles, too. */
const fewHandles = 8;
/** p99 may be so much longer beside the crowd: times, and at least so many milliseconds. */
const [worse, noise] = [2, 5];

async function main(): Promise<number> {
  const corpus = await openCorpus({ count: 100_000, folder: corpusFolder });
  const folder = mkdtempSync(join(tmpdir(), 'inkwell-idle-'));
  process.on('exit', () => {
    killAll();
    rmSync(folder, { recursive: true, force: true });
  });
  const running = await inkwell.start(folder);
  const { port, pids } = running;
  await firstAnswer(port, running.startedAt, corpus, running.ended);
  await Bun.sleep(1000);
  let from = 1;
  const look = async (when: string) => {
    const result = await closedLoop({
      ...{ port, corpus, from, connections, warmupSeconds: 1, seconds: Number(values.seconds) },
    });
    from += result.sent;
    await Bun.sleep(2000);
    const handles = pids.reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/fd`).length, 0);
    const seen = {
      when,
      handles,
      ...result.latency,
      perSecond: result.perSecond,
      pss: memory(pids).pss / 1e6,
    };
    const { p50, p99, perSecond, pss } = seen;
    say(
      `${when}: ${Math.round(perSecond)}/s, p50 ${p50.toFixed(2)}, p99 ${p99.toFixed(2)} ms; ${handles} handles, ${pss.toFixed(0)} MB PSS; ${JSON.stringify(result.failed)}`,
    );
    return { ...seen, failed: Object.keys(result.failed).length > 0 };
  };

  await look('warming up');
  const before = await look('before');
  const kinds = Object.keys(burdens) as Burden[];
  const slow = kinds.filter((kind) => !kind.startsWith('idle'));
  const counts = Object.fromEntries(
    kinds.map((kind) => [
      kind,
      Math.floor(slow.includes(kind) ? Number(values.slow) / slow.length : Number(values.idle)),
    ]),
  );
  const begin = performance.now();
  const crowd = await openCrowd(port, counts);
  say(`${Object.values(counts).reduce((sum, n) => sum + n, 0)} connections opened`);
  const during = await look('beside them');
  await Bun.sleep(Math.max(0, begin + (bodyPatience + 5) * 1000 - performance.now()));
  const answered = crowd.statuses()['408'] ?? 0;
  say(
    `closed by the service: ${JSON.stringify(crowd.closed())}; answers ${JSON.stringify(crowd.statuses())}`,
  );
  await Bun.sleep(Math.max(0, begin + (idlePatience + 15) * 1000 - performance.now()));
  say(`closed by the service: ${JSON.stringify(crowd.closed())}`);
  const left = await look('when the service closed them');
  crowd.leave();
  const long = await uploadSlowly(port);
  say(`an upload of ${long.seconds.toFixed(0)} s was answered ${long.status}`);
  const after = await look('after');
  await running.stop();
  const bodies = 3 * Math.floor(Number(values.slow) / slow.length);
  const verdicts = {
    [`p99 beside them ${during.p99.toFixed(1)} ms, alone ${before.p99.toFixed(1)}`]:
      during.p99 <= before.p99 * worse + noise && !during.failed,
    [`${answered} of ${bodies} slow bodies were answered 408`]: answered === bodies,
    [`handles ${before.handles} → ${left.handles} → ${after.handles}`]:
      Math.max(left.handles, after.handles) <= before.handles + fewHandles,
    [`memory ${before.pss.toFixed(0)} → ${during.pss.toFixed(0)} → ${after.pss.toFixed(0)} MB`]:
      after.pss <= before.pss * 1.25,
    [`an honest upload of ${long.seconds.toFixed(0)} s is taken in (${long.status})`]: long.status === 415,
  };
  for (const [text, good] of Object.entries(verdicts)) say(`${good ? 'met   ' : 'MISSED'}  ${text}`);
  return Object.values(verdicts).every(Boolean) ? 0 : 1;
}

/** Longer than an idle connection is kept, but faster than what is called slow: no picture, so that it is refused as such. */
async function uploadSlowly(port: number): Promise<{ status: number; seconds: number }> {
  const [bytes, pieces] = [1_000_000, 40];
  const begin = performance.now();
  const { promise, resolve } = Promise.withResolvers<number>();
  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      data: (_, answer) => resolve(Number(answer.toString('latin1', 9, 12))),
      close: () => resolve(0),
      error: () => resolve(0),
    },
  });
  socket.write(`POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${bytes}\r\n\r\n`);
  const piece = new Uint8Array(bytes / pieces);
  for (let i = 0; i < pieces; i++) {
    await Bun.sleep(1000);
    socket.write(piece);
  }
  const status = await promise;
  socket.end();
  return { status, seconds: (performance.now() - begin) / 1000 };
}

const say = (text: string) =>
  void process.stdout.write(`${new Date().toISOString().slice(11, 19)}  ${text}\n`);

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
