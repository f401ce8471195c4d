import type { Socket } from 'bun';

/** One keep-alive connection that has at most one request under way. */
export interface Connection {
  /** Sends `bytes[from] … bytes[to]`, a whole request. */
  send(bytes: Uint8Array, from: number, to: number): void;
  close(): void;
  /** For whoever drives it: which request is under way, and since when (`performance.now()`). */
  request: number;
  sentAt: number;
}

export interface Answer {
  readonly status: number;
  /** Head and body as they came. Valid during the call only. */
  readonly bytes: Buffer;
  /** Where the body begins. */
  readonly bodyAt: number;
}

export interface ConnectOptions {
  readonly port: number;
  onAnswer(connection: Connection, answer: Answer): void;
  /** The server hung up, or answered with something that is no HTTP. */
  onLost(connection: Connection, reason: string): void;
}

interface State {
  connection: Connection;
  /** What has come of an answer that did not come in one piece. */
  begun: Buffer | null;
  /** What the socket did not take yet. */
  rest: Uint8Array | null;
}

/**
 * A raw socket, since a benchmark's client shares the cores with what it measures: no HTTP library, no promise, no string
 * and no copy per request. Understands what servers of JSON answer: a head with `Content-Length`, and that many bytes.
 */
export async function connect({ port, onAnswer, onLost }: ConnectOptions): Promise<Connection> {
  const socket = await Bun.connect<State>({
    hostname: '127.0.0.1',
    port,
    socket: {
      binaryType: 'buffer',
      open(opened) {
        opened.data = { connection: createConnection(opened), begun: null, rest: null };
      },
      data({ data: state }, chunk) {
        const bytes = state.begun ? Buffer.concat([state.begun, chunk]) : chunk;
        const bodyAt = bytes.indexOf('\r\n\r\n') + 4;
        const length = bodyAt < 4 ? -1 : contentLength(bytes, bodyAt);
        if (length < 0 && bodyAt >= 4) return onLost(state.connection, 'an answer without Content-Length');
        if (bodyAt < 4 || bytes.length < bodyAt + length) {
          state.begun = state.begun ? bytes : Buffer.from(bytes);
          return;
        }
        state.begun = null;
        onAnswer(state.connection, { status: statusOf(bytes), bytes, bodyAt });
      },
      drain(drained) {
        const { rest } = drained.data;
        drained.data.rest = null;
        if (rest) write(drained, rest, 0, rest.length);
      },
      close({ data }) {
        onLost(data.connection, 'the server hung up');
      },
      error({ data }, error) {
        onLost(data.connection, error.message);
      },
    },
  });
  return socket.data.connection;
}

function createConnection(socket: Socket<State>): Connection {
  return {
    request: -1,
    sentAt: 0,
    send: (bytes, from, to) => write(socket, bytes, from, to),
    close: () => socket.end(),
  };
}

function write(socket: Socket<State>, bytes: Uint8Array, from: number, to: number): void {
  const written = Math.max(0, socket.write(bytes, from, to - from));
  if (written < to - from) socket.data.rest = bytes.subarray(from + written, to);
}

const zero = 48;
const statusOf = (bytes: Buffer): number =>
  ((bytes[9] ?? 0) - zero) * 100 + ((bytes[10] ?? 0) - zero) * 10 + (bytes[11] ?? 0) - zero;

/** Reads `Content-Length: n`, whatever its case; −1 when there is none. `-Length: ` differs in one letter's case alone. */
function contentLength(bytes: Buffer, bodyAt: number): number {
  let at = bytes.indexOf('ontent-Length: ');
  if (at < 0 || at > bodyAt) at = bytes.indexOf('ontent-length: ');
  if (at < 0 || at > bodyAt) return -1;
  let length = 0;
  for (let i = at + 15; ; i++) {
    const digit = (bytes[i] ?? 0) - zero;
    if (digit < 0 || digit > 9) return length;
    length = length * 10 + digit;
  }
}
