import type { FuzzRequest } from './requests.ts';

/** A request as it is kept in a file. */
export interface Fixture {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  /** Base64. */
  readonly body?: string;
}

export const toFixture = ({ body, ...request }: FuzzRequest): Fixture => ({
  ...request,
  ...(body && { body: body.toBase64() }),
});

export const fromFixture = ({ body, ...request }: Fixture): FuzzRequest => ({
  ...request,
  ...(body !== undefined && { body: Uint8Array.fromBase64(body) }),
});
