import { UsageError } from './command.ts';

/** How to reach a running service instead of opening the database. */
export const remoteOptions = {
  url: { type: 'string' },
  key: { type: 'string' },
} as const;

/** Said in the help of every command that has them. */
export const remoteHelp = `  --url URL     ask a running service instead, e.g. http://localhost:3000
  --key KEY     its API key, if it wants one; else INKWELL_KEY`;

export interface Remote {
  /** @throws Error with what the service said, or why it cannot be reached */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** A running service; undefined when `--url` was not given. @throws UsageError */
export function remoteOf(
  { url, key }: { readonly url?: string | undefined; readonly key?: string | undefined },
  env: Readonly<Record<string, string | undefined>>,
): Remote | undefined {
  if (url === undefined) return undefined;
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(`Cannot use --url ${url}: expected an address that begins with http:// or https://`);
  const secret = key ?? env['INKWELL_KEY'];
  return {
    async fetch(path, init = {}) {
      const headers = new Headers(init.headers);
      if (secret) headers.set('authorization', `Bearer ${secret}`);
      const response = await reach(new URL(path, url), { ...init, headers });
      if (response.ok) return response;
      throw new Error(await problemOf(response));
    },
  };
}

async function reach(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new Error(`Cannot reach ${url.origin}: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

async function problemOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const told = typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : '';
  return told || `The service answered ${response.status} ${response.statusText}`;
}

/** An answer's body as it comes. */
export async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  try {
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) yield read.value;
  } finally {
    await reader?.cancel().catch(() => {});
  }
}
