import type { Label } from './prediction.ts';

/** What is already known of a picture that is about to be imported. */
export interface KnownImage {
  readonly sha256: string;
  readonly imageId: string;
  /** The label that counts now. */
  readonly label: Label | null;
  /** Labels that an import has given it before; some of them may have been corrected since. */
  readonly imported: readonly Label[];
  /** Whether it was ever read, and not only lies in the trash. */
  readonly read: boolean;
}

/** Port: what an import has to know so that the same file twice changes nothing the second time. */
export interface ExchangeStore {
  /** Those of the pictures that are stored, by the SHA-256 of their bytes (hexadecimal). A few hundred at once. */
  known(sha256s: readonly string[]): Promise<ReadonlyMap<string, KnownImage>>;
}
