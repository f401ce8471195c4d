import { shapeOf } from './shape.ts';

/** One step of how a picture was prepared for the network. */
export interface Step {
  /** e.g. `polarity`. */
  readonly name: string;
  /** What was done and why. */
  readonly reason: string;
  readonly width: number;
  readonly height: number;
  /** The result, as an address or a `data:` URI. */
  readonly src: string;
}

/** The way from the picture to what the network saw, each step with its reason. */
export function Steps({ steps }: { steps: readonly Step[] }) {
  return (
    <ol class="steps">
      {steps.map((step) => (
        <li>
          <span class="card-picture">
            <img class={shapeOf(step)} src={step.src} width={step.width} height={step.height} alt="" />
          </span>
          <strong safe>{step.name.charAt(0).toUpperCase() + step.name.slice(1)}</strong>
          <span class="steps-reason" safe>
            {step.reason}
          </span>
        </li>
      ))}
    </ol>
  );
}
