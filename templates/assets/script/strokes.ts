/** A point of the sheet, 0–1 from its top left corner, so that a drawing survives a change of size. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Stroke {
  /** As a share of the sheet's side. */
  readonly width: number;
  readonly points: Point[];
}

/** Smooth lines: each point bends the curve between the middles of its neighbours. */
export function drawStrokes(
  context: CanvasRenderingContext2D,
  strokes: readonly Stroke[],
  size: number,
  ink: string,
): void {
  context.lineCap = context.lineJoin = 'round';
  context.strokeStyle = ink;
  for (const { width, points } of strokes) {
    const [first, ...rest] = points;
    if (first === undefined) continue;
    context.lineWidth = width * size;
    context.beginPath();
    context.moveTo(first.x * size, first.y * size);
    let before = first;
    for (const point of rest) {
      const middle = { x: (before.x + point.x) / 2, y: (before.y + point.y) / 2 };
      context.quadraticCurveTo(before.x * size, before.y * size, middle.x * size, middle.y * size);
      before = point;
    }
    context.lineTo(before.x * size, before.y * size);
    context.stroke();
  }
}

/** The whole picture in the middle, with a little air. */
export function contain(context: CanvasRenderingContext2D, picture: ImageBitmap, size: number): void {
  const scale = (0.94 * size) / Math.max(picture.width, picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  context.imageSmoothingEnabled = scale < 3;
  context.drawImage(picture, (size - width) / 2, (size - height) / 2, width, height);
}
