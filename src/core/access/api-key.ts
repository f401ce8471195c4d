const prefix = 'ink_';

/** A new key: 256 random bits, too many to guess, so that a fast hash is enough to keep them. Shown once. */
export const newApiKey = (): string =>
  prefix + crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: 'base64url', omitPadding: true });

/** Whether it can be one of ours at all. */
export const looksLikeApiKey = (text: string): boolean => /^ink_[\w-]{43}$/.test(text);

/** What is kept of a key, hexadecimal. */
export async function apiKeyHash(key: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key))).toHex();
}
