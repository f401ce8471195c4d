/** A week: after it, whoever opens a page signs in again. */
export const sessionSeconds = 7 * 24 * 60 * 60;
export const sessionCookie = 'inkwell_session';

const base64url = { alphabet: 'base64url', omitPadding: true } as const;
const encoder = new TextEncoder();

/** Signs and checks the cookies of people who signed in. Nothing is kept of them: a cookie is its own proof. */
export interface Sessions {
  issue(now: Date): Promise<string>;
  isValid(cookie: string, now: Date): Promise<boolean>;
}

/**
 * @param secret base64url, kept by the service.
 * @param password as set: with another password, older cookies prove nothing any more.
 */
export async function createSessions(secret: string, password: string): Promise<Sessions> {
  const key = await crypto.subtle.importKey(
    'raw',
    encoder.encode(`${secret} ${password}`),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign', 'verify'],
  );
  return {
    async issue(now) {
      const random = crypto.getRandomValues(new Uint8Array(16)).toBase64(base64url);
      const claim = `${Math.floor(now.getTime() / 1000) + sessionSeconds}.${random}`;
      const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(claim)));
      return `${claim}.${signature.toBase64(base64url)}`;
    },
    async isValid(cookie, now) {
      const [, claim, expires, signature] = /^((\d{1,12})\.[\w-]{22})\.([\w-]{43})$/.exec(cookie) ?? [];
      if (claim === undefined || expires === undefined || signature === undefined) return false;
      if (Number(expires) * 1000 <= now.getTime()) return false;
      const bytes = Uint8Array.fromBase64(signature, { alphabet: 'base64url' });
      return crypto.subtle.verify('HMAC', key, bytes, encoder.encode(claim));
    },
  };
}

export const newSessionSecret = (): string => crypto.getRandomValues(new Uint8Array(32)).toBase64(base64url);

/** The value of the session's cookie in a `Cookie` header. */
export function sessionIn(cookies: string | null): string | undefined {
  return cookies === null ? undefined : /(?:^|;\s*)inkwell_session=([^;\s]*)/.exec(cookies)?.[1];
}
