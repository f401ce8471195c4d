/** The part of upng-js 2.1.0 that we use: how samples become pixels. The package brings no types. */
declare module 'upng-js' {
  /** What upng-js calls a decoded file, reduced to the fields that its pixel functions read. */
  export interface PngLayout {
    width: number;
    height: number;
    depth: number;
    /** Colour type as in IHDR. */
    ctype: number;
    tabs: { PLTE?: ArrayLike<number>; tRNS?: ArrayLike<number> | number };
  }
  const UPNG: {
    /** RGBA frames to a PNG file; `colours` 0 is lossless. */
    encode(frames: ArrayBuffer[], width: number, height: number, colours: number): ArrayBuffer;
    decode: {
      (file: ArrayBuffer | Uint8Array): PngLayout & { data: Uint8Array };
      /** Undoes the row filters in place: `height` rows of filter byte and samples in, rows of samples out. */
      _filterZero(
        data: Uint8Array,
        layout: PngLayout,
        offset: number,
        width: number,
        height: number,
      ): Uint8Array;
    };
    toRGBA8: {
      (file: PngLayout): ArrayBuffer[];
      /** Rows of samples to RGBA, 8 bits each. */
      decodeImage(samples: Uint8Array, width: number, height: number, layout: PngLayout): Uint8Array;
    };
  };
  export default UPNG;
}
