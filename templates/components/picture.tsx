import type { StoredPrediction } from '../../src/core/store.ts';

interface PictureProps {
  readonly prediction: StoredPrediction;
  readonly alt: string;
}

/** The uploaded picture on a sheet of paper; where several digits were read, a frame around each. */
export function Picture({ prediction, alt }: PictureProps) {
  const { image, reading } = prediction;
  return (
    <div class="picture">
      <img
        src={`/images/${image.id}`}
        width={image.width}
        height={image.height}
        alt={alt}
        class={Math.max(image.width, image.height) < 120 ? 'pixels' : undefined}
      />
      {reading ? (
        <svg viewBox={`0 0 ${image.width} ${image.height}`} aria-hidden="true" focusable="false">
          {reading.digits.map(({ box }) => (
            <rect class="picture-box" x={box.x} y={box.y} width={box.width} height={box.height} />
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
