import type { PropsWithChildren } from '@kitajs/html';
import { linearScale, type Scale } from './scale.ts';

/** The sheet of every plot, in units of its view box, and where the axes lie. */
export const sheet = { width: 420, height: 264, left: 58, right: 398, top: 14, bottom: 222 } as const;

/** The scale of a plot's width or height. */
export const across = (domain: readonly [number, number]): Scale =>
  linearScale(domain, [sheet.left, sheet.right]);
export const upwards = (domain: readonly [number, number]): Scale =>
  linearScale(domain, [sheet.bottom, sheet.top]);

/** A mark on an axis: where, and what stands beside it. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

interface PlotProps {
  /** What is to be seen, in a sentence: all that a screen reader gets of the picture. The table says the rest. */
  readonly label: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
}

/** Axes, grid and titles; what is plotted are the children. Colours come from classes, so both themes fit. */
export function Plot({ label, xTitle, yTitle, xTicks, yTicks, children }: PropsWithChildren<PlotProps>) {
  const { width, height, left, right, top, bottom } = sheet;
  return (
    <svg class="plot" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} focusable="false">
      <g class="plot-grid">
        {yTicks.map(({ at }) => (
          <line x1={left} x2={right} y1={at} y2={at} />
        ))}
      </g>
      {children}
      <line class="plot-axis" x1={left} x2={right} y1={bottom} y2={bottom} />
      <g class="plot-text">
        {xTicks.map(({ at, text }) => (
          <text x={at} y={bottom + 17} text-anchor="middle" safe>
            {text}
          </text>
        ))}
        {yTicks.map(({ at, text }) => (
          <text x={left - 7} y={at + 4} text-anchor="end" safe>
            {text}
          </text>
        ))}
        <text class="plot-title" x={(left + right) / 2} y={height - 6} text-anchor="middle" safe>
          {xTitle}
        </text>
        <text
          class="plot-title"
          x={-(top + bottom) / 2}
          y={13}
          transform="rotate(-90)"
          text-anchor="middle"
          safe
        >
          {yTitle}
        </text>
      </g>
    </svg>
  );
}
