import type { RgbaImage } from './image.ts';

const side = 28;
/** The longer side of the ink, in pixels. */
const box = 20;

/** RgbaImage → [1,28,28] in MNIST's geometry; `null` when there is no ink. */
export function preprocess(image: RgbaImage): Float32Array | null {
  const ink = inkOf(image);
  return ink === null ? null : normalise(ink, image.width, image.height);
}

/** 0–1 per pixel: how much ink. */
function inkOf({ width, height, data }: RgbaImage): Float32Array | null {
  const gray = new Float32Array(width * height);
  for (let i = 0; i < gray.length; i++) {
    const alpha = (data[4 * i + 3] ?? 0) / 255;
    const luma = 0.299 * (data[4 * i] ?? 0) + 0.587 * (data[4 * i + 1] ?? 0) + 0.114 * (data[4 * i + 2] ?? 0);
    gray[i] = (luma * alpha) / 255 + (1 - alpha);
  }
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(gray[x] ?? 0, gray[(height - 1) * width + x] ?? 0);
  for (let y = 0; y < height; y++) border.push(gray[y * width] ?? 0, gray[y * width + width - 1] ?? 0);
  border.sort((a, b) => a - b);
  const paper = border[border.length >> 1] ?? 0;
  let peak = 0;
  for (let i = 0; i < gray.length; i++) {
    const ink = Math.abs((gray[i] ?? 0) - paper);
    gray[i] = ink;
    peak = Math.max(peak, ink);
  }
  if (peak < 0.1) return null;
  for (let i = 0; i < gray.length; i++) gray[i] = (gray[i] ?? 0) / peak;
  return gray;
}

function normalise(ink: Float32Array, width: number, height: number): Float32Array {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((ink[y * width + x] ?? 0) < 0.25) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  const scale = Math.max(right - left + 1, bottom - top + 1) / box;
  const [w, h] = [
    Math.max(1, Math.round((right - left + 1) / scale)),
    Math.max(1, Math.round((bottom - top + 1) / scale)),
  ];
  const small = new Float32Array(w * h);
  let [mass, mx, my] = [0, 0, 0];
  const steps = Math.max(1, Math.ceil(scale));
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      let sum = 0;
      for (let sy = 0; sy < steps; sy++) {
        for (let sx = 0; sx < steps; sx++) {
          const px = Math.min(right, Math.floor(left + (x + (sx + 0.5) / steps) * scale));
          const py = Math.min(bottom, Math.floor(top + (y + (sy + 0.5) / steps) * scale));
          sum += ink[py * width + px] ?? 0;
        }
      }
      const value = sum / (steps * steps);
      small[y * w + x] = value;
      mass += value;
      mx += value * (x + 0.5);
      my += value * (y + 0.5);
    }
  }
  const out = new Float32Array(side * side);
  const [ox, oy] = [Math.round(side / 2 - mx / mass), Math.round(side / 2 - my / mass)];
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const [tx, ty] = [x + ox, y + oy];
      if (tx >= 0 && ty >= 0 && tx < side && ty < side) out[ty * side + tx] = small[y * w + x] ?? 0;
    }
  }
  return out;
}
