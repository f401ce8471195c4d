type Point = readonly [x: number, y: number];
type Line = readonly Point[];

/** Points along an ellipse from one angle to another, in degrees; 0 is to the right, 90 down. */
function arc(cx: number, cy: number, rx: number, ry: number, from: number, to: number): Point[] {
  const steps = 20;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)] as const;
  });
}

const digits: readonly (readonly Line[])[] = [
  [arc(0.5, 0.5, 0.5, 0.5, -90, 270)],
  [
    [
      [0.5, 0],
      [0.5, 1],
    ],
  ],
  [[...arc(0.48, 0.28, 0.46, 0.28, -160, 40), [0.05, 1], [0.98, 0.98]]],
  [arc(0.42, 0.26, 0.48, 0.26, -150, 90), arc(0.42, 0.75, 0.54, 0.25, -90, 150)],
  [
    [
      [0.55, 0],
      [0.02, 0.62],
      [1, 0.62],
    ],
    [
      [0.75, 0.35],
      [0.72, 1],
    ],
  ],
  [
    [[0.2, 0], [0.12, 0.45], ...arc(0.42, 0.68, 0.52, 0.32, -110, 150)],
    [
      [0.2, 0],
      [0.92, 0],
    ],
  ],
  [[[0.75, 0], [0.25, 0.4], ...arc(0.5, 0.7, 0.46, 0.3, 190, 550)]],
  [
    [
      [0.02, 0.03],
      [0.98, 0.03],
      [0.4, 1],
    ],
  ],
  [arc(0.5, 0.25, 0.4, 0.25, -90, 270), arc(0.5, 0.75, 0.48, 0.25, -90, 270)],
  [[...arc(0.48, 0.29, 0.44, 0.29, 0, 360), [0.86, 0.5], [0.7, 1]]],
];

/** The pen's paths for a digit, in a square of side 1. */
export const strokesOf = (digit: number): readonly Line[] => digits[digit] ?? [];
