/** Bytes that can be read from anywhere in them: a file on disk, a `Blob`, memory. */
export interface ByteSource {
  readonly size: number;
  /** Fewer bytes than asked for only at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** A `Blob`, in a browser a `File`, as a source. */
export const blobSource = (blob: Blob): ByteSource => ({
  size: blob.size,
  read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
});

/** Reads ahead, so that many small reads one after the other become few large ones. */
export function readAhead(source: ByteSource, window = 1024 * 1024): ByteSource {
  let from = 0;
  let held: Uint8Array = new Uint8Array();
  return {
    size: source.size,
    async read(offset, length) {
      const end = Math.min(offset + length, source.size);
      if (offset < from || end > from + held.length) {
        held = await source.read(offset, Math.max(length, window));
        from = offset;
      }
      return held.subarray(offset - from, Math.max(offset, end) - from);
    },
  };
}
