/** How numbers, names and lists are written in a WebAssembly binary. */
export interface ByteReader {
  byte(): number;
  /** Without a sign. */
  number(): number;
  take(length: number): Uint8Array;
  skip(length: number): void;
  rest(): Uint8Array;
  /** How many bytes were read. */
  readonly at: number;
  readonly done: boolean;
}

/** @throws RangeError beyond the end */
export function createByteReader(bytes: Uint8Array): ByteReader {
  let at = 0;
  function advance(length: number): void {
    at += length;
    if (at > bytes.length) throw new RangeError('Cannot read the module: it ends too early');
  }
  function byte(): number {
    advance(1);
    return bytes[at - 1] as number;
  }
  return {
    byte,
    number() {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const next = byte();
        value |= (next & 127) << shift;
        if (next < 128) return value >>> 0;
      }
    },
    take(length) {
      advance(length);
      return bytes.subarray(at - length, at);
    },
    skip: advance,
    rest: () => bytes.subarray(at),
    get at() {
      return at;
    },
    get done() {
      return at === bytes.length;
    },
  };
}

export interface ByteWriter {
  byte(value: number): void;
  /** Without a sign. */
  number(value: number): void;
  /** With a sign, as constants are; not negative. */
  signed(value: number): void;
  bytes(bytes: ArrayLike<number>): void;
  /** A name, or anything else that says its length first. */
  counted(bytes: ArrayLike<number>): void;
  /** How many bytes were written. */
  readonly at: number;
  taken(): Uint8Array<ArrayBuffer>;
}

/** @param capacity bytes that it holds at first; it grows */
export function createByteWriter(capacity = 1024): ByteWriter {
  let memory = new Uint8Array(capacity);
  let at = 0;
  function reserve(length: number): void {
    if (at + length <= memory.length) return;
    const larger = new Uint8Array(Math.max(memory.length * 2, at + length));
    larger.set(memory);
    memory = larger;
  }
  function byte(value: number): void {
    if (at === memory.length) reserve(1);
    memory[at++] = value;
  }
  function number(value: number): void {
    let rest = value;
    for (; rest > 127; rest >>>= 7) byte((rest & 127) | 128);
    byte(rest);
  }
  function bytes(source: ArrayLike<number>): void {
    reserve(source.length);
    memory.set(source, at);
    at += source.length;
  }
  return {
    byte,
    number,
    signed(value) {
      let rest = value;
      for (; rest > 63; rest >>>= 7) byte((rest & 127) | 128);
      byte(rest);
    },
    bytes,
    counted(source) {
      number(source.length);
      bytes(source);
    },
    get at() {
      return at;
    },
    taken: () => memory.subarray(0, at),
  };
}
