import { Layout } from '../layout.tsx';
import type { Site } from '../site.ts';

export interface ProblemProps {
  readonly site: Site;
  /** The HTTP status, shown small. */
  readonly status: number;
  readonly title: string;
  /** What exactly happened; nothing of our insides. */
  readonly detail: string;
  readonly advice?: string | undefined;
  /** Names this request in the log. */
  readonly requestId?: string | undefined;
}

/** A page for when there is none: not found, or something broke. */
export function Problem({ site, status, title, detail, advice, requestId }: ProblemProps) {
  return (
    <Layout site={site} title={title}>
      <div class="broken">
        <p class="broken-status">{status}</p>
        <h1 safe>{title}</h1>
        <p safe>{detail}</p>
        {advice ? <p safe>{advice}</p> : ''}
        {requestId ? (
          <p class="aside">
            Request <code safe>{requestId}</code>
          </p>
        ) : (
          ''
        )}
        <p class="broken-ways">
          <a class="button primary" href="/">
            Read a digit
          </a>
          <a class="button" href="/history">
            History
          </a>
        </p>
      </div>
    </Layout>
  );
}
