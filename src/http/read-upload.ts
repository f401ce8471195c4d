import { decodeBase64Image } from '../core/base64.ts';
import { decodeBase64Bytes } from '../core/base64-bytes.ts';
import { sniff } from '../core/decode/sniff.ts';
import { MalformedError, TooLargeError } from '../core/errors.ts';
import type { ImageLimits } from '../core/image.ts';
import { type Digit, type Label, notADigit } from '../core/prediction.ts';
import { refuseManyParts } from './form-parts.ts';
import { LongText } from './long-text.ts';
import { parseJson, readBody } from './read-body.ts';

/** An image as it was sent, whatever it was wrapped in. */
export interface Upload {
  readonly bytes: Uint8Array;
  /** The truth, when the sender knows it. */
  readonly label: Label | null;
}

const setting = 'MAX_IMAGE_BYTES';
interface Fields {
  readonly image?: unknown;
  readonly label?: unknown;
}

/** Room for the names, boundaries and headers of a form, or the keys and line breaks of JSON. */
const overhead = 64 * 1024;

/**
 * Reads the image of a request: JSON with Base64, a multipart form, or the bare bytes. Only a form needs its declared
 * type (it holds the boundary); for the rest the content decides, so a forgotten or wrong header does no harm.
 *
 * @throws MalformedError, TooLargeError
 */
export async function readUpload(request: Request, limits: ImageLimits): Promise<Upload> {
  const type = (request.headers.get('content-type') ?? '').trim();
  const isForm = /^multipart\/form-data\b/i.test(type);
  const body = await readBody(request, { bytes: wireLimit(limits), setting, maximum: limits.maxBytes });
  const fields: Fields = isForm
    ? await readForm(body, type)
    : isJson(type, body)
      ? parseJson(body)
      : { image: body };
  const { image, label } = fields;
  return uploadOf(
    image instanceof Blob ? { image: new Uint8Array(await image.arrayBuffer()), label } : fields,
    limits,
    isForm,
  );
}

/** The image in fields: Base64, a data: URI, or the bytes. @throws MalformedError, TooLargeError */
export function uploadOf(fields: Fields, limits: ImageLimits, isForm: boolean): Upload {
  const upload = { bytes: bytesOf(fields.image, limits), label: labelOf(fields.label, isForm) };
  if (upload.bytes.byteLength > limits.maxBytes)
    throw new TooLargeError(
      `Cannot accept the image: it has ${upload.bytes.byteLength} bytes, maximum is ${limits.maxBytes} (${setting})`,
      setting,
      upload.bytes.byteLength,
      limits.maxBytes,
    );
  return upload;
}

/** Base64 is the bulkiest envelope: four characters for three bytes, plus a line break every 64. */
export const wireLimit = ({ maxBytes }: ImageLimits): number =>
  Math.ceil((maxBytes / 3) * 4 * 1.04) + overhead;

/** No image that we read begins with `{`. */
const isJson = (type: string, body: Uint8Array) =>
  /^application\/(\w+\+)?json\b/i.test(type) || body[0] === 0x7b;

async function readForm(body: Uint8Array<ArrayBuffer>, type: string): Promise<Fields> {
  refuseManyParts(body, type);
  let form: FormData;
  try {
    form = await new Response(body, { headers: { 'content-type': type } }).formData();
  } catch (cause) {
    throw new MalformedError('Cannot parse the multipart form', [], { cause });
  }
  for (const field of ['image', 'label'])
    if (form.getAll(field).length > 1)
      throw new MalformedError(`Cannot read the form: ${field} was sent more than once`, [
        { field: `/${field}`, message: 'was sent more than once' },
      ]);
  return { image: form.get('image') ?? undefined, label: form.get('label') ?? undefined };
}

function bytesOf(image: unknown, { maxBytes }: ImageLimits): Uint8Array {
  if (image === undefined) throw wrong('image', 'is missing');
  const bytes = typeof image === 'string' || image instanceof LongText ? decodeText(image, maxBytes) : image;
  if (!(bytes instanceof Uint8Array)) throw wrong('image', 'expected Base64 or a data: URI in a string');
  if (bytes.byteLength === 0) throw wrong('image', 'is empty');
  return bytes;
}

/** What is long and no image is refused by its first bytes. */
function decodeText(image: string | LongText, maxBytes: number): Uint8Array {
  try {
    return typeof image === 'string'
      ? decodeBase64Image(image, maxBytes)
      : decodeBase64Bytes(image.bytes, maxBytes, sniff);
  } catch (cause) {
    if (!(cause instanceof MalformedError)) throw cause;
    throw new MalformedError(cause.message, [{ field: '/image', message: cause.message }], { cause });
  }
}

function labelOf(label: unknown, isForm: boolean): Label | null {
  if (label === undefined || label === null || (isForm && label === '')) return null;
  if (label === notADigit) return label;
  const digit = isForm && typeof label === 'string' && /^[0-9]$/.test(label) ? Number(label) : label;
  if (typeof digit === 'number' && Number.isInteger(digit) && digit >= 0 && digit <= 9) return digit as Digit;
  throw wrong('label', `expected a digit from 0 to 9, or ${notADigit}`);
}

const wrong = (field: 'image' | 'label', message: string) =>
  new MalformedError(`Cannot read the upload: ${field} ${message}`, [{ field: `/${field}`, message }]);
