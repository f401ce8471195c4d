import type { Config } from '../config.ts';

/** Pretty for people who look, lines of JSON for everybody else. */
export function logFormat({ log }: Config): 'json' | 'pretty' {
  if (log.format !== 'auto') return log.format;
  return process.stdout.isTTY ? 'pretty' : 'json';
}
