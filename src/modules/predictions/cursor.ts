import { MalformedError } from '../../core/errors.ts';

const version = 'v1:';

/** Where a page ends, wrapped so that nobody builds on what is inside. */
export const encodeCursor = (id: string): string =>
  btoa(version + id)
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** @throws MalformedError for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): string {
  const id = unwrap(cursor);
  if (id === undefined || encodeCursor(id) !== cursor)
    throw new MalformedError('Cannot read the cursor: it is not one of ours', [
      { field: 'cursor', message: 'expected the `next` of an earlier page' },
    ]);
  return id;
}

function unwrap(cursor: string): string | undefined {
  try {
    const text = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'));
    return /^v1:[\w-]+$/.test(text) ? text.slice(version.length) : undefined;
  } catch {
    return undefined;
  }
}
