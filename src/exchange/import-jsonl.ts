import { decodeBase64Image } from '../core/base64.ts';
import { MalformedError, TooLargeError } from '../core/errors.ts';
import { attemptRow } from './attempt-row.ts';
import {
  type ImportFile,
  type ImportRow,
  imageSetting,
  type Picture,
  type WrongRow,
} from './import-source.ts';
import { parseLabel } from './parse-label.ts';
import { readLines } from './streams.ts';

/** Room for all that a line says besides the picture. */
const otherCharacters = 64 * 1024;

/**
 * A picture or a label a line: `{"image": "<Base64>", "label": 7}`, or a prediction as our export writes it, with its picture in
 * `image.data` or, when it is stored here already, its `image.sha256`.
 */
export async function* importJsonl(
  { name, source }: ImportFile,
  maxImageBytes: number,
): AsyncGenerator<ImportRow | WrongRow> {
  const longest = Math.ceil((maxImageBytes / 3) * 4) + otherCharacters;
  let number = 0;
  for await (const line of readLines(source, longest)) {
    number++;
    if (line === '') continue;
    const place = `${name}:${number}`;
    if (line === null) {
      yield {
        name: place,
        error: new TooLargeError(
          `Cannot read ${place}: the line is longer than a picture of ${maxImageBytes} bytes (${imageSetting})`,
          imageSetting,
          longest,
          maxImageBytes,
        ),
      };
      continue;
    }
    yield attemptRow(place, () => parse(line, maxImageBytes));
  }
}

function parse(line: string, maxImageBytes: number): Omit<ImportRow, 'name'> {
  const value = parseObject(line);
  return { label: parseLabel(value['label']), picture: pictureOf(value['image'], maxImageBytes) };
}

function parseObject(line: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new MalformedError('Cannot parse the line as JSON', [], { cause });
  }
  if (isObject(value)) return value;
  throw new MalformedError('Cannot read the line: expected a JSON object');
}

function pictureOf(image: unknown, maxImageBytes: number): Picture {
  const data = isObject(image) ? image['data'] : image;
  if (typeof data === 'string') {
    const bytes = decodeBase64Image(data, maxImageBytes);
    return { load: async () => bytes };
  }
  const sha256 = isObject(image) ? image['sha256'] : undefined;
  if (typeof sha256 === 'string' && isSha256(sha256)) return { sha256: sha256.toLowerCase() };
  throw new MalformedError('Cannot read the line: expected a picture in image, image.data or image.sha256');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** SHA-256, hexadecimal. */
export const isSha256 = (text: string): boolean => /^[0-9a-f]{64}$/i.test(text);
