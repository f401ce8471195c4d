import { afterAll, describe, expect, test } from 'bun:test';
import { createTracing } from '../../src/runtime/tracing.ts';
import { testApp } from '../support/app.ts';
import { scratchFolder } from '../support/database.ts';
import { largePicture } from '../support/running.ts';
import { spawnService } from '../support/service.ts';
import { seven } from '../support/seven.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { key: string; value: { stringValue?: string; intValue?: number } }[];
  readonly status: { readonly code?: number };
}
interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly { key: string; value: { stringValue: string } }[] };
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
}

/** A collector that keeps what it is sent. */
const received: { path: string; body: Export }[] = [];
const collector = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch: async (request) => {
    received.push({ path: new URL(request.url).pathname, body: (await request.json()) as Export });
    return Response.json({});
  },
});
afterAll(() => collector.stop(true));

const exported = () =>
  received.flatMap(({ body }) =>
    body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );

/** Sends a request to an app that traces, and returns the spans that it exported. */
async function trace(path: string, init: RequestInit) {
  received.length = 0;
  const endpoint = `http://127.0.0.1:${collector.port}/`;
  const { tracer, close } = await createTracing({ endpoint, serviceName: 'digits', version: '1.2.3' });
  const { send, lines } = await testApp({ tracer });
  const response = await send(path, init);
  await new Promise(setImmediate);
  await close();
  return { response, spans: exported(), lines: lines.filter(({ message }) => message === 'request') };
}

const parent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const post = (headers: Record<string, string> = {}) => ({ method: 'POST', body: seven.png, headers });

/** Each step has its span, under the request's and within its time. */
function expectSteps(request: Span | undefined, spans: readonly Span[]): void {
  const steps = spans.filter((span) => span !== request);
  expect(steps.map(({ name }) => name).toSorted()).toEqual(['decode', 'infer', 'persist', 'preprocess']);
  for (const step of steps) {
    expect([step.traceId, step.parentSpanId]).toEqual([request?.traceId ?? '', request?.spanId]);
    expect(BigInt(step.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(request?.startTimeUnixNano ?? 0));
    expect(BigInt(step.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(request?.endTimeUnixNano ?? 0));
    expect(BigInt(step.endTimeUnixNano)).toBeGreaterThan(BigInt(step.startTimeUnixNano));
  }
}

describe('a traced request', () => {
  test('is a span with one for each step within, under the caller’s', async () => {
    const { response, spans, lines } = await trace('/predict', post({ traceparent: parent }));
    expect(response.status).toBe(201);
    const [request] = spans.filter(({ name }) => name === 'POST /predict');
    expect(request).toMatchObject({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      parentSpanId: '00f067aa0ba902b7',
    });
    expectSteps(request, spans);
    const attributes = Object.fromEntries(
      request?.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]) ?? [],
    );
    expect(attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/predict',
      'http.response.status_code': 201,
    });
    expect(lines[0]?.fields['traceId']).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(received.every(({ path }) => path === '/v1/traces')).toBe(true);
    expect(received[0]?.body.resourceSpans[0]?.resource.attributes).toContainEqual({
      key: 'service.name',
      value: { stringValue: 'digits' },
    });
  });

  test('begins a trace of its own when the caller has none, or names one wrongly', async () => {
    for (const traceparent of [
      undefined,
      'nonsense',
      parent.replace('4bf9', '4BF9'),
      parent.replace(/^00/, 'ff'),
    ]) {
      const { spans, lines } = await trace(
        '/predict',
        post(traceparent === undefined ? {} : { traceparent }),
      );
      const [request] = spans.filter(({ name }) => name === 'POST /predict');
      expect(request?.traceId).toMatch(/^[0-9a-f]{32}$/);
      expect(request?.traceId).not.toBe('4bf92f3577b34da6a3ce929d0e0e4736');
      expect(request?.parentSpanId ?? '').toBe('');
      expect(lines[0]?.fields['traceId']).toBe(request?.traceId);
    }
  });

  test('is not exported when the caller has decided against it', async () => {
    const { spans } = await trace('/predict', post({ traceparent: parent.replace(/01$/, '00') }));
    expect(spans).toEqual([]);
  });

  test('tells nothing of what was sent: no query, no address, no picture', async () => {
    await trace('/predictions?cursor=secret', { headers: { cookie: 'a=secret' } });
    expect(JSON.stringify(received)).not.toContain('secret');
  });
});

test('a picture that other threads read has its steps all the same', async () => {
  received.length = 0;
  await using folder = await scratchFolder();
  const service = spawnService({
    DATABASE_URL: `file:${folder.path}/traced.db`,
    WORKERS: '2',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.port}`,
  });
  const url = await service.url();
  expect((await fetch(`${url}/predict`, { method: 'POST', body: largePicture })).status).toBe(201);
  expect(await service.stop()).toBe(0);
  const spans = exported();
  expectSteps(
    spans.find(({ name }) => name === 'POST /predict'),
    spans,
  );
});

test('without a tracer the caller’s trace still stands in the log', async () => {
  const { send, lines } = await testApp();
  await send('/problems/conflict', { headers: { traceparent: parent } });
  await new Promise(setImmediate);
  expect(lines.find(({ message }) => message === 'request')?.fields['traceId']).toBe(
    '4bf92f3577b34da6a3ce929d0e0e4736',
  );
});
