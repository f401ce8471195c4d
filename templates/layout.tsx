import type { PropsWithChildren } from '@kitajs/html';
import { Logo } from './components/logo.tsx';
import type { Site } from './site.ts';

const places = [
  { key: 'read', href: '/', text: 'Read' },
  { key: 'history', href: '/history', text: 'History' },
  { key: 'review', href: '/review', text: 'Review' },
  { key: 'accuracy', href: '/accuracy', text: 'Accuracy' },
  { key: 'models', href: '/models', text: 'Models' },
  { key: 'data', href: '/export', text: 'Data' },
  { key: 'api', href: '/swagger', text: 'API' },
] as const;

interface LayoutProps {
  readonly site: Site;
  /** Of this page alone; the product's name is added. */
  readonly title: string;
  readonly current?: (typeof places)[number]['key'];
  /** A script that this page alone needs, e.g. `review.js`. */
  readonly script?: string;
}

/** The frame of every page: head, header with the places to go, footer. Nothing inline, so a strict policy holds. */
export function Layout({ site, title, current, script, children }: PropsWithChildren<LayoutProps>) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title safe>{`${title} · Inkwell`}</title>
        <meta name="description" content="Inkwell reads handwritten digits and remembers every one." />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" type="image/svg+xml" href={site.assetUrl('icon.svg')} />
        <link rel="stylesheet" href={site.assetUrl('inkwell.css')} />
        <script type="module" src={site.assetUrl('inkwell.js')}></script>
        {script ? <script type="module" src={site.assetUrl(script)}></script> : ''}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="masthead">
          <a class="brand" href="/">
            <Logo />
            <span>Inkwell</span>
          </a>
          <nav aria-label="Main">
            <ul class="places">
              {places.map(({ key, href, text }) => (
                <li>
                  <a href={href} aria-current={key === current ? 'page' : undefined}>
                    {text}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main id="main" tabindex="-1">
          {children}
        </main>
        <footer class="colophon">
          <p>Pictures and answers stay on this server.</p>
          <ul class="colophon-places">
            <li>
              Read by{' '}
              <a href="/model" safe>
                {`${site.model.name} ${site.model.version}`}
              </a>
            </li>
            <li>
              <a href="/status">Status</a>
            </li>
            {site.signedIn ? (
              <li>
                <form method="post" action="/sign-out">
                  <button type="submit" class="button-link">
                    Sign out
                  </button>
                </form>
              </li>
            ) : (
              ''
            )}
          </ul>
        </footer>
      </body>
    </html>
  );
}
