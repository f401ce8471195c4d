/** Remembers millions of digests and a small number for each, in a few bytes apiece. */
export interface DigestMap {
  readonly size: number;
  /**
   * Adds it with `value`, unless it is there.
   *
   * @param digest of which the first 8 bytes count: among a million, two are taken for one with a chance of 1 : 37,000,000
   * @returns the value that it was added with before; `null` when it is new
   */
  add(digest: Uint8Array, value: number): number | null;
}

/** An open-addressing hash table of typed arrays: 13 to 26 bytes a digest, where a `Map` of strings takes some 150. */
export function createDigestMap(): DigestMap {
  let capacity = 1024;
  let high = new Uint32Array(capacity);
  let low = new Uint32Array(capacity);
  /** 0 is empty; else the value and one. */
  let values = new Uint16Array(capacity);
  let size = 0;

  /** Where it is, or where it would have to go. */
  function find(h: number, l: number): number {
    let at = l & (capacity - 1);
    while (values[at] !== 0 && (high[at] !== h || low[at] !== l)) at = (at + 1) & (capacity - 1);
    return at;
  }

  function put(at: number, h: number, l: number, value: number): void {
    high[at] = h;
    low[at] = l;
    values[at] = value;
  }

  function grow(): void {
    const old = { high, low, values };
    capacity *= 2;
    high = new Uint32Array(capacity);
    low = new Uint32Array(capacity);
    values = new Uint16Array(capacity);
    for (const [i, value] of old.values.entries()) {
      if (value === 0) continue;
      const h = old.high[i] ?? 0;
      const l = old.low[i] ?? 0;
      put(find(h, l), h, l, value);
    }
  }

  return {
    get size() {
      return size;
    },
    add(digest, value) {
      const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
      const h = view.getUint32(0);
      const l = view.getUint32(4);
      const at = find(h, l);
      const known = values[at] ?? 0;
      if (known !== 0) return known - 1;
      put(at, h, l, value + 1);
      size++;
      if (size > capacity * 0.7) grow();
      return null;
    },
  };
}

/** As much of a hexadecimal digest as a `DigestMap` looks at. */
export const digestOfHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: 8 }, (_, i) => Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16));
