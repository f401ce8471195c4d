import type { LogLevel } from './config.ts';
import type { Logger } from './deps.ts';

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: 'json' | 'pretty';
  /** Takes one line, without its end. */
  readonly write: (line: string) => void;
  readonly clock: () => Date;
}

const ranks: Record<LogLevel, number> = { debug: 10, info: 20, warn: 30, error: 40, silent: 99 };
const colours = { debug: 90, info: 36, warn: 33, error: 31 } as const;
type LineLevel = keyof typeof colours;
type Fields = Record<string, unknown>;

/** Structured lines: JSON for machines, coloured text for a terminal. One event is one line, whatever the fields hold. */
export function createLogger({ level, format, write, clock }: LoggerOptions): Logger {
  const line = format === 'json' ? jsonLine : prettyLine;
  const at =
    (own: LineLevel) =>
    (message: string, fields: Fields = {}) => {
      if (ranks[own] >= ranks[level]) write(line(own, clock(), message, fields));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function jsonLine(level: LineLevel, time: Date, message: string, fields: Fields): string {
  let line = `{"time":"${time.toISOString()}","level":"${level}","message":${textAsJson(message)}`;
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) line += `,${textAsJson(name)}:${toJson(value)}`;
  }
  return `${line}}`;
}

/** Nearly all text needs no escapes, and is looked through faster than it is stringified. */
const textAsJson = (text: string): string => (plainText.test(text) ? `"${text}"` : JSON.stringify(text));
const plainText = /^[\w ./:~-]{0,256}$/;

function prettyLine(level: LineLevel, time: Date, message: string, fields: Fields): string {
  const clock = paint(90, time.toISOString().slice(11, 23));
  const facts = Object.entries(fields).map(([name, value]) => `${paint(90, `${name}=`)}${oneLine(value)}`);
  return [clock, paint(colours[level], level.padEnd(5)), oneLine(message), ...facts].join(' ');
}

const paint = (colour: number, text: string) => `\u001b[${colour}m${text}\u001b[0m`;

/** Nothing that a client sent may end a line or steer the terminal. */
function oneLine(value: unknown): string {
  const text = typeof value === 'string' ? value : toJson(value);
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/^[^\\]$/, '�'),
  );
}

/** JSON that never throws, with errors and their causes; what cannot be written (a cycle) is said so. */
function toJson(value: unknown): string {
  if (typeof value === 'string') return textAsJson(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  try {
    return JSON.stringify(value, plain) ?? 'undefined';
  } catch (error) {
    return JSON.stringify(`[not serialisable: ${error instanceof Error ? error.name : 'error'}]`);
  }
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { name, message, stack, ...(cause !== undefined && { cause }) };
}
