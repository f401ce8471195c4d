import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Surroundings } from './surroundings.ts';

/** The command line itself is wrong: exit status 2. Everything else that fails is 1. */
export class UsageError extends Error {}

/** What every command understands. */
const common = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false, short: 'h' },
} as const satisfies ParseArgsOptionsConfig;

type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options & typeof common; allowPositionals: true; strict: true }>
>;

/** What a command gets: its own options and operands, typed, and everything outside of it. */
export interface Invocation<Options extends ParseArgsOptionsConfig> extends Surroundings {
  readonly values: Parsed<Options>['values'];
  readonly operands: readonly string[];
}

export interface CommandDefinition<Options extends ParseArgsOptionsConfig> {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What `--help` prints: usage, options, examples, exit status. */
  readonly help: string;
  readonly options: Options;
  /** @returns the exit status: 0, or 1 when something of it failed. @throws UsageError */
  run(invocation: Invocation<Options>): Promise<number>;
}

/** A command ready to be called with what stands behind its name. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  main(args: readonly string[], surroundings: Surroundings): Promise<number>;
}

/**
 * One command of the command line, in a file of its own; `commands/index.ts` lists them.
 *
 * @example
 * export const hello = defineCommand({
 *   name: 'hello',
 *   summary: 'Greets',
 *   help: 'Usage: bun run inkwell hello [--loud]',
 *   options: { loud: { type: 'boolean', default: false } },
 *   run: async ({ values, print }) => {
 *     print(values.loud ? 'HELLO' : 'hello');
 *     return 0;
 *   },
 * });
 */
export function defineCommand<const Options extends ParseArgsOptionsConfig>(
  definition: CommandDefinition<Options>,
): Command {
  const { name, summary, help, options, run } = definition;
  return {
    name,
    summary,
    async main(args, surroundings) {
      const { values, positionals } = parse(name, { ...common, ...options }, args);
      if (values['help'] === true) {
        surroundings.print(help);
        return 0;
      }
      return run({ ...surroundings, values: values as Parsed<Options>['values'], operands: positionals });
    },
  };
}

function parse(name: string, options: ParseArgsOptionsConfig, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`Cannot run ${name}: ${message}`, { cause });
  }
}
