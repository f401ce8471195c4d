import type { Scope } from './scopes.ts';

/** A key of a program; the key itself is not kept. */
export interface ApiKey {
  readonly id: string;
  /** For people, to know it again. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Port: keeps keys, and the secret that sessions are signed with. */
export interface AccessStore {
  create(
    key: Pick<ApiKey, 'id' | 'name' | 'scopes' | 'createdAt'> & { readonly sha256: string },
  ): Promise<void>;
  /** The oldest first, revoked ones too. */
  list(): Promise<readonly ApiKey[]>;
  /** False when there is no such key, or it was revoked before. */
  revoke(id: string, at: Date): Promise<boolean>;
  /** The key that has this hash and is not revoked. */
  findBySha256(sha256: string): Promise<ApiKey | null>;
  /** Whether a key was ever made: who revokes the last one does not open the door. */
  anyKeys(): Promise<boolean>;
  touch(id: string, at: Date): Promise<void>;
  /** The secret that was proposed first, by whichever worker. */
  sessionSecret(proposed: string): Promise<string>;
  /** Another secret from now on: sessions signed with the old one prove nothing any more. */
  replaceSessionSecret(secret: string): Promise<void>;
}
