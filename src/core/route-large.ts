import type { Background } from './background.ts';
import { peek } from './decode/peek-pixels.ts';
import { UnavailableError } from './errors.ts';
import type { Recogniser } from './pipeline.ts';

/** A picture that takes a few milliseconds is read where it arrives; a larger one would make everybody else wait. */
const largeBytes = 200_000;
const largePixels = 250_000;
/** As much as a progressive picture of a tenth of a megapixel takes. */
const largeWork = 1_000_000;

/** Most of them under way at once: each holds its bytes, and tens of megabytes while it is decoded. */
const most = 16;

/** Reads small pictures at once, and hands large ones to other threads. */
export function routeLarge(recogniser: Recogniser, background: Background): Recogniser {
  let underWay = 0;

  const recogniseLarge: Recogniser['recognise'] = async (bytes, { explain, timeline } = {}) => {
    if (underWay >= most)
      throw new UnavailableError('Cannot read the image now: too many large ones are waiting');
    underWay++;
    try {
      const { outcomes } = await background.recogniseAll([bytes], { explain, timeline, urgent: true });
      const [outcome] = outcomes;
      if (outcome === undefined) throw new UnavailableError('Cannot read the image now: no answer came back');
      if ('error' in outcome) throw outcome.error;
      return outcome.recognition;
    } finally {
      underWay--;
    }
  };

  return {
    get model() {
      return recogniser.model;
    },
    get thresholds() {
      return recogniser.thresholds;
    },
    recognise: (bytes, options) =>
      isLarge(bytes) ? recogniseLarge(bytes, options) : recogniser.recognise(bytes, options),
  };
}

function isLarge(bytes: Uint8Array): boolean {
  if (bytes.length > largeBytes) return true;
  const { pixels, work } = peek(bytes);
  return pixels > largePixels || work > largeWork;
}
