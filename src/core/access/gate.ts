import { apiKeyHash, looksLikeApiKey } from './api-key.ts';
import { isPassword } from './password.ts';
import type { Scope } from './scopes.ts';
import { createSessions, newSessionSecret, type Sessions, sessionIn } from './session.ts';
import type { AccessSettings } from './settings.ts';
import type { AccessStore, ApiKey } from './store.ts';

/** Who asks. */
export type Principal =
  | { readonly kind: 'anybody' }
  | { readonly kind: 'person' }
  | { readonly kind: 'program'; readonly keyId: string; readonly scopes: readonly Scope[] };

/** Knows who may come in. */
export interface Gate {
  /** Whether anything is asked for at all: a password is set, or a key was ever made. */
  isGuarded(): boolean | Promise<boolean>;
  /** Whether pages can be opened by signing in. */
  readonly hasPassword: boolean;
  /** Whom the `Authorization` header or the session's cookie proves; undefined for nobody. */
  identify(headers: Headers): Promise<Principal | undefined>;
  /** A session's cookie for whoever knows the password. */
  signIn(password: string): Promise<string | undefined>;
}

interface GateOptions {
  readonly access: AccessSettings;
  readonly accessStore: AccessStore;
  readonly clock: () => Date;
  /** How long, in milliseconds, what the database said of keys and sessions is believed. */
  readonly fresh?: number;
}

/** How long what the database said is believed: a revoked key, or an ended session, works no longer than this. */
const freshMs = 2000;
const touchEveryMs = 60_000;
/** Of proven keys and cookies; when there are more, all are proven anew. */
const mostRemembered = 1000;

/** One per worker; what it remembers is only a copy of what the database says. */
export function createGate({ access, accessStore, clock, fresh = freshMs }: GateOptions): Gate {
  const { password } = access;
  const keys = new Map<string, { readonly key: ApiKey; readonly seenAt: number }>();
  const touched = new Map<string, number>();
  const cookies = new Set<string>();
  let anyKeys = { known: false, seenAt: Number.NEGATIVE_INFINITY };
  let sessions: { secret: string; opened: Sessions; seenAt: number } | undefined;

  async function lookForKeys(): Promise<boolean> {
    const known = await accessStore.anyKeys();
    anyKeys = { known, seenAt: performance.now() };
    return known;
  }

  /** Whoever ended all sessions has changed the secret: it is looked at again every few seconds. */
  async function openSessions(secretFor: string): Promise<Sessions> {
    if (sessions !== undefined && performance.now() - sessions.seenAt < fresh) return sessions.opened;
    let secret: string;
    try {
      secret = await accessStore.sessionSecret(newSessionSecret());
    } catch (error) {
      // While the database is away, what was known last counts.
      if (sessions !== undefined) return sessions.opened;
      throw error;
    }
    const isKnown = sessions?.secret === secret;
    if (!isKnown) cookies.clear();
    const opened = isKnown && sessions ? sessions.opened : await createSessions(secret, secretFor);
    sessions = { secret, opened, seenAt: performance.now() };
    return opened;
  }

  function noteUse({ id, lastUsedAt }: ApiKey): void {
    const now = clock();
    const last = touched.get(id) ?? lastUsedAt?.getTime() ?? 0;
    if (now.getTime() - last < touchEveryMs) return;
    remember(touched, () => touched.set(id, now.getTime()));
    // Nobody waits for it, and a key is as good without.
    accessStore.touch(id, now).catch(() => {});
  }

  async function program(key: string): Promise<Principal | undefined> {
    if (!looksLikeApiKey(key)) return undefined;
    const hash = await apiKeyHash(key);
    let seen = keys.get(hash);
    if (seen === undefined || performance.now() - seen.seenAt > fresh) {
      const found = await accessStore.findBySha256(hash);
      keys.delete(hash);
      if (found === null) return undefined;
      seen = { key: found, seenAt: performance.now() };
      const entry = seen;
      remember(keys, () => keys.set(hash, entry));
    }
    noteUse(seen.key);
    return { kind: 'program', keyId: seen.key.id, scopes: seen.key.scopes };
  }

  async function person(cookie: string): Promise<Principal | undefined> {
    if (password === undefined) return undefined;
    const now = clock();
    const opened = await openSessions(password);
    if (!cookies.has(cookie) || expiry(cookie) <= now.getTime()) {
      if (!(await opened.isValid(cookie, now))) return undefined;
      remember(cookies, () => cookies.add(cookie));
    }
    return { kind: 'person' };
  }

  return {
    hasPassword: password !== undefined,
    isGuarded() {
      // A key that was made is never unmade, so only its absence has to be looked at again.
      if (password !== undefined || anyKeys.known) return true;
      return performance.now() - anyKeys.seenAt < fresh ? false : lookForKeys();
    },
    async identify(headers) {
      const [, bearer] = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '') ?? [];
      if (bearer !== undefined) return program(bearer);
      const cookie = sessionIn(headers.get('cookie'));
      return cookie === undefined ? undefined : person(cookie);
    },
    async signIn(given) {
      if (password === undefined || !(await isPassword(given, password))) return undefined;
      return (await openSessions(password)).issue(clock());
    },
  };
}

const expiry = (cookie: string): number => Number(cookie.slice(0, cookie.indexOf('.'))) * 1000;

function remember(collection: { readonly size: number; clear(): void }, add: () => void): void {
  if (collection.size >= mostRemembered) collection.clear();
  add();
}
