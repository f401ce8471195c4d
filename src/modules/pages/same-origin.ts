import { MalformedError } from '../../core/errors.ts';

/**
 * Refuses a form that another site sent in a visitor's name: it could label or delete. Browsers say where a form comes
 * from in `Sec-Fetch-Site` (over TLS and on localhost) or in `Origin`; who sends neither is no browser.
 *
 * @throws MalformedError
 */
export function refuseForeignForms(request: Request): void {
  if (!isSameOrigin(request)) throw new MalformedError('Cannot accept a form that another site has sent');
}

function isSameOrigin({ headers, url }: Request): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site === 'same-origin' || site === 'none';
  const origin = headers.get('origin');
  if (origin === null) return true;
  const host = headers.get('x-forwarded-host') ?? headers.get('host') ?? new URL(url).host;
  return URL.canParse(origin) && new URL(origin).host === host;
}
