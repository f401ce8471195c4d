/** EXIF orientation: 1 upright, 2 mirrored, 3 upside down, 4 flipped, 5–8 the same lying on their side. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const orientationTag = 0x0112;
const shortType = 3;
const longType = 4;

/**
 * Reads the one tag of EXIF that changes what people see. Cameras write odd EXIF, so damage here is no error:
 * whatever cannot be read means upright, as in browsers.
 *
 * @param exif a TIFF structure, with or without the `Exif\0\0` in front
 */
export function readOrientation(exif: Uint8Array): Orientation {
  const prefixed = String.fromCharCode(...exif.subarray(0, 6)) === 'Exif\0\0';
  const tiff = prefixed ? exif.subarray(6) : exif;
  if (tiff.length < 14) return 1;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return 1;
  const little = order === 0x4949;
  if (view.getUint16(2, little) !== 42) return 1;
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return 1;
  const entries = view.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + i * 12;
    if (at + 12 > tiff.length) return 1;
    if (view.getUint16(at, little) !== orientationTag) continue;
    const type = view.getUint16(at + 2, little);
    const value =
      type === shortType
        ? view.getUint16(at + 8, little)
        : type === longType
          ? view.getUint32(at + 8, little)
          : 1;
    return isOrientation(value) ? value : 1;
  }
  return 1;
}

function isOrientation(value: number): value is Orientation {
  return value >= 1 && value <= 8;
}
