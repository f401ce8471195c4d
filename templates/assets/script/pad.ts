import { contain, drawStrokes, type Point, type Stroke } from './strokes.ts';

/** A sheet to draw on with mouse, finger or pen. */
export interface Pad {
  /** Whether there is nothing on it. */
  readonly empty: boolean;
  /** Whether somebody has drawn on it. */
  readonly drawn: boolean;
  /** Of the strokes to come, as a share of the sheet's side. */
  penWidth: number;
  undo(): void;
  clear(): void;
  /** Shows a picture instead of a drawing: only to look at, it is not part of the drawing. */
  show(picture: ImageBitmap): void;
  /** The drawing's pixels, dark on white whatever the theme: those of `toFile`, to the last bit. */
  pixels(): ImageData;
  /** The drawing as a PNG. */
  toFile(): Promise<File>;
}

/** Plenty for 28×28, and read ten times as fast as 448. The frames in `upload-form.tsx` are in these pixels. */
const fileSize = 320;

interface PadEvents {
  /** Something was drawn or removed. */
  onChange(): void;
  /** The pen is about to be used: it came near, or touched. */
  onApproach(): void;
}

export function createPad(canvas: HTMLCanvasElement, { onChange, onApproach }: PadEvents): Pad {
  let strokes: Stroke[] = [];
  let picture: ImageBitmap | undefined;
  let current: Stroke | undefined;
  let penWidth = 0.055;

  const redraw = () => {
    const size = Math.round(canvas.clientWidth * devicePixelRatio);
    if (canvas.width !== size) canvas.width = canvas.height = size;
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.clearRect(0, 0, size, size);
    if (picture) contain(context, picture, size);
    else drawStrokes(context, strokes, size, getComputedStyle(canvas).color);
  };
  const changed = () => {
    redraw();
    onChange();
  };

  const pointOf = (event: PointerEvent): Point => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
  };

  canvas.addEventListener('pointerenter', onApproach);
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || picture || current) return;
    event.preventDefault();
    onApproach();
    canvas.setPointerCapture(event.pointerId);
    current = { width: penWidth, points: [pointOf(event)] };
    strokes.push(current);
    changed();
  });
  canvas.addEventListener('pointermove', (event) => {
    if (current === undefined) return;
    const events = event.getCoalescedEvents?.() ?? [];
    current.points.push(...(events.length > 0 ? events : [event]).map(pointOf));
    changed();
  });
  for (const end of ['pointerup', 'pointercancel'] as const)
    canvas.addEventListener(end, () => {
      current = undefined;
    });
  new ResizeObserver(redraw).observe(canvas);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

  // One canvas for both, in the processor's memory: a graphics card may round elsewhere when it is asked twice.
  const sheet = document.createElement('canvas');
  sheet.width = sheet.height = fileSize;
  const paint = sheet.getContext('2d', { willReadFrequently: true, alpha: false });
  const render = () => {
    if (paint === null) throw new Error('Cannot draw: the browser gives no 2D context');
    paint.fillStyle = '#fff';
    paint.fillRect(0, 0, fileSize, fileSize);
    drawStrokes(paint, strokes, fileSize, '#000');
    return paint;
  };

  return {
    get empty() {
      return strokes.length === 0 && picture === undefined;
    },
    get drawn() {
      return strokes.length > 0;
    },
    get penWidth() {
      return penWidth;
    },
    set penWidth(width) {
      penWidth = width;
    },
    undo() {
      if (picture) picture = undefined;
      else strokes.pop();
      changed();
    },
    clear() {
      strokes = [];
      picture = undefined;
      changed();
    },
    show(bitmap) {
      strokes = [];
      picture = bitmap;
      changed();
    },
    pixels: () => render().getImageData(0, 0, fileSize, fileSize),
    async toFile() {
      render();
      const blob = await new Promise<Blob | null>((resolve) => sheet.toBlob(resolve, 'image/png'));
      if (blob === null) throw new Error('Cannot draw: the browser writes no PNG');
      return new File([blob], 'drawing.png', { type: 'image/png' });
    },
  };
}
