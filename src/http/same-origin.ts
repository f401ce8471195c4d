/** Whether a page of another site has sent this request, as its browser tells; who is no browser comes from nowhere. */
export function isForeign({ headers, url }: Request): boolean {
  // Over TLS and on localhost browsers say it themselves.
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = headers.get('origin');
  if (origin === null) return false;
  const host = headers.get('x-forwarded-host') ?? headers.get('host') ?? new URL(url).host;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}
