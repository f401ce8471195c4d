export interface Printer {
  line(line: string): void;
  /** Lines, each with its end. */
  text(text: string): void;
  /** Resolves when everything has gone out, or nobody takes it. */
  flush(): Promise<void>;
}

/** The standard output. When whoever read it has gone, the service goes on without. */
export function createPrinter(output: NodeJS.WriteStream = process.stdout): Printer {
  let broken = false;
  output.on('error', () => {
    broken = true;
  });
  const text = (lines: string) => {
    if (!broken) output.write(lines);
  };
  return {
    line: (line) => text(`${line}\n`),
    text,
    flush: () =>
      new Promise((resolve) => {
        if (broken) resolve();
        else output.write('', () => resolve());
      }),
  };
}
