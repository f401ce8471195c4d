import type { Share } from '../../src/core/statistics/share.ts';
import { linearScale } from './scale.ts';

interface IntervalProps {
  readonly share: Share;
  /** What the strip begins with, 0–1, so that strips beneath each other can be compared. */
  readonly floor: number;
}

/** A share as a dot and its 95 % interval as a line, for a row of a table; only for the eye. */
export function Interval({ share: { share, total, interval }, floor }: IntervalProps) {
  const x = linearScale([floor, 1], [4, 156]);
  const inside = (value: number) => x(Math.max(floor, value));
  if (total === 0) return '';
  return (
    <svg class="interval" viewBox="0 0 160 16" aria-hidden="true" focusable="false">
      <line class="interval-rest" x1="4" x2="156" y1="8" y2="8" />
      <line class="plot-whisker" x1={inside(interval[0])} x2={inside(interval[1])} y1="8" y2="8" />
      <circle class="plot-dot" cx={inside(share)} cy="8" r="4.5" />
    </svg>
  );
}

/** A round number that all intervals lie above: the wider the doubt, the lower. */
export function floorOf(shares: readonly Share[]): number {
  const least = Math.min(...shares.filter(({ total }) => total > 0).map(({ interval }) => interval[0]), 1);
  return [0.9, 0.75, 0.5, 0].find((floor) => floor <= least) ?? 0;
}
