/** A point of the pad, 0–1 from its top left corner, so that a drawing survives a change of size. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** A sheet to draw on with mouse, finger or pen. */
export interface Pad {
  /** Whether there is nothing on it. */
  readonly empty: boolean;
  /** Whether somebody has drawn on it. */
  readonly drawn: boolean;
  undo(): void;
  clear(): void;
  /** Shows a picture instead of a drawing: only to look at, it is not part of `toFile`. */
  show(picture: ImageBitmap): void;
  /** The drawing as a PNG, dark on white whatever the theme. */
  toFile(): Promise<File>;
}

const strokeWidth = 0.055;
const fileSize = 448;

/** @param onChange called whenever something was drawn or removed. */
export function createPad(canvas: HTMLCanvasElement, onChange: () => void): Pad {
  let strokes: Point[][] = [];
  let picture: ImageBitmap | undefined;
  let current: Point[] | undefined;

  const redraw = () => {
    const size = Math.round(canvas.clientWidth * devicePixelRatio);
    canvas.width = canvas.height = size;
    const context = canvas.getContext('2d');
    if (context === null) return;
    if (picture) contain(context, picture, size);
    else drawStrokes(context, strokes, size, getComputedStyle(canvas).color);
  };

  const pointOf = (event: PointerEvent): Point => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
  };

  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || picture || current) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    current = [pointOf(event)];
    strokes.push(current);
    redraw();
    onChange();
  });
  canvas.addEventListener('pointermove', (event) => {
    if (current === undefined) return;
    const events = event.getCoalescedEvents?.() ?? [];
    current.push(...(events.length > 0 ? events : [event]).map(pointOf));
    redraw();
  });
  for (const end of ['pointerup', 'pointercancel'] as const)
    canvas.addEventListener(end, () => {
      current = undefined;
    });
  new ResizeObserver(redraw).observe(canvas);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

  return {
    get empty() {
      return strokes.length === 0 && picture === undefined;
    },
    get drawn() {
      return strokes.length > 0;
    },
    undo() {
      if (picture) picture = undefined;
      else strokes.pop();
      redraw();
      onChange();
    },
    clear() {
      strokes = [];
      picture = undefined;
      redraw();
      onChange();
    },
    show(bitmap) {
      strokes = [];
      picture = bitmap;
      redraw();
      onChange();
    },
    async toFile() {
      const sheet = document.createElement('canvas');
      sheet.width = sheet.height = fileSize;
      const context = sheet.getContext('2d');
      if (context === null) throw new Error('Cannot draw: the browser gives no 2D context');
      context.fillStyle = '#fff';
      context.fillRect(0, 0, fileSize, fileSize);
      drawStrokes(context, strokes, fileSize, '#000');
      const blob = await new Promise<Blob | null>((resolve) => sheet.toBlob(resolve, 'image/png'));
      if (blob === null) throw new Error('Cannot draw: the browser writes no PNG');
      return new File([blob], 'drawing.png', { type: 'image/png' });
    },
  };
}

/** Smooth lines: each point bends the curve between the middles of its neighbours. */
function drawStrokes(
  context: CanvasRenderingContext2D,
  strokes: readonly (readonly Point[])[],
  size: number,
  ink: string,
): void {
  context.lineWidth = strokeWidth * size;
  context.lineCap = context.lineJoin = 'round';
  context.strokeStyle = ink;
  for (const [first, ...rest] of strokes) {
    if (first === undefined) continue;
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
function contain(context: CanvasRenderingContext2D, picture: ImageBitmap, size: number): void {
  const scale = (0.94 * size) / Math.max(picture.width, picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  context.imageSmoothingEnabled = scale < 3;
  context.drawImage(picture, (size - width) / 2, (size - height) / 2, width, height);
}
