import { Problem as ProblemPage } from '../../../templates/pages/problem.tsx';
import type { AppDeps } from '../../deps.ts';
import type { Problem } from '../../http/problem.ts';
import { createSite } from './site.ts';

const words: Record<number, { title: string; detail?: string; advice?: string }> = {
  401: {
    title: 'These pages are closed',
    advice: 'Whoever runs this Inkwell can open them with a password (PAGE_PASSWORD).',
  },
  403: { title: 'That isn’t allowed' },
  404: { title: 'This page is blank', advice: 'Check the address, or start from one of these.' },
  405: { title: 'That can’t be done here' },
  429: { title: 'That was a little fast', advice: 'Wait a moment, then try again.' },
  500: {
    title: 'Something broke, and it was us',
    detail: 'The mistake is in Inkwell, not in what you did. It has been logged.',
    advice: 'Try again. If it breaks again, tell whoever runs this server the number below.',
  },
  503: { title: 'Not right now', advice: 'Wait a moment, then try again.' },
  507: {
    title: 'No room left',
    advice: 'Nothing was changed. Tell whoever runs this server to make room on its disk, then try again.',
  },
};

/** Tells a problem as a page to those who asked for a page, and returns null to everybody else. */
export function problemPage(deps: Pick<AppDeps, 'assets' | 'limits' | 'recogniser' | 'access'>) {
  const site = createSite(deps);
  return (problem: Problem, request: Request): string | null => {
    if (!/\btext\/html\b/.test(request.headers.get('accept') ?? '')) return null;
    const { title, detail, advice } = words[problem.status] ?? { title: 'That didn’t work' };
    const page = (
      <ProblemPage
        site={site}
        status={problem.status}
        title={title}
        detail={detail ?? `${problem.detail}.`.replace(/\.\.$/, '.')}
        advice={advice}
        requestId={problem.status >= 500 ? problem.requestId : undefined}
      />
    );
    return `<!doctype html>${page}`;
  };
}
