import { encodeCursor } from '../../src/modules/predictions/cursor.ts';
import { seven } from '../support/seven.ts';
import type { Dice } from './dice.ts';
import { image } from './images.ts';
import { mutate, mutateText } from './mutate.ts';

/** A request as it would be sent. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: Uint8Array<ArrayBuffer>;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const id = '0199e2f5-6c1e-7b1a-9d57-0c3f6f1c2a55';

const base64 = (dice: Dice): string => {
  const bytes = dice.chance(0.5) ? seven.png : image(dice);
  const alphabet = dice.pick(['base64', 'base64url'] as const);
  const text = bytes.toBase64({ alphabet, omitPadding: dice.chance(0.5) });
  const broken = dice.chance(0.1) ? text.replace(/.{64}/g, '$&\r\n') : text;
  const uri = dice.chance(0.3)
    ? `data:${dice.pick(['image/png', '', 'text/html;x=y', 'IMAGE/JPEG'])}${dice.pick([';base64', '', ';BASE64'])},${broken}`
    : broken;
  return dice.chance(0.4) ? mutateText(uri, dice) : uri;
};

/** JSON by its grammar, a little deeper and odder than anybody would write it. */
function value(dice: Dice, depth: number): string {
  if (depth > 0 && dice.chance(0.3))
    return dice.chance(0.5)
      ? `[${Array.from({ length: dice.below(4) }, () => value(dice, depth - 1)).join(',')}]`
      : object(dice, depth - 1);
  return dice.pick([
    () => 'null',
    () =>
      dice.pick([
        'true',
        'false',
        'True',
        'undefined',
        'NaN',
        '-0',
        '1e999',
        '0x10',
        '01',
        '.5',
        '1.',
        '7',
        '10',
        '-1',
      ]),
    () => String(dice.below(12)),
    () => JSON.stringify(base64(dice)),
    () => dice.pick(['"not-a-digit"', '""', '"\\u0000"', '"\\ud800"', '"\\x"', '"', '"\n"', '"__proto__"']),
  ])();
}
function object(dice: Dice, depth: number): string {
  const names = [
    'image',
    'label',
    'replaces',
    'images',
    '__proto__',
    'constructor',
    'toString',
    '',
    'é',
    '\u0000',
  ];
  const fields = Array.from(
    { length: dice.below(4) },
    () => `${JSON.stringify(dice.pick(names))}:${value(dice, depth)}`,
  );
  return `{${fields.join(dice.chance(0.03) ? ',,' : ',')}}`;
}
function json(dice: Dice): Uint8Array<ArrayBuffer> {
  const text = dice.chance(0.4)
    ? `{"image":${JSON.stringify(base64(dice))}${dice.chance(0.5) ? `,"label":${value(dice, 1)}` : ''}}`
    : value(dice, 5);
  return dice.chance(0.3) ? mutate(utf8(text), dice) : utf8(text);
}

function multipart(dice: Dice): { type: string; body: Uint8Array<ArrayBuffer> } {
  const boundary = dice.pick(['x', 'x'.repeat(70), '--', 'a b', "'()+_,-./:=?", '']);
  const eol = dice.pick(['\r\n', '\r\n', '\r\n', '\n', '\r']);
  const part = (): Uint8Array<ArrayBuffer>[] => {
    const name = dice.pick(['image', 'label', 'images', 'file', '', 'im\\"age', 'ï']);
    const file = dice.chance(0.6)
      ? `; filename="${dice.pick(['a.png', '', '../../x', 'a\u0000b', '\\"'])}"`
      : '';
    const type = dice.chance(0.5)
      ? `${eol}Content-Type: ${dice.pick(['image/png', 'x', '', 'multipart/mixed; boundary=x'])}`
      : '';
    const encoding = dice.chance(0.1)
      ? `${eol}Content-Transfer-Encoding: ${dice.pick(['base64', 'quoted-printable'])}`
      : '';
    const content = dice.chance(0.7) ? image(dice) : utf8(dice.pick(['7', '', 'not-a-digit', base64(dice)]));
    return [
      utf8(
        `--${boundary}${eol}Content-Disposition: form-data; name="${name}"${file}${type}${encoding}${eol}${eol}`,
      ),
      content,
      utf8(eol),
    ];
  };
  const parts = Array.from({ length: dice.below(4) }, part).flat();
  const end = dice.chance(0.9) ? [utf8(`--${boundary}--${eol}`)] : [];
  const whole = new Uint8Array(Buffer.concat([...parts, ...end]));
  const quoted = dice.chance(0.3) ? `"${boundary}"` : boundary;
  return {
    type: dice.chance(0.95)
      ? `multipart/form-data; boundary=${quoted}`
      : dice.pick(['multipart/form-data', 'multipart/form-data; boundary', 'multipart/mixed; boundary=x']),
    body: dice.chance(0.4) ? mutate(whole, dice) : whole,
  };
}

const queries: Record<string, readonly string[]> = {
  limit: ['1', '100', '0', '101', '-1', '1e1', '٣', '', '1.5', '9'.repeat(400)],
  prediction: ['7', '10', '-1', 'seven', ''],
  status: ['ok', 'unsure', 'blank', 'multiple', 'OK', 'ok\u0000', ''],
  label: ['any', 'none', '3', 'not-a-digit', '10', "' or 1=1 --"],
  model: ['1.0.0', '%', '_', "'; drop table predictions; --", 'x'.repeat(65)],
  from: [
    '2026-11-23',
    '2026-02-30',
    '2026-11-23T13:30:00Z',
    '2026-11-23T13:30:00+99:99',
    '-271821-04-20',
    '275760-09-13',
    '9'.repeat(40),
  ],
  until: ['2026-11-23T00:00:00Z', '0000-00-00', '2026-11-23T24:00:00Z', ''],
  sampled: ['true', 'false', '1', 'x'],
  verdict: ['right', 'wrong', 'x'],
  minConfidence: ['0', '1', '0.5', '-1', 'NaN', '1e-9'],
  maxConfidence: ['0', '1', '0.5', '2', 'Infinity'],
};

function search(dice: Dice): string {
  const cursor = () => {
    const made = encodeCursor(dice.chance(0.5) ? id : mutateText(id, dice).replace(/[^\x20-\xff]/g, ''));
    return dice.chance(0.5) ? mutateText(made, dice) : made;
  };
  const pairs = Array.from({ length: dice.below(4) }, () => {
    if (dice.chance(0.3)) return ['cursor', cursor()] as const;
    const name = dice.pick(Object.keys(queries));
    const given = dice.pick(queries[name] ?? ['']);
    return [name, dice.chance(0.2) && given !== '' ? mutateText(given, dice) : given] as const;
  });
  const text = pairs.map(([name, given]) => `${name}=${encodeURIComponent(given.toWellFormed())}`).join('&');
  return dice.chance(0.1) ? mutateText(text, dice).replace(/[\s#\p{Cc}]/gu, '') : text;
}

const labelBody = (dice: Dice) =>
  dice.chance(0.5) ? json(dice) : utf8(`{"label":${value(dice, 1)},"replaces":${value(dice, 1)}}`);
const post = (path: string, type: string, body: Uint8Array<ArrayBuffer>): FuzzRequest => ({
  method: 'POST',
  path,
  headers: type === '' ? {} : { 'content-type': type.replace(/[^\x20-\x7e]/g, '') },
  body,
});

/** Kinds of requests, by what of them is thrown dice for. */
export const requests: Record<string, (dice: Dice) => FuzzRequest> = {
  image: (dice) =>
    post('/predict', dice.pick(['image/png', '', 'application/octet-stream', 'image/webp']), image(dice)),
  json: (dice) =>
    post(
      '/predict',
      dice.pick(['application/json', '', 'application/problem+json', 'text/plain']),
      json(dice),
    ),
  multipart: (dice) => {
    const { type, body } = multipart(dice);
    return post(dice.pick(['/predict', '/predict/batch']), type, body);
  },
  batch: (dice) => {
    const items = Array.from({ length: dice.below(4) }, () => value(dice, 3)).join(',');
    return post(
      '/predict/batch',
      'application/json',
      dice.chance(0.3) ? mutate(utf8(`[${items}]`), dice) : utf8(`[${items}]`),
    );
  },
  filters: (dice) => ({
    method: 'GET',
    path: `${dice.pick(['/predictions', '/history', '/predictions', '/review/next'])}?${search(dice)}`,
    headers: {},
  }),
  label: (dice) => ({
    method: 'PUT',
    path: `/images/${dice.pick([id, 'x'])}/label`,
    headers: { 'content-type': 'application/json' },
    body: labelBody(dice),
  }),
};
