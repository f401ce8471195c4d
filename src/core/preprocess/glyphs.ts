import { type Component, heightOf, longerSideOf, widthOf } from './components.ts';

/** Pieces of ink that belong to one digit, or to several that touch. */
export interface Glyph {
  left: number;
  top: number;
  right: number;
  bottom: number;
  readonly components: Component[];
}

/** Shorter than this share of the tallest piece is a fragment, a dot or a dash. */
const fragment = 0.42;

function glyphOf(component: Component): Glyph {
  const { left, top, right, bottom } = component;
  return { left, top, right, bottom, components: [component] };
}

function absorb(into: Glyph, { left, top, right, bottom, components }: Glyph): void {
  into.left = Math.min(into.left, left);
  into.top = Math.min(into.top, top);
  into.right = Math.max(into.right, right);
  into.bottom = Math.max(into.bottom, bottom);
  into.components.push(...components);
}

const overlap = (a0: number, a1: number, b0: number, b1: number): number =>
  Math.min(a1, b1) - Math.max(a0, b0) + 1;

/** The distance between two boxes; 0 when they touch. */
function gap(a: Glyph, b: Glyph): number {
  const across = Math.max(0, -overlap(a.left, a.right, b.left, b.right));
  const down = Math.max(0, -overlap(a.top, a.bottom, b.top, b.bottom));
  return Math.sqrt(across * across + down * down);
}

/** Lines of writing, from the top; each from left to right. */
function rowsOf(glyphs: readonly Glyph[]): Glyph[][] {
  const rows: { top: number; bottom: number; glyphs: Glyph[] }[] = [];
  for (const glyph of [...glyphs].sort((a, b) => a.top + a.bottom - b.top - b.bottom)) {
    const height = glyph.bottom - glyph.top + 1;
    const row = rows.find(
      ({ top, bottom }) =>
        overlap(top, bottom, glyph.top, glyph.bottom) > 0.4 * Math.min(height, bottom - top + 1),
    );
    if (row === undefined) rows.push({ top: glyph.top, bottom: glyph.bottom, glyphs: [glyph] });
    else {
      const share = 1 / (row.glyphs.length + 1);
      row.top += (glyph.top - row.top) * share;
      row.bottom += (glyph.bottom - row.bottom) * share;
      row.glyphs.push(glyph);
    }
  }
  rows.sort((a, b) => a.top - b.top);
  return rows.map((row) => row.glyphs.sort((a, b) => a.left + a.right - b.left - b.right));
}

/**
 * Puts the pieces of a broken digit together, drops stray marks, and orders what remains as it is read.
 *
 * @param lean how far strokes lean to the right per pixel upwards
 * @returns lines of writing from the top, glyphs from left to right
 */
export function groupGlyphs(components: readonly Component[], lean: number): Glyph[][] {
  const tallest = Math.max(...components.map(heightOf));
  const whole = components.filter(
    (component) => heightOf(component) >= fragment * tallest || widthOf(component) >= 0.8 * tallest,
  );
  const glyphs = whole.map(glyphOf);
  const upright = ({ left, right, top, bottom }: Glyph): [number, number] => {
    const shift = (lean * (top + bottom)) / 2;
    const slack = (Math.abs(lean) * (bottom - top)) / 2;
    return [left + shift + slack, right + shift - slack];
  };
  for (let merged = true; merged; ) {
    merged = false;
    for (let i = 0; i < glyphs.length && !merged; i++)
      for (let j = i + 1; j < glyphs.length && !merged; j++) {
        const [a, b] = [glyphs[i] as Glyph, glyphs[j] as Glyph];
        const [a0, a1] = upright(a);
        const [b0, b1] = upright(b);
        const shared = overlap(a0, a1, b0, b1) / Math.max(1, Math.min(a1 - a0, b1 - b0) + 1);
        const apart = -overlap(a.top, a.bottom, b.top, b.bottom);
        const together = Math.max(a.bottom, b.bottom) - Math.min(a.top, b.top) + 1;
        if (shared > 0.5 && apart < 0.25 * tallest && together < (apart < 0 ? 2.2 : 1.45) * tallest) {
          absorb(a, b);
          glyphs.splice(j, 1);
          merged = true;
        }
      }
  }
  const pieces = components.filter((component) => !whole.includes(component)).map(glyphOf);
  for (const piece of pieces) {
    const nearest = glyphs.reduce<Glyph | null>(
      (best, glyph) => (best && gap(best, piece) <= gap(glyph, piece) ? best : glyph),
      null,
    );
    if (nearest === null) continue;
    const size = Math.max(...piece.components.map(longerSideOf));
    const distance = gap(nearest, piece);
    const inside = overlap(nearest.left, nearest.right, piece.left, piece.right) > 0;
    if (distance < (inside ? 0.3 : 0.14) * tallest && size > 0.1 * tallest && distance < 1.5 * size)
      absorb(nearest, piece);
  }
  return rowsOf(glyphs);
}
