import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

type LogLine = { readonly message: string; readonly url?: string; readonly inFlight?: number };

/**
 * The real server as a process of its own, told by `env` alone (settings of this machine do not leak in).
 *
 * @param through a command that starts it, e.g. as another user
 */
export function spawnService(
  env: Record<string, string>,
  entry = 'src/server.ts',
  cwd = root,
  through: readonly string[] = [],
) {
  const child = Bun.spawn([...through, process.execPath, '--no-env-file', entry], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', PORT: '0', LOG_FORMAT: 'json', ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';

  /** The next log line with this message; undefined when the process ended without. */
  async function nextLine(message: string): Promise<LogLine | undefined> {
    for (;;) {
      const end = text.indexOf('\n');
      if (end === -1) {
        const { value, done } = await reader.read();
        if (done) return undefined;
        text += value;
        continue;
      }
      const line: LogLine = JSON.parse(text.slice(0, end));
      text = text.slice(end + 1);
      if (line.message === message) return line;
    }
  }

  return {
    child,
    nextLine,
    /** Where it listens. */
    async url(): Promise<string> {
      const line = await nextLine('listening');
      if (!line?.url) throw new Error(`The server did not start: ${await new Response(child.stderr).text()}`);
      return line.url;
    },
    /** Stops reading what it says, as when the reader of a pipe has died. */
    closeOutput: () => reader.cancel(),
    /** What it said when it could not start, and how it ended. */
    async failure(): Promise<{ exitCode: number; said: string; logged: string }> {
      const [said, exitCode] = await Promise.all([new Response(child.stderr).text(), child.exited]);
      const { value } = await reader.read();
      return { exitCode, said, logged: value ?? '' };
    },
    async stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<number> {
      child.kill(signal);
      return child.exited;
    },
  };
}
