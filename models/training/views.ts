/**
 * What the service's own preprocessing makes of made scenes: `bun views.ts MNIST_FOLDER OUT.bin SCENES PART`.
 *
 * Every way to see a scene, and every piece that it may be cut into, becomes one record of 785 bytes: a label (255: no digit),
 * then the 28×28 picture that the network would be asked about. What looks neither like the digit that was laid there nor
 * unlike it is left out.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { preprocess } from '../../src/core/preprocess/index.ts';
import { normalise } from '../../src/core/preprocess/normalise.ts';
import { readDigits } from './digits-file.ts';
import { makeScene, type SceneKind } from './scenes.ts';

const shares: Record<SceneKind, number> = { photo: 8, crop: 2, fullBleed: 3, screen: 2, string: 6, empty: 3 };
/** Cosine of the angle between a view and a digit: alike, and unlike. */
const alike = 0.86;
const unlike = 0.56;

/** Blurred, so that the thickness of the pen and a pixel's shift count little; of length 1. */
function soft(picture: ArrayLike<number>): Float32Array {
  const plane = new Float32Array(784);
  for (let y = 1; y < 27; y++)
    for (let x = 1; x < 27; x++)
      for (const at of [-29, -28, -27, -1, 0, 1, 27, 28, 29])
        plane[y * 28 + x] = (plane[y * 28 + x] as number) + (picture[y * 28 + x + at] as number);
  const length = Math.hypot(...plane) || 1;
  return plane.map((value) => value / length);
}

const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

/** A bar may well be a 1, whatever it was cut from: the spread of the ink across it is small beside that along it. */
function isBar(input: Float32Array): boolean {
  let [n, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
  input.forEach((ink, i) => {
    const [x, y] = [i % 28, Math.floor(i / 28)];
    n += ink;
    sx += ink * x;
    sy += ink * y;
    sxx += ink * x * x;
    syy += ink * y * y;
    sxy += ink * x * y;
  });
  if (n === 0) return true;
  const [xx, yy, xy] = [sxx / n - (sx / n) ** 2, syy / n - (sy / n) ** 2, sxy / n - (sx * sy) / (n * n)];
  const spread = Math.hypot((xx - yy) / 2, xy);
  const [across, along] = [(xx + yy) / 2 - spread, (xx + yy) / 2 + spread];
  return across < 0.12 * along && yy > xx;
}

/** The label of a view of a scene with these digits: `null` when it can't be said. */
function labelOf(
  input: Float32Array,
  truths: readonly { digit: number; soft: Float32Array }[],
): number | null {
  const seen = soft(input);
  const likenesses = truths.map(({ digit, soft }) => ({ digit, likeness: cosine(seen, soft) }));
  const best = likenesses.sort((a, b) => b.likeness - a.likeness)[0];
  if (best && best.likeness > alike) return best.digit;
  return (best === undefined || best.likeness < unlike) && !isBar(input) ? 255 : null;
}

const [folder = '', out = '', scenes = '1000', part = 'train'] = process.argv.slice(2);
const digits = readDigits(folder, part === 'validation' ? 'validation' : 'train');
const total = Object.values(shares).reduce((sum, share) => sum + share);
const file = openSync(out, 'w');
const counts = { digits: 0, none: 0, leftOut: 0 };
for (const [kind, share] of Object.entries(shares) as [SceneKind, number][])
  for (let n = 0; n < (Number(scenes) * share) / total; n++) {
    const made = makeScene(kind, digits, n);
    const truths = made.glyphs.map(({ digit, ink }) => ({ digit, soft: soft(normalise(ink).input) }));
    const { candidates } = preprocess(made.image);
    const pieces = candidates.slice(0, 2).flatMap((candidate) => candidate.segment()?.spans ?? []);
    for (const { input } of [...candidates, ...pieces.slice(0, 24)]) {
      const label = labelOf(input, truths);
      if (label === null) counts.leftOut++;
      else if (label === 255) counts.none++;
      else counts.digits++;
      if (label !== null)
        writeSync(file, Uint8Array.from([label, ...input.map((value) => Math.round(value * 255))]));
    }
    if (n % 200 === 0) process.stderr.write(`${kind} ${n}  ${JSON.stringify(counts)}\n`);
  }
closeSync(file);
