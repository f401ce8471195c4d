/** What a key may be used for: `read` looks, `predict` sends pictures and says what they show, `admin` does everything. */
export const scopes = ['read', 'predict', 'admin'] as const;
export type Scope = (typeof scopes)[number];

export const mayUse = (granted: readonly Scope[], wanted: Scope): boolean =>
  granted.includes(wanted) || granted.includes('admin');

/** Whatever changes something and isn't named here is for `admin`: a route that nobody thought of is not open. */
const forPredict = /^\/(predict(\/.*)?|images\/[^/]+\/label)$/;

/** @param method as in the request. @param path without its query. */
export function scopeOf(method: string, path: string): Scope {
  if (method === 'GET' || method === 'HEAD') return 'read';
  return forPredict.test(path) ? 'predict' : 'admin';
}

/** What everybody may see: probes, the way in, and the files and words that it is made of. */
export const isOpen = (path: string): boolean =>
  /^\/(livez|readyz|sign-in|sign-out|favicon\.ico|(assets|problems)\/[^/]*)$/.test(path);
