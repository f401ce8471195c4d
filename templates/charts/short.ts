/** 1,500 → `1.5k`, 2,000,000 → `2M`: for axes, where room is dear. */
export function short(value: number): string {
  if (value >= 1e9) return `${Number((value / 1e9).toPrecision(2))}G`;
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(2))}M`;
  if (value >= 1e3) return `${Number((value / 1e3).toPrecision(2))}k`;
  return String(value);
}
