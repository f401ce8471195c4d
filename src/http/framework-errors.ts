import { ValidationError } from 'elysia';
import { InkwellError, MalformedError } from '../core/errors.ts';

/** Elysia's own errors in our words; whatever else comes stays what it is. */
export function inOurWords(error: unknown): unknown {
  if (error instanceof ValidationError) return error.type === 'response' ? error : fromValidation(error);
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'PARSE') return error.cause instanceof InkwellError ? error.cause : unreadable(error);
  if (error.code === 'NOT_FOUND') return new NothingHere();
  return error;
}

class NothingHere extends InkwellError {
  readonly code = 'not-found';
  override message = 'There is nothing at this address';
}

const unreadable = (cause: unknown) => new MalformedError('Cannot read the body', [], { cause });

/** Bodies are named by JSON pointer, everything else by its parameter. */
function fromValidation(error: ValidationError): MalformedError {
  const fields = new Map<string, string>();
  for (const issue of error.all) {
    const path = 'path' in issue ? String(issue.path) : '';
    const field = error.type === 'body' ? path : path.replace(/^\//, '') || nameIn(issue);
    if (!fields.has(field)) fields.set(field, messageOf(issue));
  }
  const errors = [...fields].map(([field, message]) => ({ field, message }));
  const summary = errors
    .map(({ field, message }) => (field === '' ? message : `${field}: ${message}`))
    .join('; ');
  return new MalformedError(
    `Cannot accept the ${error.type === 'property' ? 'query' : error.type}: ${summary}`,
    errors,
    { cause: error },
  );
}

/** See `integerInQuery`. */
const nameIn = (issue: object) => keyword(issue, 'x-name') ?? '';

const keyword = (issue: object, name: string): string | undefined => {
  const schema: unknown = Reflect.get(issue, 'schema');
  const value: unknown =
    typeof schema === 'object' && schema !== null ? Reflect.get(schema, name) : undefined;
  return typeof value === 'string' ? value : undefined;
};

function messageOf(issue: object): string {
  const ours = keyword(issue, 'error');
  if (ours !== undefined) return ours;
  const message = 'message' in issue ? String(issue.message) : 'is wrong';
  return message.charAt(0).toLowerCase() + message.slice(1);
}
