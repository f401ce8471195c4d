import type { Box } from '../image.ts';
import { heightOf } from './components.ts';
import { type Glyph, groupGlyphs } from './glyphs.ts';
import type { Ink } from './ink.ts';
import { normalise } from './normalise.ts';
import { createPlane, type Plane } from './plane.ts';
import { strokeWidth } from './stroke-width.ts';

/** Consecutive pieces of a row, taken as one digit. */
export interface Span {
  readonly row: number;
  /** The first piece, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly input: Float32Array;
  /** What its shape speaks against it, in nats: ink that had to be cut at its ends, a digit wider than tall. */
  readonly cost: number;
  /** In pixels of the picture. */
  readonly box: Box;
}

/** Every way to cut the ink into digits that is worth a try. */
export interface Segmentation {
  /** Pieces in each row. */
  readonly pieces: readonly number[];
  readonly spans: readonly Span[];
  /** Digits that stand apart with nothing to cut: how many glyphs there are. */
  readonly glyphs: number;
  /** Width of all the ink over the height of its glyphs. */
  readonly aspect: number;
}

interface Piece {
  readonly glyph: Glyph;
  /** Columns of the upright glyph; `null` for the whole. */
  readonly from: number;
  readonly to: number;
  /** Of the cuts at its ends; 0 where it ends by itself. */
  readonly before: number;
  readonly after: number;
}

/** Digits less tall, in pixels of the picture, are not cut: such a picture holds one, and hardly that. */
const leastTall = 13;
const leans = [-0.6, -0.45, -0.3, -0.15, 0, 0.15, 0.3, 0.45, 0.6];

/** How far the strokes lean to the right per pixel upwards: where the columns of the sheared ink are most uneven. */
function leanOf({ plane }: Ink): number {
  const { width, height, data } = plane;
  let best = 0;
  let sharpest = -1;
  for (const lean of leans) {
    const reach = Math.ceil(Math.abs(lean) * height);
    const columns = new Float64Array(width + 2 * reach + 2);
    for (let y = 0; y < height; y++) {
      const shift = Math.round(lean * y) + reach;
      for (let x = 0; x < width; x++) {
        const value = data[y * width + x] as number;
        const at = x + (lean < 0 ? shift : shift - reach);
        if (value > 0) columns[at] = (columns[at] as number) + value;
      }
    }
    let sum = 0;
    for (const value of columns) sum += value * value;
    const sharpness = sum * (1 - 0.05 * Math.abs(lean));
    if (sharpness > sharpest) {
      sharpest = sharpness;
      best = lean;
    }
  }
  return best;
}

/** The component that a pixel belongs to, its soft edge included. */
function ownerAt({ plane: { width, height }, labels }: Ink, x: number, y: number): number {
  const at = y * width + x;
  return (
    labels[at] ||
    (x > 0 && labels[at - 1]) ||
    (x < width - 1 && labels[at + 1]) ||
    (y > 0 && labels[at - width]) ||
    (y < height - 1 && labels[at + width]) ||
    0
  );
}

/** A place where a glyph could be cut. */
interface Cut {
  /** Column of the sheared ink. */
  readonly at: number;
  readonly cost: number;
}

/** Columns (sheared) where a wide glyph could be cut: where there is least ink between thicker places. */
function cutsOf(ink: Ink, glyph: Glyph, lean: number, tall: number, stroke: number): Cut[] {
  const { plane } = ink;
  const ids = new Set(glyph.components.map(({ id }) => id));
  const low = Math.min(lean * glyph.top, lean * glyph.bottom);
  const start = Math.floor(glyph.left + low);
  const length = Math.ceil(glyph.right + Math.max(lean * glyph.top, lean * glyph.bottom)) - start + 2;
  const mass = new Float64Array(length);
  for (let y = glyph.top; y <= glyph.bottom; y++)
    for (let x = glyph.left; x <= glyph.right; x++) {
      const value = plane.data[y * plane.width + x] as number;
      if (value === 0 || !ids.has(ownerAt(ink, x, y))) continue;
      const at = Math.max(0, Math.min(length - 1, Math.round(x + lean * y) - start));
      mass[at] = (mass[at] as number) + value;
    }
  const reach = Math.max(1, Math.round(0.03 * tall));
  const smooth = mass.map((_, i) => {
    let sum = 0;
    for (let j = -reach; j <= reach; j++) sum += mass[Math.max(0, Math.min(length - 1, i + j))] as number;
    return sum;
  });
  const margin = Math.round(0.15 * tall);
  const minima: { at: number; value: number }[] = [];
  const near = Math.max(2, Math.round(0.1 * tall));
  for (let i = margin; i < length - margin; i++) {
    let lowest = true;
    for (let j = Math.max(0, i - near); j <= Math.min(length - 1, i + near) && lowest; j++)
      if ((smooth[j] as number) < (smooth[i] as number) || (smooth[j] === smooth[i] && j < i)) lowest = false;
    if (lowest) minima.push({ at: i, value: smooth[i] as number });
  }
  return minima
    .sort((a, b) => a.value - b.value)
    .slice(0, 8)
    .map(({ at, value }) => ({
      at: start + at,
      cost: 0.3 + 0.5 * Math.max(0, value / (2 * reach + 1) / stroke - 0.4),
    }))
    .sort((a, b) => a.at - b.at);
}

/** The pieces `from` to `to` of a row, alone. */
function cutPiece(ink: Ink, pieces: readonly Piece[], lean: number): { plane: Plane; box: Box } | null {
  const left = Math.max(0, Math.min(...pieces.map(({ glyph }) => glyph.left)) - 1);
  const top = Math.max(0, Math.min(...pieces.map(({ glyph }) => glyph.top)) - 1);
  const right = Math.min(ink.plane.width - 1, Math.max(...pieces.map(({ glyph }) => glyph.right)) + 1);
  const bottom = Math.min(ink.plane.height - 1, Math.max(...pieces.map(({ glyph }) => glyph.bottom)) + 1);
  const plane = createPlane(right - left + 1, bottom - top + 1);
  const ranges = new Map<number, { from: number; to: number }>();
  for (const { glyph, from, to } of pieces)
    for (const { id } of glyph.components) {
      const known = ranges.get(id);
      ranges.set(id, { from: Math.min(from, known?.from ?? from), to: Math.max(to, known?.to ?? to) });
    }
  let [x0, x1, y0, y1] = [Infinity, -1, Infinity, -1];
  for (let y = top, at = 0; y <= bottom; y++)
    for (let x = left; x <= right; x++, at++) {
      const value = ink.plane.data[y * ink.plane.width + x] as number;
      if (value === 0) continue;
      const range = ranges.get(ownerAt(ink, x, y));
      const column = x + lean * y;
      if (range === undefined || column < range.from || column >= range.to) continue;
      plane.data[at] = value;
      if (value < 0.3) continue;
      x0 = Math.min(x0, x);
      x1 = Math.max(x1, x);
      y0 = Math.min(y0, y);
      y1 = y;
    }
  if (x1 < 0) return null;
  const { scale } = ink;
  const box = {
    x: ink.x + x0 * scale,
    y: ink.y + y0 * scale,
    width: (x1 - x0 + 1) * scale,
    height: (y1 - y0 + 1) * scale,
  };
  return { plane, box };
}

/**
 * Cuts ink that may be several digits: rows, glyphs from left to right, and within wide glyphs every place where touching digits
 * could part. The network chooses among the spans (see `readSpans`).
 *
 * @returns `null` when the ink has the shape of one digit
 */
export function segment(ink: Ink): Segmentation | null {
  const tallest = Math.max(...ink.components.map(heightOf));
  if (tallest * ink.scale < leastTall) return null;
  const left = Math.min(...ink.components.map((c) => c.left));
  const right = Math.max(...ink.components.map((c) => c.right));
  const top = Math.min(...ink.components.map((c) => c.top));
  const bottom = Math.max(...ink.components.map((c) => c.bottom));
  const alone =
    ink.components.length === 1 ||
    ink.components.every((c) => c === ink.components[0] || heightOf(c) < 0.3 * tallest);
  if (alone && right - left < 1.02 * (bottom - top)) return null;
  const lean = leanOf(ink);
  const rows = groupGlyphs(ink.components, lean);
  const heights = rows
    .flat()
    .map((glyph) => glyph.bottom - glyph.top + 1)
    .sort((a, b) => a - b);
  const tall = heights[heights.length >> 1] ?? tallest;
  const stroke = Math.max(1, strokeWidth(ink.plane));
  const spans: Span[] = [];
  const pieces = rows.map((row, index) => {
    const parts = row.flatMap((glyph): Piece[] => {
      const wide = glyph.right - glyph.left + 1 - Math.abs(lean) * (glyph.bottom - glyph.top);
      const cuts = wide > 0.72 * tall ? cutsOf(ink, glyph, lean, tall, stroke) : [];
      const ends = [{ at: -Infinity, cost: 0 }, ...cuts, { at: Infinity, cost: 0 }];
      const parts: Piece[] = [];
      let before: Cut = { at: -Infinity, cost: 0 };
      for (const { at: to, cost: after } of ends.slice(1)) {
        const piece = { glyph, from: before.at, to, before: before.cost, after };
        if (after > 0 && cutPiece(ink, [piece], lean) === null) continue;
        parts.push(piece);
        before = { at: to, cost: after };
      }
      return parts.filter((piece) => piece.after > 0 || cutPiece(ink, [piece], lean) !== null);
    });
    for (let from = 0; from < parts.length; from++)
      for (let to = from + 1; to <= Math.min(parts.length, from + 5); to++) {
        const cut = cutPiece(ink, parts.slice(from, to), lean);
        if (cut === null) continue;
        if (to > from + 1 && cut.box.width > 1.5 * tall * ink.scale) break;
        const wide = cut.box.width / Math.max(cut.box.height, 0.7 * tall * ink.scale);
        const cost =
          ((parts[from] as Piece).before + (parts[to - 1] as Piece).after) / 2 + 2 * Math.max(0, wide - 1);
        spans.push({ row: index, from, to, input: normalise(cut.plane).input, cost, box: cut.box });
      }
    return parts.length;
  });
  if (spans.length < 2) return null;
  return { pieces, spans, glyphs: rows.flat().length, aspect: (right - left + 1) / tall };
}
