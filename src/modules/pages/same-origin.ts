import { MalformedError } from '../../core/errors.ts';

/**
 * Refuses a form that another site sent in a visitor's name: it could label or delete. Browsers say where a form comes
 * from in `Sec-Fetch-Site` (over TLS and on localhost) or in `Origin`; who sends neither is no browser.
 *
 * @throws MalformedError
 */
export function refuseForeignForms({ headers, url }: Request): void {
  const site = headers.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return;
  if (site !== null) throw new MalformedError('Cannot accept this form: another site has sent it');
  const origin = headers.get('origin');
  const host = headers.get('x-forwarded-host') ?? headers.get('host') ?? new URL(url).host;
  if (origin === null || hostOf(origin) === host) return;
  const proxy = 'a proxy has to pass the Host header on';
  throw new MalformedError(
    `Cannot accept this form: it comes from ${hostOf(origin).slice(0, 64)}, expected ${host.slice(0, 64)} (${proxy})`,
  );
}

const hostOf = (origin: string): string => (URL.canParse(origin) ? new URL(origin).host : 'nowhere');
