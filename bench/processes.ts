import { readdirSync, readFileSync } from 'node:fs';

/** A process started here, with all that it starts itself. */
export interface Started {
  readonly pid: number;
  /** What it said, both streams together. */
  output(): string;
  readonly exited: Promise<number>;
  /** What it said, when it ended by itself; null while it runs. */
  ended(): string | null;
  /** Asks it to stop, and makes it stop after ten seconds. Nothing of its group is left. */
  stop(): Promise<void>;
}

export interface Command {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

const running = new Set<Started>();

/** Starts a program as the leader of a process group of its own, in an environment that tells it nothing but `env`. */
export function start({ command, cwd, env = {} }: Command): Started {
  const child = Bun.spawn([...command], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    detached: true,
  });
  let said = '';
  const listen = async (stream: ReadableStream<Uint8Array>) => {
    const reader = stream.getReader();
    const decoder = new TextDecoder();
    for (let part = await reader.read(); !part.done; part = await reader.read())
      said = (said + decoder.decode(part.value, { stream: true })).slice(-20_000);
  };
  void listen(child.stdout);
  void listen(child.stderr);
  const started: Started = {
    pid: child.pid,
    output: () => said,
    exited: child.exited,
    ended: () => (child.exitCode === null && child.signalCode === null ? null : said),
    async stop() {
      signal(child.pid, 'SIGTERM');
      await Promise.race([child.exited, Bun.sleep(10_000)]);
      signalGroup(child.pid, 'SIGKILL');
      running.delete(started);
    },
  };
  running.add(started);
  return started;
}

/** For the end of the benchmark, however it comes. */
export function killAll(): void {
  for (const { pid } of running) {
    for (const child of tree(pid)) signal(child, 'SIGKILL');
    signalGroup(pid, 'SIGKILL');
  }
  running.clear();
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone.
  }
}

const signalGroup = (pid: number, name: NodeJS.Signals) => signal(-pid, name);

/** A process and all its descendants. */
export function tree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statOf(Number(name))?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const all = [root];
  for (const pid of all) all.push(...(children.get(pid) ?? []));
  return all;
}

/** The fields of /proc/PID/stat after the name: state, parent, …; undefined when it is gone. */
function statOf(pid: number): string[] | undefined {
  const text = readProc(pid, 'stat');
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

/** A tick of /proc's clock: Linux says 100 a second to everybody. */
const ticksPerSecond = 100;

/** CPU that these processes and their descendants have used, in seconds. */
export function cpuSeconds(roots: readonly number[]): number {
  const ticks = roots.flatMap(tree).map((pid) => {
    const stat = statOf(pid);
    return Number(stat?.[11] ?? 0) + Number(stat?.[12] ?? 0);
  });
  return ticks.reduce((sum, n) => sum + n, 0) / ticksPerSecond;
}

/** Memory of processes and their descendants, in bytes. What several share counts in `pss` once, in `rss` for each. */
export interface Memory {
  readonly rss: number;
  readonly pss: number;
}

export function memory(roots: readonly number[]): Memory {
  const all = roots.flatMap(tree).map((pid) => readProc(pid, 'smaps_rollup') ?? '');
  const sum = (name: string) =>
    all.reduce(
      (total, text) => total + Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0),
      0,
    ) * 1024;
  return { rss: sum('Rss'), pss: sum('Pss') };
}

/** A port that was free a moment ago. */
export function freePort(): number {
  const server = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } });
  const { port } = server;
  server.stop(true);
  return port;
}
