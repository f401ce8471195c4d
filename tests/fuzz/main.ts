/**
 * Throws many more inputs at the app than the tests do:
 *
 *     bun tests/fuzz/main.ts --count 1000000 [--seed 1]
 *
 * What fails is written to `tests/fixtures/fuzz`, where the tests find it from then on. Exit status 1 when anything failed.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { toFixture } from './fixture.ts';
import { fuzz } from './run.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
/** Apps are made anew from time to time, so that a leak shows as growth from piece to piece. */
const piece = 50_000;
const mostFixtures = 20;
const count = Number(values.count);
const megabytes = () => Math.round(process.memoryUsage.rss() / 2 ** 20);
const begin = performance.now();
const totals: Record<string, Record<string, number>> = {};
let slowest = 0;
let failed = 0;

for (let done = 0; done < count; done += piece) {
  const result = await fuzz({ count: Math.min(piece, count - done), seed: Number(values.seed) + done });
  slowest = Math.max(slowest, result.slowestMs);
  for (const [kind, statuses] of Object.entries(result.statuses))
    for (const [status, n] of Object.entries(statuses)) {
      const total = totals[kind] ?? {};
      total[status] = (total[status] ?? 0) + n;
      totals[kind] = total;
    }
  for (const failure of result.failures) {
    failed++;
    console.log(`seed ${failure.seed} (${failure.kind}): ${failure.reason}`);
    if (failed <= mostFixtures)
      await Bun.write(
        join(import.meta.dir, '../fixtures/fuzz', `${failure.kind}-${failure.seed}.json`),
        `${JSON.stringify(toFixture(failure.request), null, 2)}\n`,
      );
  }
  console.log(
    `${done + result.count} inputs, ${failed} failed, slowest ${Math.round(slowest)} ms, ${megabytes()} MiB, ${Math.round((performance.now() - begin) / 1000)} s`,
  );
}
console.table(totals);
process.exit(failed > 0 ? 1 : 0);
