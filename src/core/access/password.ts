import { sameBytes, sameText } from './constant-time.ts';

/** What OWASP advises for PBKDF2 with SHA-256. */
const iterations = 600_000;
const form = /^pbkdf2-sha256:(\d{1,8}):([\w-]{22}):([\w-]{43})$/;
const base64url = { alphabet: 'base64url', omitPadding: true } as const;

/** What may stand in a settings file instead of a password. No `$` in it: shells and compose files would take it for a variable. */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const hash = await derive(password, salt, iterations);
  return `pbkdf2-sha256:${iterations}:${salt.toBase64(base64url)}:${hash.toBase64(base64url)}`;
}

/** @param expected a password, or what `hashPassword` made of it. */
export async function isPassword(given: string, expected: string): Promise<boolean> {
  const [, rounds, salt, hash] = form.exec(expected) ?? [];
  if (rounds === undefined || salt === undefined || hash === undefined) return sameText(given, expected);
  const bytes = (text: string) => Uint8Array.fromBase64(text, { alphabet: 'base64url' });
  return sameBytes(await derive(given, bytes(salt), Number(rounds)), bytes(hash));
}

async function derive(password: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(password), 'PBKDF2', false, [
    'deriveBits',
  ]);
  const bits = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds },
    key,
    256,
  );
  return new Uint8Array(bits);
}
