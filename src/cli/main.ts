import { fileURLToPath } from 'node:url';
import { commands } from './commands/index.ts';
import { createProgress } from './progress.ts';
import { run } from './run.ts';

const { stdout, stderr } = process;
const nothing = { to: () => {}, end: () => {} };

/** Whoever reads our output may have had enough (`… | head`): no reason to complain. */
stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

process.exitCode = await run(commands, process.argv.slice(2), {
  env: process.env,
  root: fileURLToPath(new URL('../..', import.meta.url)),
  print: (line) => stdout.write(`${line}\n`),
  say: (line) => stderr.write(`${line}\n`),
  write: (chunk) =>
    new Promise((resolve) => {
      if (stdout.write(chunk)) resolve();
      else stdout.once('drain', resolve);
    }),
  stdin: () => process.stdin,
  progress: (doing, total) =>
    stderr.isTTY
      ? createProgress(doing, total, {
          write: (text) => stderr.write(text),
          now: () => performance.now(),
          columns: stderr.columns ?? 80,
        })
      : nothing,
});
