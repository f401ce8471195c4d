import type { RgbaImage } from '../image.ts';

type Triple = [number, number, number];

/** How much better than plain brightness another axis has to tell ink from paper before it is used. */
const worthwhile = 1.7;
const luminance = [0.299, 0.587, 0.114] as const;

/** Block means of the picture with at most 96 blocks a side, three channels, laid over `paper`. */
function sketch({ width, height, data }: RgbaImage, paper: number) {
  const block = Math.max(1, Math.ceil(Math.max(width, height) / 96));
  const columns = Math.max(1, Math.floor(width / block));
  const rows = Math.max(1, Math.floor(height / block));
  const means = new Float32Array(columns * rows * 3);
  const step = Math.max(1, block >> 2);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      let seen = 0;
      const sum: Triple = [0, 0, 0];
      for (let dy = 0; dy < block && y * block + dy < height; dy += step)
        for (let dx = 0; dx < block && x * block + dx < width; dx += step) {
          const at = ((y * block + dy) * width + x * block + dx) * 4;
          const alpha = (data[at + 3] as number) / 255;
          for (let c = 0; c < 3; c++)
            sum[c] = (sum[c] as number) + alpha * (data[at + c] as number) + (1 - alpha) * paper;
          seen++;
        }
      for (let c = 0; c < 3; c++) means[(y * columns + x) * 3 + c] = (sum[c] as number) / seen;
    }
  return { columns, rows, means };
}

/** The direction in which the vectors of a symmetric 3×3 matrix stretch most (power iteration). */
function principal(m: readonly number[]): Triple {
  let v: Triple = [0.58, 0.57, 0.59];
  for (let round = 0; round < 24; round++) {
    const next: Triple = [0, 0, 0];
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) next[i] = (next[i] as number) + (m[i * 3 + j] as number) * (v[j] as number);
    const length = Math.sqrt(next[0] * next[0] + next[1] * next[1] + next[2] * next[2]);
    if (length === 0) return v;
    v = [next[0] / length, next[1] / length, next[2] / length];
  }
  return v;
}

/**
 * The mix of red, green and blue along which the strongest local differences of a picture lie, when plain brightness would show
 * them much weaker: red ink on blue paper, yellow on white.
 *
 * @returns weights whose magnitudes sum to 1, or `null` when brightness does as well
 */
export function colourAxis(image: RgbaImage, paper: number): Triple | null {
  const { columns, rows, means } = sketch(image, paper);
  const reach = Math.max(2, Math.round(Math.max(columns, rows) / 12));
  const count = columns * rows;
  const differences = new Float32Array(count * 3);
  const strength = new Float32Array(count);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const at = y * columns + x;
      let squares = 0;
      for (let c = 0; c < 3; c++) {
        let around = 0;
        let seen = 0;
        for (const [dx, dy] of [
          [-reach, 0],
          [reach, 0],
          [0, -reach],
          [0, reach],
        ] as const) {
          const [nx, ny] = [x + dx, y + dy];
          if (nx < 0 || ny < 0 || nx >= columns || ny >= rows) continue;
          around += means[(ny * columns + nx) * 3 + c] as number;
          seen++;
        }
        const difference = seen === 0 ? 0 : (means[at * 3 + c] as number) - around / seen;
        differences[at * 3 + c] = difference;
        squares += difference * difference;
      }
      strength[at] = squares;
    }
  const limit = strength.slice().sort()[Math.floor(count * 0.95)] ?? 0;
  const m = new Array<number>(9).fill(0);
  let byLuminance = 0;
  let [byAxis, used] = [0, 0];
  for (let at = 0; at < count; at++) {
    if ((strength[at] as number) < limit) continue;
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++)
        m[i * 3 + j] =
          (m[i * 3 + j] as number) +
          (differences[at * 3 + i] as number) * (differences[at * 3 + j] as number);
    used++;
  }
  const v = principal(m);
  const total = Math.abs(v[0]) + Math.abs(v[1]) + Math.abs(v[2]);
  const axis: Triple = [v[0] / total, v[1] / total, v[2] / total];
  for (let at = 0; at < count; at++) {
    if ((strength[at] as number) < limit) continue;
    const [r, g, b] = [differences[at * 3], differences[at * 3 + 1], differences[at * 3 + 2]] as Triple;
    byLuminance += Math.abs(luminance[0] * r + luminance[1] * g + luminance[2] * b);
    byAxis += Math.abs(axis[0] * r + axis[1] * g + axis[2] * b);
  }
  if (used === 0 || byAxis / used < 6 || byAxis < worthwhile * byLuminance) return null;
  const sum = axis[0] + axis[1] + axis[2];
  return sum < 0 ? [-axis[0], -axis[1], -axis[2]] : axis;
}
