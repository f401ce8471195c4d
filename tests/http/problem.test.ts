import { describe, expect, test } from 'bun:test';
import {
  ConflictError,
  InkwellError,
  InsufficientStorageError,
  MalformedError,
  NotFoundError,
  TooLargeError,
  UnavailableError,
  UndecodableError,
  UnsupportedFormatError,
} from '../../src/core/errors.ts';
import { MethodNotAllowedError, problemHeaders, toProblem } from '../../src/http/problem.ts';
import { problems } from '../../src/http/problem-kinds.ts';
import { testApp } from '../support/app.ts';
import { aPrediction } from '../support/prediction.ts';

describe('toProblem', () => {
  test.each([
    ['malformed', 400, new MalformedError('m')],
    ['not-found', 404, new NotFoundError('m')],
    ['method-not-allowed', 405, new MethodNotAllowedError('GET', ['PUT'])],
    ['conflict', 409, new ConflictError('m')],
    ['too-large', 413, new TooLargeError('m', 'MAX_IMAGE_BYTES', 2, 1)],
    ['unsupported-format', 415, new UnsupportedFormatError('m')],
    ['undecodable', 422, new UndecodableError('m')],
    ['unavailable', 503, new UnavailableError('m')],
    ['insufficient-storage', 507, new InsufficientStorageError('m')],
  ])('%s is a %d', (name, status, error) => {
    const problem = toProblem(error);
    expect(problem).toMatchObject({ status, type: `/problems/${name}`, detail: error.message });
    expect(problem.title.length).toBeGreaterThan(0);
  });

  test('whatever else is thrown is our fault and not described', () => {
    const thrown = [
      new Error('secret'),
      new TypeError('secret'),
      'secret',
      null,
      undefined,
      5,
      { code: 'secret' },
    ];
    for (const problem of thrown.map(toProblem)) {
      expect(problem.status).toBe(500);
      expect(JSON.stringify(problem)).not.toContain('secret');
    }
  });

  test('an error of a kind we have not seen kind that calls itself ours is still known by its code', () => {
    class Odd extends InkwellError {
      readonly code = 'conflict';
    }
    expect(toProblem(new Odd('m')).status).toBe(409);
  });

  test('fields and limits are told', () => {
    const errors = [{ field: '/image', message: 'is missing' }];
    expect(toProblem(new MalformedError('m', errors)).errors).toEqual(errors);
    expect(toProblem(new TooLargeError('m', 'MAX_IMAGE_PIXELS', 2, 1)).limit).toEqual({
      setting: 'MAX_IMAGE_PIXELS',
      actual: 2,
      maximum: 1,
    });
  });
});

test('a client is told when to come back, and what it may do instead', () => {
  expect(problemHeaders(new UnavailableError('m', 7))).toMatchObject({ 'retry-after': '7' });
  expect(problemHeaders(new MethodNotAllowedError('GET', ['PUT', 'OPTIONS']))).toMatchObject({
    allow: 'PUT, OPTIONS',
  });
});

describe('an unexpected error', () => {
  const broken = async () => {
    const app = await testApp();
    app.deps.store.find = async () => {
      throw new Error('disk /dev/sda1 is on fire', { cause: new Error('smoke') });
    };
    return app;
  };

  test('is a 500 without internals', async () => {
    const response = await (await broken()).send('/predictions/x');
    expect(response.status).toBe(500);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const text = await response.text();
    expect(text).not.toMatch(/sda1|smoke|stack|\.ts/);
    expect(JSON.parse(text)).toMatchObject({
      type: '/problems/internal',
      status: 500,
      instance: '/predictions/x',
    });
  });

  test('is logged with its stack, its cause and the request’s id', async () => {
    const { send, lines } = await broken();
    const id = (await send('/predictions/x')).headers.get('x-request-id');
    const [line] = lines.filter(({ level }) => level === 'error');
    expect(line?.fields).toMatchObject({
      requestId: id,
      error: 'disk /dev/sda1 is on fire',
      cause: 'Error: smoke',
    });
    expect(line?.fields.stack).toContain('problem.test.ts');
  });
});

test('an outage is logged with the whole chain of its causes, which the client is not told', async () => {
  const { send, store, lines } = await testApp();
  store.checkWritable = async () => {
    throw new UnavailableError('Cannot write', 1, { cause: new Error('EIO on /dev/sda1') });
  };
  const response = await send('/readyz', { headers: { 'x-request-id': 'abc' } });
  expect(await response.text()).not.toContain('sda1');
  expect(lines.find(({ level }) => level === 'warn')).toEqual({
    level: 'warn',
    message: 'unavailable',
    fields: {
      requestId: 'abc',
      method: 'GET',
      path: '/readyz',
      error: 'Not ready: the check "database" failed: Cannot write',
      cause: 'UnavailableError: Cannot write ← Error: EIO on /dev/sda1',
    },
  });
});

test('an answer that breaks its own schema is our fault, not the client’s', async () => {
  const { send, store, lines } = await testApp();
  const prediction = { ...(await store.record(aPrediction())), confidence: 2 };
  store.find = async () => prediction;
  const response = await send('/predictions/x');
  expect(response.status).toBe(500);
  expect(lines.some(({ level }) => level === 'error')).toBe(true);
});

describe('/problems/{name}', () => {
  test.each(Object.entries(problems))('explains %s', async (name, { status, title }) => {
    const { send } = await testApp();
    const response = await send(`/problems/${name}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ type: `/problems/${name}`, status, title });
  });

  test.each(['other', 'toString', '__proto__'])('knows no %s', async (name) => {
    const { send } = await testApp();
    expect((await send(`/problems/${name}`)).status).toBe(404);
  });
});
