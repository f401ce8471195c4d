import { MalformedError } from '../../core/errors.ts';
import { shown } from '../pages/forms.ts';
import { historyQuery } from '../pages/history-query.ts';
import { type ExportFormat, type ExportRequest, mnistTestShare } from './service.ts';

/** What is no filter, but how to write it. */
const options = ['test', 'pictures', 'images', 'job'];

/** What the address of an export asks for. @throws MalformedError naming the parameter */
export function exportRequest(format: ExportFormat, query: URLSearchParams): ExportRequest {
  const { filter } = historyQuery(query);
  const asked = [...query].filter(([name, value]) => value !== '' && !options.includes(name));
  return {
    format,
    filter,
    asked: Object.fromEntries(asked),
    testShare: testShareOf(query.get('test')),
    pictures: oneOf('pictures', query.get('pictures'), ['uploaded', 'seen']),
    images: oneOf('images', query.get('images'), ['0', '1']) === '1',
  };
}

function testShareOf(value: string | null): number {
  if (value === null || value === '') return mnistTestShare;
  if (/^\d{1,3}(\.\d{1,4})?$/.test(value) && Number(value) <= 100) return Number(value) / 100;
  throw wrong('test', value, 'a percentage, 0 to 100');
}

/** The first is what counts when nothing is said. */
function oneOf<const T extends string>(name: string, value: string | null, known: readonly [T, ...T[]]): T {
  if (value === null || value === '') return known[0];
  const found = known.find((one) => one === value);
  if (found === undefined) throw wrong(name, value, known.join(' or '));
  return found;
}

function wrong(field: string, value: string, expected: string): MalformedError {
  const message = `got ${shown(value)}, expected ${expected}`;
  return new MalformedError(`Cannot read ${field}: ${message}`, [{ field, message }]);
}
