import { encodeCursor } from '../../src/modules/predictions/cursor.ts';
import { seven } from '../support/seven.ts';
import { packed } from '../support/zip.ts';
import type { Dice } from './dice.ts';
import { zip } from './formats.ts';
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
  const boundary = dice.pick(['x', 'form', 'x'.repeat(70), '--', 'a b', "'()+_,-./:=?", '']);
  const eol = dice.pick(['\r\n', '\r\n', '\r\n', '\n', '\r']);
  const part = (): Uint8Array<ArrayBuffer>[] => {
    const name = dice.pick(['image', 'image', 'image', 'label', 'images', 'file', '', 'im\\"age', 'ï']);
    const file = dice.chance(0.7)
      ? `; filename="${dice.pick(['a.png', '', '../../x', 'a\u0000b', '\\"'])}"`
      : '';
    const type = dice.chance(0.5)
      ? `${eol}Content-Type: ${dice.pick(['image/png', 'x', '', 'multipart/mixed; boundary=x'])}`
      : '';
    const encoding = dice.chance(0.1)
      ? `${eol}Content-Transfer-Encoding: ${dice.pick(['base64', 'quoted-printable'])}`
      : '';
    const content = dice.chance(0.3)
      ? seven.png
      : dice.chance(0.7)
        ? image(dice)
        : utf8(dice.pick(['7', '', 'not-a-digit', base64(dice)]));
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
    body: dice.chance(0.3) ? mutate(whole, dice) : whole,
  };
}

const queries: Record<string, readonly string[]> = {
  digit: ['7', '10', '', 'x'],
  min: ['50', '0', '100', '100.0001', '1e2', ''],
  max: ['95', '101', '-0', ''],
  before: [id, id.toUpperCase(), `${id}x`, ''],
  after: [id, 'x', ''],
  labelled: ['right', 'wrong', 'x', ''],
  mode: ['doubt', 'sample', 'x'],
  basis: ['all', 'sample', ''],
  test: ['20', '0', '100', '100.1', ''],
  pictures: ['seen', 'uploaded', 'x'],
  images: ['0', '1', '2'],
  job: ['a', '', 'x'.repeat(65)],
  explain: ['true', 'false', '1', ''],
  rows: ['all', 'failed', 'x'],
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
    if (dice.chance(0.2)) return `${dice.pick(['4471', '0', '9'.repeat(15), '-1', ''])}.${id}`;
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
  dice.chance(0.3)
    ? json(dice)
    : utf8(
        `{"label":${dice.chance(0.7) ? dice.below(11) : value(dice, 1)}${dice.chance(0.5) ? `,"replaces":${dice.chance(0.7) ? dice.pick(['null', '7']) : value(dice, 1)}` : ''}}`,
      );
const post = (path: string, type: string, body: Uint8Array<ArrayBuffer>): FuzzRequest => ({
  method: 'POST',
  path,
  headers: type === '' ? {} : { 'content-type': type.replace(/[^\x20-\x7e]/g, '') },
  body,
});

const odd: Record<string, readonly string[]> = {
  'idempotency-key': [
    'a',
    '"a"',
    '"',
    '""',
    'a b',
    'x'.repeat(255),
    'x'.repeat(256),
    '8e03978e-40d5-43dd-bc93-6894a57f9324',
  ],
  accept: ['*/*', 'text/html', 'application/json;q=0', ';,;', 'text/html;q=2,*/*;q=x'],
  'accept-encoding': ['gzip', 'br;q=0', '*', 'gzip;q=x, ,'],
  traceparent: [
    `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    `00-${'0'.repeat(32)}-${'0'.repeat(16)}-00`,
    'ff-x',
    '',
  ],
  tracestate: ['a=b', ','.repeat(600)],
  'x-request-id': ['a', 'x'.repeat(129), '<b>'],
  origin: ['null', 'http://localhost', 'https://elsewhere.example', 'x'],
  'sec-fetch-site': ['same-origin', 'cross-site', 'none', 'x'],
  authorization: ['Bearer x', 'Basic eDp4', 'Bearer', 'bearer ink_x'],
  cookie: ['inkwell=x', 'a=b; ; =; inkwell=', '%'],
  'if-none-match': ['"x"', '*', 'W/"', ','],
  range: ['bytes=0-1', 'bytes=-0', 'bytes=9-1,x'],
  'content-length': ['0', '-1', '1e9', '9'.repeat(30)],
  'transfer-encoding': ['chunked', 'x'],
  'x-forwarded-for': ['1.2.3.4', '::1%0', 'x,,'],
  'content-type': [
    'application/json',
    'application/json; charset=utf-16',
    'a/b;;=',
    'multipart/form-data; boundary="',
  ],
};

function oddHeaders(dice: Dice): Record<string, string> {
  const names = Array.from({ length: 1 + dice.below(3) }, () => dice.pick(Object.keys(odd)));
  return Object.fromEntries(
    names.map((name) => {
      const given = dice.pick(odd[name] ?? ['']);
      const changed = dice.chance(0.2) && given !== '' ? mutateText(given, dice) : given;
      return [name, changed.replace(/[^\x21-\x7e]/g, '')];
    }),
  );
}

const pages = [
  '/',
  '/batch',
  '/history',
  `/history/${id}`,
  '/review',
  '/accuracy',
  '/export',
  '/import',
  '/models',
  '/models/x',
  '/model',
  '/status',
  '/sign-in',
  '/offline',
  '/swagger',
  '/swagger/json',
  '/livez',
  '/readyz',
  '/metrics',
  '/problems/conflict',
  '/assets/x',
  '/nowhere',
  `/images/${'IMAGE'}`,
  `/replays/${id}`,
  `/replays/${id}/answers`,
  '/export/progress',
];
const forms = [
  '/history/label',
  '/history/delete',
  '/history/undo',
  `/history/${id}/label`,
  '/review',
  '/review/undo',
  '/review/draw',
  '/sign-in',
  '/sign-out',
  '/models/x/promote',
  '/models/x/replay',
  `/models/replays/${id}/cancel`,
];

function urlencoded(dice: Dice): Uint8Array<ArrayBuffer> {
  const pairs = Array.from({ length: dice.below(5) }, () => {
    const name = dice.pick([
      'id',
      'ids',
      'digit',
      'label',
      'size',
      'scope',
      'password',
      'next',
      'back',
      'replaces',
      '__proto__',
      '',
    ]);
    const given = dice.pick([
      id,
      '7',
      'not-a-digit',
      '',
      '0',
      '1e9',
      '//elsewhere.example',
      '/history',
      'all',
      '\u0000',
      'é',
    ]);
    return `${encodeURIComponent(name)}=${encodeURIComponent(given)}`;
  });
  const body = utf8(pairs.join('&'));
  return dice.chance(0.3) ? mutate(body, dice) : body;
}

const inZip = (dice: Dice) =>
  packed(`${dice.below(10)}/${dice.below(99)}.png`, dice.chance(0.5) ? seven.png : image(dice));

/** IDX by its grammar: dimensions that may not fit what follows. */
function idx(dice: Dice): Uint8Array<ArrayBuffer> {
  const sizes = dice.pick([
    [2, 28, 28],
    [2],
    [0],
    [1, 1, 1],
    [0xffffffff],
    [3, 0, 28],
    [2, 0xffff, 0xffff],
    [],
  ]);
  const head = new Uint8Array(4 + 4 * sizes.length);
  head.set([0, 0, dice.pick([8, 8, 8, 9, 13]), sizes.length]);
  for (const [i, size] of sizes.entries()) new DataView(head.buffer).setUint32(4 + 4 * i, size);
  const content = dice.bytes(dice.pick([0, 1, 2, 100, 2 * 28 * 28]));
  return new Uint8Array(Buffer.concat([head, content]));
}

const tables = [
  'file,label\n7/a.png,7\n',
  'sha256,label\n',
  'label\n7\n',
  '"file","label"\r\n"a ""b"".png",not-a-digit',
  'file;label\na;1',
];

function imported(dice: Dice): Uint8Array<ArrayBuffer> {
  const whole = dice.pick<() => Uint8Array<ArrayBuffer>>([
    () => zip(dice, inZip),
    () =>
      zip(dice, () =>
        packed(
          dice.pick(['t-images-idx3-ubyte', 't-labels-idx1-ubyte', 'manifest.csv', 'a.jsonl']),
          dice.chance(0.5) ? idx(dice) : utf8(dice.pick(tables)),
        ),
      ),
    () => idx(dice),
    () => new Uint8Array(Bun.gzipSync(idx(dice))),
    () => utf8(Array.from({ length: dice.below(4) }, () => object(dice, 2)).join('\n')),
    () => utf8(dice.pick(tables) + (dice.chance(0.5) ? `${'a'.repeat(64)},${value(dice, 1)}` : '')),
    () => image(dice),
  ])();
  return dice.chance(0.3) ? mutate(whole, dice) : whole;
}

const filtered = [
  '/predictions',
  '/predictions',
  '/history',
  '/history',
  '/review/next',
  '/review',
  '/accuracy.json',
  '/accuracy',
  '/export/csv',
  '/export/jsonl',
  '/export/png',
  '/export/idx',
  '/export',
  `/replays/${id}/answers`,
  '/export/progress',
];

/** Kinds of requests, by what of them is thrown dice for. */
export const requests: Record<string, (dice: Dice) => FuzzRequest> = {
  image: (dice) => {
    const query = dice.chance(0.1) ? `?${search(dice)}` : '';
    const type = dice.pick(['image/png', '', 'application/octet-stream', 'image/webp']);
    return post(`/predict${query}`, type, image(dice));
  },
  zip: (dice) => post('/predict/batch', dice.pick(['application/zip', '']), zip(dice, inZip)),
  import: (dice) => {
    const body = imported(dice);
    return post(
      `/import${dice.chance(0.3) ? `?${search(dice)}` : ''}`,
      dice.pick(['application/octet-stream', '']),
      body,
    );
  },
  headers: (dice) => {
    const headers = oddHeaders(dice);
    if (dice.chance(0.3)) {
      const whole = dice.chance(0.7) ? seven.png : image(dice);
      return { method: 'POST', path: '/predict', headers, body: new Uint8Array(whole) };
    }
    const method = dice.pick(['GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'DELETE', 'PUT', 'PATCH', 'POST']);
    return { method, path: dice.pick(pages), headers };
  },
  form: (dice) => post(dice.pick(forms), 'application/x-www-form-urlencoded', urlencoded(dice)),
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
    path: `${dice.pick(filtered)}?${search(dice)}`,
    headers: {},
  }),
  label: (dice) => ({
    method: 'PUT',
    path: `/images/${dice.pick(['IMAGE', 'IMAGE', id, 'x'])}/label`,
    headers: { 'content-type': 'application/json' },
    body: labelBody(dice),
  }),
};
