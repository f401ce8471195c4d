import { encodePng } from '../src/core/encode-png.ts';
import { preprocess } from '../src/core/preprocess/index.ts';
import { writeJpeg } from '../tests/support/jpeg.ts';
import { trueRecogniser } from '../tests/support/model.ts';
import { picture } from '../tests/support/synthetic.ts';

/** What preprocessing costs, alone and end to end: `bun bench/preprocess.ts`. Times are medians on this machine. */
async function median(rounds: number, run: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds + 5; round++) {
    const begin = performance.now();
    await run();
    if (round >= 5) times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[rounds >> 1] ?? 0;
}

const tell = (what: string, milliseconds: number): void =>
  console.log(`${what.padEnd(44)} ${milliseconds.toFixed(2).padStart(8)} ms`);

const recogniser = await trueRecogniser();
const small = picture(7, { width: 28, height: 28, x: 13, y: 15, size: 17, pen: 2 });
const smallPng = encodePng({
  width: 28,
  height: 28,
  data: small.data.filter((_, i) => i % 4 === 0) as Uint8Array,
});
const photo = { paper: [222, 218, 208], slope: 0.3, noise: 4 } as const;
const medium = picture(3, { width: 500, height: 450, x: 250, y: 200, size: 200, pen: 6 }, photo);
const large = picture(5, { width: 4000, height: 3000, x: 1900, y: 1500, size: 900, pen: 18 }, photo);
const largeJpeg = await writeJpeg(large);

tell('28×28, preprocessing', await median(500, () => preprocess(small)));
tell('28×28 PNG, bytes to answer', await median(500, () => recogniser.recognise(smallPng)));
tell('500×450 photo, preprocessing', await median(10, () => preprocess(medium)));
tell('4000×3000 photo, preprocessing', await median(5, () => preprocess(large)));
tell('4000×3000 JPEG, bytes to answer', await median(5, () => recogniser.recognise(largeJpeg)));
