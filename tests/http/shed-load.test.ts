import { expect, test } from 'bun:test';
import { openMetrics } from '../../src/core/metrics/index.ts';
import { shedLoad } from '../../src/http/shed-load.ts';
import type { LogLine } from '../support/app.ts';

function overloaded() {
  const lines: Pick<LogLine, 'message' | 'fields'>[] = [];
  const log = {
    debug: () => {},
    info: () => {},
    warn: (message: string, fields: Record<string, unknown> = {}) => void lines.push({ message, fields }),
    error: () => {},
  };
  const metrics = openMetrics();
  const fetch = shedLoad(() => new Response('served'), { busy: () => true, metrics, log });
  const send = async (path: string, init: RequestInit = { method: 'POST', body: 'x' }) =>
    fetch(new Request(`http://localhost${path}`, init));
  const counted = () => metrics.expose({ version: '1', model: 'm', sha256: '' }, {});
  return { send, lines, counted };
}

test('a refusal says when to come back and carries a request id, its own or the caller’s', async () => {
  const { send } = overloaded();
  const [plain, named] = await Promise.all([
    send('/predict'),
    send('/predict', { method: 'POST', headers: { 'x-request-id': 'mine-7' } }),
  ]);
  for (const response of [plain, named]) {
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({
      type: '/problems/unavailable',
      status: 503,
      requestId: response.headers.get('x-request-id'),
    });
  }
  expect(plain.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(named.headers.get('x-request-id')).toBe('mine-7');
});

test('an id that could do harm is not repeated', async () => {
  const { send } = overloaded();
  const response = await send('/predict', { method: 'POST', headers: { 'x-request-id': '"},{"' } });
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(((await response.json()) as { requestId: string }).requestId).toMatch(/^[0-9a-f-]{36}$/);
});

test('only the costly ones are refused', async () => {
  const { send, counted } = overloaded();
  for (const path of ['/predict/batch', '/livez', '/predictions'])
    expect(await (await send(path)).text()).toBe('served');
  expect(await (await send('/predict', {})).text()).toBe('served');
  expect((await send('/predict?explain=true')).status).toBe(503);
  expect(counted()).toContain('inkwell_http_requests_refused_total{reason="overload"} 1\n');
});

test('many refusals are one line of the log, with their number', async () => {
  const { send, lines, counted } = overloaded();
  await Promise.all(Array.from({ length: 500 }, () => send('/predict')));
  expect(lines).toEqual([]);
  while (lines.length === 0) await Bun.sleep(20);
  await send('/predict');
  expect(lines).toEqual([
    { message: 'refused requests: too many are waiting', fields: { refused: 500, withinMs: 1000 } },
  ]);
  expect(counted()).toContain('inkwell_http_requests_refused_total{reason="overload"} 501\n');
});
