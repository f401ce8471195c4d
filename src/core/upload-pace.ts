/** How slowly a body may come. */
export interface UploadPace {
  /** For the first bytes, in milliseconds. */
  readonly patienceMs: number;
  /** And so much longer for each byte: whoever is slower keeps a connection and memory from others. */
  readonly bytesPerSecond: number;
}

/** The worst of mobile networks are faster; who sends a byte a second to keep us waiting is not. */
export const uploadPace: UploadPace = { patienceMs: 10_000, bytesPerSecond: 16_000 };

/** How long so many bytes may take, in milliseconds. What is no number of bytes has the time of none. */
export const uploadTime = (bytes: number, { patienceMs, bytesPerSecond }: UploadPace = uploadPace): number =>
  patienceMs + (Math.max(0, bytes || 0) / bytesPerSecond) * 1000;
