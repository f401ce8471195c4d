/** Long work, shown while it is done. */
export interface Progress {
  /** @param done how much of the total */
  to(done: number): void;
  /** Takes the bar away again. */
  end(): void;
}

export interface ProgressOptions {
  readonly write: (text: string) => void;
  /** In milliseconds. */
  readonly now: () => number;
  readonly columns: number;
}

const width = 24;
/** Milliseconds between two drawings. */
const pause = 100;

/** A bar with count, pace and time left, e.g. `reading ━━━━──── 12,345 of 60,000 · 820/s · 58 s left`. */
export function createProgress(doing: string, total: number | undefined, options: ProgressOptions): Progress {
  const begin = options.now();
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    to(done) {
      const now = options.now();
      if (now - drawn < pause && done !== total) return;
      drawn = now;
      const line = describe(doing, done, total, (now - begin) / 1000);
      options.write(`\r\u001b[K${line.slice(0, options.columns - 1)}`);
    },
    end: () => options.write('\r\u001b[K'),
  };
}

function describe(doing: string, done: number, total: number | undefined, seconds: number): string {
  const pace = seconds > 0 ? done / seconds : 0;
  const paced = pace > 0 ? ` · ${pace < 10 ? pace.toFixed(1) : whole(pace)}/s` : '';
  if (total === undefined) return `${doing} ${whole(done)}${paced}`;
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const bar = '━'.repeat(Math.round(share * width)).padEnd(width, '─');
  const left = pace > 0 && done < total ? ` · ${timeLeft((total - done) / pace)} left` : '';
  return `${doing} ${bar} ${whole(done)} of ${whole(total)}${paced}${left}`;
}

const whole = (value: number) => Math.round(value).toLocaleString('en');

function timeLeft(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
