import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';

/** What one request cost a process. */
export interface Cost {
  /** Of all its threads. */
  readonly cpuMs: number;
  /** How much more it held at its highest than before, in bytes. */
  readonly memory: number;
  /** The status line. */
  readonly answer: string;
}

/** How long, in milliseconds, the process may take to come to rest after its answer: closing, collecting garbage. */
const rest = 40;

/** CPU of all threads so far, by the scheduler's own clock, in milliseconds: /proc/PID/stat only counts hundredths of a second. */
function cpuMs(pid: number): number {
  let sum = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      sum += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // It has ended meanwhile.
    }
  }
  return sum / 1e6;
}

/** `VmRSS` now, or `VmHWM`, the most since it was last reset; in bytes. */
function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024;
}

/** Sends a request as it is, over a connection of its own, and says what that cost the process at the other end. */
export async function measure(pid: number, port: number, request: Uint8Array): Promise<Cost> {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const before = { cpu: cpuMs(pid), memory: memoryOf(pid, 'VmRSS') };
  const answer = await send(port, request);
  await Bun.sleep(rest);
  return {
    cpuMs: cpuMs(pid) - before.cpu,
    memory: Math.max(0, memoryOf(pid, 'VmHWM') - before.memory),
    answer,
  };
}

function send(port: number, request: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    const timer = setTimeout(() => socket.destroy(), 20_000);
    // A refused sender may be hung up on while it still sends.
    socket.on('error', () => {});
    socket.on('data', (piece) => {
      if (answer.length < 4096) answer += piece.toString('latin1');
    });
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}
