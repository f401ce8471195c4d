/**
 * Bytes that would fill memory, kept aside for the time of one task: written once from front to back, read anywhere,
 * gone when closed (or when the process ends, however it ends).
 */
export interface Scratch {
  /** Bytes written so far. */
  readonly size: number;
  write(chunk: Uint8Array): Promise<void>;
  /** The bytes from `offset`; fewer than `length` at the end. */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** Port: a new, empty scratch. @throws UnavailableError when there is no room for it. */
export type OpenScratch = () => Promise<Scratch>;
