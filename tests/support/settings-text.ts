import { settings } from '../../src/config.ts';

type Entry = readonly [
  string,
  { readonly preset?: string; readonly meaning: string; readonly kind: { expects: string } },
];
const entries: readonly Entry[] = Object.entries(settings);

/** The README's table of the settings. `bun tests/support/settings-text.ts` prints it. */
export function settingsTable(): string {
  const rows = entries.map(([name, { preset, meaning }]) => {
    const start = preset === undefined ? '–' : `\`${preset}\``;
    return `| \`${name}\` | ${start} | ${meaning} |`;
  });
  return ['| Variable | Default | Meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The text of `.env.example`. `bun tests/support/settings-text.ts --env > .env.example` writes it. */
export function envExample(): string {
  const parts = entries.map(([name, { preset = '', meaning, kind }]) => {
    const bounds = kind.expects.startsWith('an integer') ? ` (${kind.expects})` : '';
    return `# ${meaning}${bounds}.\n${name}=${preset}\n`;
  });
  return ['# Copy to .env and change what you need; an empty value counts as unset.\n', ...parts].join('\n');
}

if (import.meta.main) console.log(process.argv.includes('--env') ? envExample().trimEnd() : settingsTable());
