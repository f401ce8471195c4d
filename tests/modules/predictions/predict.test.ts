import { describe, expect, test } from 'bun:test';
import { decodeBase64Image } from '../../../src/core/base64.ts';
import { createDecoder } from '../../../src/core/decode/index.ts';
import { UnavailableError } from '../../../src/core/errors.ts';
import { readCodecs } from '../../../src/runtime/codecs.ts';
import { testApp } from '../../support/app.ts';
import { writeGreyPng } from '../../support/png.ts';
import { seven } from '../../support/seven.ts';

const { send, store, deps } = await testApp();
const predict = (body: BodyInit, query = '', type?: string) =>
  send(`/predict${query}`, {
    method: 'POST',
    body,
    ...(type !== undefined && { headers: { 'content-type': type } }),
  });
const predicted = async (response: Response) => {
  expect(response.status).toBe(201);
  return response.json() as Promise<Answer>;
};

interface Answer {
  readonly id: string;
  readonly label: number | null;
  readonly probabilities: number[];
  readonly image: { readonly id: string; readonly [name: string]: unknown };
  readonly [name: string]: unknown;
}

const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);

describe('POST /predict', () => {
  test('answers 201 with exactly the fields that are promised, and where the prediction is', async () => {
    const response = await predict(seven.png, '', 'image/png');
    const body = await predicted(response);
    expect(body).toEqual({
      id: uuid,
      status: 'ok',
      prediction: 7,
      confidence: expect.any(Number),
      probabilities: Array.from({ length: 10 }, () => expect.any(Number)),
      reading: null,
      model: {
        name: deps.recogniser.model.name,
        version: deps.recogniser.model.version,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      decidedBy: expect.stringMatching(/^(glance|fast|steady|careful)$/),
      image: {
        id: uuid,
        url: `/images/${body.image.id}`,
        mediaType: 'image/png',
        width: 96,
        height: 96,
      },
      label: null,
      durationMs: expect.any(Number),
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(response.headers.get('location')).toBe(`/predictions/${body.id}`);
    expect(response.headers.get('content-type')).toContain('application/json');
  });

  test('probabilities sum to 1 and the digit has the largest', async () => {
    const { probabilities, confidence } = await predicted(await predict(seven.png));
    const numbers = probabilities;
    expect(numbers.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    expect(numbers.indexOf(Math.max(...numbers))).toBe(7);
    expect(confidence).toBeGreaterThan(0.5);
  });

  test.each([
    ['png', 'image/png'],
    ['jpeg', 'image/jpeg'],
    ['webp', 'image/webp'],
  ] as const)('reads %s, whatever it calls itself', async (format, mediaType) => {
    for (const declared of [
      'image/png',
      'image/jpeg',
      'image/webp',
      'application/octet-stream',
      'text/plain',
    ]) {
      const body = await predicted(await predict(seven[format], '', declared));
      expect(body).toMatchObject({ prediction: 7, image: { mediaType, width: 96, height: 96 } });
    }
  });

  test('reads the same from JSON, a data: URI, a form and bare bytes, and stores the image once', async () => {
    const base64 = seven.png.toBase64();
    const form = new FormData();
    form.set('image', new File([seven.png], 'me.jpg', { type: 'image/jpeg' }));
    const answers = await Promise.all(
      [
        predict(seven.png),
        predict(form),
        predict(JSON.stringify({ image: base64 }), '', 'application/json'),
        predict(JSON.stringify({ image: `data:image/png;base64,${base64}` }), '', 'application/json'),
      ].map(async (response) => predicted(await response)),
    );
    const same = answers.map(({ prediction, status, probabilities, image }) => ({
      prediction,
      status,
      probabilities,
      image,
    }));
    expect(new Set(same.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(4);
  });

  test('a blank picture is blank: no digit, no confidence', async () => {
    const blank = writeGreyPng(28, 28, new Uint8Array(784).fill(255));
    expect(await predicted(await predict(blank))).toMatchObject({
      status: 'blank',
      prediction: null,
      confidence: 0,
      probabilities: Array(10).fill(0),
    });
  });

  test('keeps the true digit when the sender knows it', async () => {
    const form = new FormData();
    form.set('image', new File([seven.png], 'seven.png'));
    form.set('label', '7');
    expect(await predicted(await predict(form))).toMatchObject({ label: 7 });
    const body = await predicted(await predict(JSON.stringify({ image: seven.jpeg.toBase64(), label: 1 })));
    expect(body.label).toBe(1);
    expect(await store.label(body.image.id)).toBe(1);
  });

  test('is stored when the answer leaves', async () => {
    const body = await predicted(await predict(seven.webp));
    const stored = await store.find(body.id);
    expect(stored).toMatchObject({ digit: 7, status: 'ok' });
    expect(stored?.probabilities).toEqual(body.probabilities);
    const image = await store.imageBytes(stored?.image.id ?? '');
    expect(image?.bytes).toEqual(seven.webp);
  });

  test('?explain=true shows each step as a picture with its reason', async () => {
    const { stages } = await predicted(await predict(seven.png, '?explain=true'));
    const steps = stages as { name: string; reason: string; picture: string }[];
    expect(steps.length).toBeGreaterThan(2);
    for (const { name, reason, picture } of steps) {
      expect(name).not.toBe('');
      expect(reason).not.toBe('');
      expect(picture).toStartWith('data:image/png;base64,iVBORw0KGgo');
    }
  });

  test('a step’s picture is shown pixel for pixel', async () => {
    const picture = { width: 3, height: 2, data: Uint8Array.of(0, 50, 100, 150, 200, 255) };
    const { recogniser } = deps;
    const own = await testApp({
      recogniser: {
        ...recogniser,
        recognise: async (bytes) => ({
          ...(await recogniser.recognise(bytes)),
          stages: [{ name: 'polarity', reason: 'inverted: the border is brighter', picture }],
        }),
      },
    });
    const response = await own.send('/predict?explain=true', { method: 'POST', body: seven.png });
    const { stages } = (await response.json()) as {
      stages: { name: string; reason: string; picture: string }[];
    };
    expect(stages).toEqual([
      { name: 'polarity', reason: 'inverted: the border is brighter', picture: expect.any(String) },
    ]);
    const { image } = await createDecoder(readCodecs())(
      decodeBase64Image(stages[0]?.picture ?? ''),
      deps.limits,
    );
    expect([image.width, image.height]).toEqual([3, 2]);
    expect(Array.from(image.data).filter((_, i) => i % 4 === 0)).toEqual([...picture.data]);
  });

  test.each(['', '?explain=false'])('without it (%p) there are no steps', async (query) => {
    expect(await predicted(await predict(seven.png, query))).not.toHaveProperty('stages');
  });
});

describe('what cannot be read', () => {
  const heic = new Uint8Array(64);
  heic.set(new TextEncoder().encode('\0\0\0\x18ftypheic\0\0\0\0mif1heic'));
  const broken = seven.png.slice(0, 1000);
  const huge = writeGreyPng(4000, 2000, []);

  test.each([
    ['no image', new TextEncoder().encode('hello, I am text'), 415, 'unsupported-format'],
    ['a HEIC photo', heic, 415, 'unsupported-format'],
    ['a PNG that ends early', broken, 422, 'undecodable'],
    ['a JPEG that ends early', seven.jpeg.slice(0, 900), 422, 'undecodable'],
    ['a WebP that ends early', seven.webp.slice(0, 300), 422, 'undecodable'],
    ['too many pixels', huge, 413, 'too-large'],
    ['too many bytes', new Uint8Array(1024 * 1024 + 1), 413, 'too-large'],
    ['nothing', new Uint8Array(), 400, 'malformed'],
  ] as const)('%s: a problem, and nothing is stored', async (_, bytes, status, name) => {
    const own = await testApp();
    const response = await own.send('/predict', { method: 'POST', body: bytes });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({
      type: `/problems/${name}`,
      status,
      title: expect.any(String),
      detail: expect.any(String),
      instance: '/predict',
      requestId: response.headers.get('x-request-id'),
    });
    expect((await own.store.list({ limit: 1 })).items).toEqual([]);
  });

  test('a HEIC photo is told what to do', async () => {
    const { detail } = (await (await predict(heic)).json()) as { detail: string };
    expect(detail).toMatch(/HEIC/);
    expect(detail).toMatch(/JPEG|PNG/);
  });

  test.each([
    [huge, 'MAX_IMAGE_PIXELS', 4_000_000],
    [new Uint8Array(1024 * 1024 + 1), 'MAX_IMAGE_BYTES', 1024 * 1024],
    [new Uint8Array(3 * 1024 * 1024), 'MAX_IMAGE_BYTES', 1024 * 1024],
  ])('what is too large names its limit', async (bytes, setting, maximum) => {
    const problem = (await (await predict(bytes)).json()) as { limit: object; detail: string };
    expect(problem).toMatchObject({ limit: { setting, maximum } });
    expect(problem.detail).toContain(String(maximum));
  });

  test('a database that cannot write is a 503 that says when to come back', async () => {
    const own = await testApp();
    own.store.record = async () => {
      throw new UnavailableError('Cannot write: the disk is full', 30);
    };
    const response = await own.send('/predict', { method: 'POST', body: seven.png });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('30');
  });
});
