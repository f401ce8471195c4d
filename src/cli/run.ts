import type { Command } from './command.ts';
import { UsageError } from './command.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Runs the command that the first argument names.
 *
 * @returns the exit status: 0 all went well, 1 something failed, 2 the command line is wrong
 */
export async function run(
  commands: readonly Command[],
  [name, ...args]: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const [asked] = name === 'help' ? args : [];
    const command = commands.find((one) => one.name === asked);
    if (command) return command.main(['--help'], surroundings);
    surroundings.print(overview(commands));
    return name === undefined ? 2 : 0;
  }
  const command = commands.find((one) => one.name === name);
  try {
    if (!command)
      throw new UsageError(
        `Cannot run ${JSON.stringify(name.slice(0, 40))}: expected ${commands.map((one) => one.name).join(', ')}`,
      );
    return await command.main(args, surroundings);
  } catch (error) {
    surroundings.say(error instanceof Error ? error.message : String(error));
    if (!(error instanceof UsageError)) return 1;
    surroundings.say(`Try: bun run inkwell ${command ? `${command.name} ` : ''}--help`);
    return 2;
  }
}

const overview = (
  commands: readonly Command[],
) => `Inkwell without a browser: reads digits, and moves data in and out.

Usage: bun run inkwell COMMAND … [--json] [--help]

${commands.map(({ name, summary }) => `  ${name.padEnd(9)} ${summary}`).join('\n')}

Settings (DATABASE_URL, MODEL_DIR, …) are those of the service: environment variables or a file .env.
Exit status: 0 all went well, 1 something failed, 2 the command line is wrong.`;
