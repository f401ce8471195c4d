import type { HistoryNotice } from '../../../templates/pages/history.tsx';
import { aLabel } from '../../../templates/words.ts';
import { labelOf } from './forms.ts';

/** What a form has just done, as the address tells it after the way back. */
export function noticeOf(query: URLSearchParams): HistoryNotice | undefined {
  const [deleted, restored, given] = ['deleted', 'restored', 'given'].map((name) => countIn(query, name));
  const as = query.get('as');
  if (deleted === 0 || given === 0)
    return { tone: 'problem', title: 'Nothing was selected.', advice: 'Tick one reading or more first.' };
  if (deleted !== undefined) {
    const undo = query.get('undo') ?? undefined;
    return { tone: 'done', title: `${readings(deleted)} deleted.`, undo };
  }
  if (restored === 0)
    return {
      tone: 'problem',
      title: 'There was nothing left to bring back.',
      detail: 'Deleted readings are kept for an hour.',
    };
  if (restored !== undefined) return { tone: 'done', title: `${readings(restored)} brought back.` };
  if (given !== undefined && as !== null) return { tone: 'done', title: `${pictures(given)} ${said(as)}.` };
  return undefined;
}

function countIn(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  return value !== null && /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}

const said = (as: string): string =>
  as === 'none' ? 'without a label now' : `labelled as ${aLabel(labelOf(as))}`;

const readings = (count: number) => (count === 1 ? 'The reading was' : `${count} readings were`);
const pictures = (count: number) => (count === 1 ? 'The picture is' : `${count} pictures are`);
