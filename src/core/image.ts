/** A decoded picture: `width × height` pixels, row by row from the top, 4 bytes each (R, G, B, A; alpha not premultiplied). */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** One brightness per pixel, row by row from the top. The range is said where it is made. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** The formats that we read. What an upload is, its bytes decide, not its name. */
export const mediaTypes = ['image/png', 'image/jpeg', 'image/webp'] as const;
export type MediaType = (typeof mediaTypes)[number];

/** What a picture may cost before we refuse it by name. */
export interface ImageLimits {
  /** Largest file, in bytes. */
  readonly maxBytes: number;
  /** Largest width × height, in pixels. */
  readonly maxPixels: number;
}

/** What many pictures in one request may cost. */
export interface BatchLimits {
  readonly maxImages: number;
  /** Of the request's body, and of what is unpacked from it. */
  readonly maxBytes: number;
}

/** A rectangle in the pixels of the upright picture, from its top left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
