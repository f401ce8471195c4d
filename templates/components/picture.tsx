import type { StoredPrediction } from '../../src/core/store.ts';
import { shapeOf } from './shape.ts';

interface PictureProps {
  readonly prediction: StoredPrediction;
  readonly alt: string;
}

/** The uploaded picture on a sheet of paper; where several digits were read, a frame around each. */
export function Picture({ prediction, alt }: PictureProps) {
  const { image, reading } = prediction;
  const { width, height } = image;
  const size = Math.max(width, height) / 11;
  return (
    <div class="picture">
      <img src={`/images/${image.id}`} width={width} height={height} alt={alt} class={shapeOf(image)} />
      {reading ? (
        <svg class={shapeOf(image)} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
          {reading.digits.map(({ digit, box }) => (
            <>
              <rect class="picture-box" x={box.x} y={box.y} width={box.width} height={box.height} />
              <text class="picture-digit" x={box.x} y={box.y - size * 0.15} font-size={size}>
                {digit}
              </text>
            </>
          ))}
        </svg>
      ) : (
        ''
      )}
    </div>
  );
}

/** What somebody who doesn't see the picture is told of it. */
export function describePicture({ status, digit, reading }: StoredPrediction): string {
  if (status === 'blank') return 'The uploaded picture, in which no ink was found';
  if (reading) return `The uploaded picture, read as ${reading.text}`;
  return digit === null ? 'The uploaded picture' : `The uploaded picture, read as ${digit}`;
}
