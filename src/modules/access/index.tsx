import { Elysia } from 'elysia';
import { SignIn } from '../../../templates/pages/sign-in.tsx';
import { createLimiter } from '../../core/access/limiter.ts';
import { sessionCookie, sessionSeconds } from '../../core/access/session.ts';
import { RateLimitedError } from '../../core/errors.ts';
import type { AppDeps } from '../../deps.ts';
import { createClients } from '../../http/client.ts';
import { htmlPages } from '../../http/html.ts';
import { readForm } from '../pages/forms.ts';
import { createSite } from '../pages/site.ts';

const hidden = { detail: { hide: true } } as const;
/** A person mistypes a few times; a program that guesses does not get far. */
const attempts = { perMinute: 5, burst: 10 };

/** The way into the pages, and out again. */
export function signIn(deps: AppDeps) {
  const { gate, metrics, peers } = deps;
  const site = { ...createSite(deps), signedIn: false };
  const clients = createClients(deps);
  const take = createLimiter(peers.shared);

  const cookie = (request: Request, value: string, seconds: number) =>
    `${sessionCookie}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${clients.isSecure(request) ? '; Secure' : ''}`;

  return new Elysia({ name: 'sign-in' })
    .use(htmlPages())
    .onBeforeHandle(({ set }) => {
      set.headers['cache-control'] = 'no-store';
    })
    .get(
      '/sign-in',
      ({ html, redirect, request }) => {
        const next = localPath(new URL(request.url).searchParams.get('next'));
        return gate.hasPassword ? html(<SignIn site={site} next={next} />) : redirect(next, 303);
      },
      hidden,
    )
    .post(
      '/sign-in',
      async ({ html, redirect, request, set }) => {
        const taken = take(`sign-in ${clients.keyOf(request)}`, attempts, Date.now());
        if (!taken.allowed) {
          metrics.signIn('limited');
          throw new RateLimitedError('Cannot sign in now: too many attempts', taken.retryAfterSeconds);
        }
        const form = await readForm(request);
        const next = localPath(form.get('next'));
        const session = await gate.signIn(form.get('password') ?? '');
        if (session === undefined) {
          metrics.signIn('failed');
          set.status = 401;
          return html(<SignIn site={site} next={next} wrong />);
        }
        metrics.signIn('ok');
        set.headers['set-cookie'] = cookie(request, session, sessionSeconds);
        return redirect(next, 303);
      },
      { ...hidden, parse: 'none' },
    )
    .post(
      '/sign-out',
      ({ redirect, request, set }) => {
        set.headers['set-cookie'] = cookie(request, '', 0);
        set.headers['clear-site-data'] = '"cache"';
        return redirect('/sign-in', 303);
      },
      { ...hidden, parse: 'none' },
    );
}

/** Where to go on, and nowhere but here: neither to another site nor back to where one came from. */
function localPath(path: string | null): string {
  if (path === null || !/^\/(?![/\\])[\x21-\x7e]*$/.test(path) || /^\/sign-/.test(path)) return '/';
  return path;
}
