import { digits } from '../words.ts';
import { Bars } from './bars.tsx';

/** The answer that the browser gives while somebody draws: the outline that `assets/script/live-panel.ts` fills in. */
export function LiveAnswer() {
  return (
    <template data-live-answer="">
      <div class="answer live">
        <div class="answer-top">
          <div class="picture">
            <canvas
              class="wide pixels"
              width="28"
              height="28"
              role="img"
              aria-label="What the network sees of your drawing"
              data-seen=""
            ></canvas>
          </div>
          <div class="answer-say">
            <p class="figure" aria-hidden="true" data-figure=""></p>
            <h2 class="answer-headline" data-headline="">
              Reading…
            </h2>
            <p class="sureness">
              <span data-sureness=""></span> <strong data-confidence=""></strong>
            </p>
            <p class="answer-why" data-why=""></p>
          </div>
        </div>
        <Bars
          caption="How likely each digit is, while you draw"
          rows={digits.map((digit) => ({ digit, share: 0 }))}
        />
        <p class="aside">
          <span>
            Read in your browser as you draw. <em>Read it</em> lets the server read it and keeps it.
          </span>
        </p>
        <p class="unseen" role="status" data-spoken=""></p>
      </div>
    </template>
  );
}
