import { type MultipartError, make } from 'multipasta';
import { MalformedError } from '../core/errors.ts';

/** What comes out of a form while it arrives, in its order. */
export type MultipartEvent =
  | { readonly kind: 'file'; readonly field: string; readonly name: string }
  /** Some bytes of the file before. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }
  | { readonly kind: 'field'; readonly field: string; readonly value: string };

const maxFieldBytes = 64 * 1024;

/** Fields that are no files: ours has one, browsers add a few. */
const mostFields = 100;

/**
 * Reads a `multipart/form-data` body while it arrives: nothing is kept but the piece at hand.
 *
 * @param contentType as declared; it holds the boundary
 * @param mostFiles empty ones count, too
 * @throws MalformedError
 */
export async function* multipart(
  chunks: AsyncIterable<Uint8Array>,
  contentType: string,
  mostFiles: number,
): AsyncGenerator<MultipartEvent> {
  let [files, fields] = [0, 0];
  let events: MultipartEvent[] = [];
  const wrong: MultipartError[] = [];
  const parser = make({
    headers: { 'content-type': contentType },
    maxFieldSize: maxFieldBytes,
    isFile: ({ filename }) => filename !== undefined,
    onFile: ({ name, filename = '' }) => {
      if (++files > mostFiles) throw tooMany(mostFiles, 'files');
      events.push({ kind: 'file', field: name, name: filename });
      return (bytes) => events.push(bytes === null ? { kind: 'end' } : { kind: 'bytes', bytes });
    },
    onField: ({ name }, value) => {
      if (++fields > mostFields) throw tooMany(mostFields, 'fields that are no files');
      events.push({ kind: 'field', field: name, value: new TextDecoder().decode(value) });
    },
    onError: (error) => wrong.push(error),
    onDone: () => {},
  });
  const drain = () => {
    const drained = events;
    events = [];
    return drained;
  };
  const step = (work: () => void): void => {
    try {
      work();
    } catch (cause) {
      if (cause instanceof MalformedError) throw cause;
      throw new MalformedError('Cannot parse the multipart form: a header of a part is broken', [], {
        cause,
      });
    }
    const [error] = wrong;
    if (error) throw new MalformedError(`Cannot parse the multipart form: ${whatIsWrong(error)}`);
  };
  step(() => {});
  for await (const chunk of chunks) {
    step(() => parser.write(chunk));
    yield* drain();
  }
  step(() => parser.end());
  yield* drain();
}

const tooMany = (maximum: number, what: string) =>
  new MalformedError(`Cannot read the form: it has more than ${maximum} ${what}`);

function whatIsWrong(error: MultipartError): string {
  switch (error._tag) {
    case 'InvalidBoundary':
      return 'its content type names no boundary';
    case 'BadHeaders':
      return 'a header of a part is broken';
    case 'InvalidDisposition':
      return 'a part has no name';
    case 'EndNotReached':
      return 'it ended early';
    case 'ReachedLimit':
      return `a field is longer than ${maxFieldBytes} bytes`;
  }
}
