import { spawn } from 'bun';

/**
 * Known advisories against what the service is made of: `bun run audit`. Fails for serious ones. A registry that does not answer,
 * or keeps no advisories, is no failure: the check has to pass without a network as well, and says so.
 */
const child = spawn([process.execPath, 'audit', '--json', '--prod', '--audit-level=high'], {
  stdout: 'pipe',
  stderr: 'pipe',
});
const late = setTimeout(() => child.kill(), 30_000);
const [printed, complained, code] = await Promise.all([
  new Response(child.stdout).text(),
  new Response(child.stderr).text(),
  child.exited,
]);
clearTimeout(late);
const advisories = parse(printed);
if (advisories === undefined) {
  const [reason = 'no answer'] = complained.split('\n').filter((line) => /error/i.test(line));
  console.log(
    `Dependencies were not audited, the registry did not say: ${reason.replace(/https?:\/\/\S+/, 'registry')}`,
  );
} else if (code === 0) console.log('Dependencies audited: no serious advisory.');
else console.log(JSON.stringify(advisories, null, 2));
process.exit(advisories === undefined ? 0 : code);

function parse(text: string): unknown {
  try {
    return JSON.parse(text.slice(text.indexOf('{')));
  } catch {
    return undefined;
  }
}
