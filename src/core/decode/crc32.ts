const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/**
 * CRC-32 of `bytes[start, end)` as PNG, zip and gzip use it: an unsigned 32-bit number.
 *
 * @param before the CRC of what stands before these bytes
 */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length, before = 0): number {
  let value = ~before >>> 0;
  for (let i = start; i < end; i++) {
    value = (table[(value ^ (bytes[i] ?? 0)) & 255] ?? 0) ^ (value >>> 8);
  }
  return ~value >>> 0;
}
