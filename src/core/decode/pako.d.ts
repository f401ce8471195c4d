/** The part of pako 1.0.11 that we use. The package brings no types. */
declare module 'pako' {
  class Inflate {
    constructor(options?: { chunkSize?: number; raw?: boolean });
    /** 0, or zlib's negative error code. */
    err: number;
    msg: string;
    ended: boolean;
    /** zlib's state: where in its output buffer it writes next, and how much room is left there. */
    strm: { next_out: number; avail_out: number };
    /** Called with every piece of output of at most `chunkSize` bytes. What it throws leaves through `push`. */
    onData: (piece: Uint8Array) => void;
    push(input: Uint8Array, last: boolean): boolean;
  }
  const pako: { Inflate: typeof Inflate };
  export default pako;
}
