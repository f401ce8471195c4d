/** 0.9981 → `99.8%`. Never rounds up to certainty, nor down to impossibility. */
export function percent(share: number): string {
  if (share >= 1) return '100%';
  if (share >= 0.9995) return '>99.9%';
  if (share > 0 && share < 0.0005) return '<0.1%';
  return `${(share * 100).toFixed(1)}%`;
}

/** 0.98617 → `98.6%`, 0.99741 → `99.74%`: with as many digits as a comparison of good models needs. */
export const share = (value: number, digits = digitsOf(value)): string => `${(value * 100).toFixed(digits)}%`;

/** Its interval, as exact as the share itself: `99.56% – 99.85%`. */
export const shareRange = (value: number, [low, high]: readonly [number, number]): string =>
  `${share(low, digitsOf(value))} – ${share(high, digitsOf(value))}`;

const digitsOf = (value: number) => (value > 0.99 && value < 1 ? 2 : 1);

/** 1,536 → `1.5 KiB`. */
export function byteSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const inKibi = bytes / 1024;
  const inMebi = inKibi / 1024;
  if (inMebi < 1) return `${trim(inKibi)} KiB`;
  return inMebi < 1024 ? `${trim(inMebi)} MiB` : `${trim(inMebi / 1024)} GiB`;
}

/** 0.1432 → `0.14 ms`; 12.4 → `12 ms`; 1500 → `1.5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds >= 1000) return `${trim(milliseconds / 1000)} s`;
  return `${milliseconds >= 10 ? Math.round(milliseconds) : Number(milliseconds.toPrecision(2))} ms`;
}

/** 663008 → `663,008`. */
export const count = (whole: number | null): string => whole?.toLocaleString('en') ?? 'not told';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => String(value).padStart(2, '0');

/** `23 Nov 2026`, in UTC. */
export const day = (when: Date): string =>
  `${when.getUTCDate()} ${months[when.getUTCMonth()]} ${when.getUTCFullYear()}`;

/** `13:05`, in UTC. */
export const timeOfDay = (when: Date): string => `${two(when.getUTCHours())}:${two(when.getUTCMinutes())}`;

/** `23 Nov 2026, 13:05 UTC`: the server knows no reader's time zone, so it names its own. */
export const utc = (when: Date): string => `${day(when)}, ${timeOfDay(when)} UTC`;

const trim = (value: number) => String(Number(value.toFixed(value < 10 ? 1 : 0)));
