const html = { accept: 'text/html,application/xhtml+xml' };

type Fields = Record<string, string> | [string, string][];

/** Sends a form of a few fields, as a browser does. */
export const smallForm = (fields: Fields, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
  headers: { ...html, ...headers },
});
