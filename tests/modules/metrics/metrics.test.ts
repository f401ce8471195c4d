import { expect, test } from 'bun:test';
import { testApp } from '../../support/app.ts';
import { seven } from '../../support/seven.ts';

const html = { headers: { accept: 'text/html' } };

/** An app that was asked a few things, and what it then tells. */
async function asked() {
  const { app, send } = await testApp({ vitals: async () => ({ databaseBytes: 8192, residentBytes: 1e6 }) });
  for (let i = 0; i < 3; i++) await send('/predict', { method: 'POST', body: seven.png });
  await send('/predict', { method: 'POST', body: 'no image' });
  for (const id of ['a', 'b', 'c']) await send(`/predictions/${id}`);
  for (let i = 0; i < 50; i++) await send(`/nowhere/${i}`, { method: i % 2 === 0 ? 'GET' : 'PROPFIND' });
  await new Promise(setImmediate);
  return { app, send };
}

test('/metrics tells predictions and requests by route and status, never by address', async () => {
  const { send } = await asked();
  const response = await send('/metrics');
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await response.text();
  const value = (series: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.split(' ')
        .at(-1),
    );
  expect(text).toMatch(/^inkwell_predictions_total\{model="inkwell [\d.]+",digit="7",status="ok"\} 3$/m);
  const requests = 'inkwell_http_request_duration_seconds_count';
  expect(value(`${requests}{method="POST",route="/predict",status="201"}`)).toBe(3);
  expect(value(`${requests}{method="POST",route="/predict",status="415"}`)).toBe(1);
  expect(value(`${requests}{method="GET",route="/predictions/:id",status="404"}`)).toBe(3);
  expect(value(`${requests}{method="GET",route="none",status="404"}`)).toBe(25);
  expect(value(`${requests}{method="other",route="none",status="404"}`)).toBe(25);
  expect(text).not.toContain('nowhere');
  expect(value('inkwell_database_size_bytes')).toBe(8192);
});

test('/status shows the last hour: how many, how fast, how many went wrong', async () => {
  const { send } = await asked();
  const page = await (await send('/status', html)).text();
  const [, readings = ''] = /<th scope="row">Readings<\/th>(.*?)<\/tr>/s.exec(page) ?? [];
  const cells = Array.from(readings.matchAll(/<td[^>]*>([^<]*)</g), ([, cell]) => cell);
  expect(cells[0]).toBe('4');
  expect(cells[2]).toMatch(/^[\d.]+ m?s$/);
  expect(cells.slice(5)).toEqual(['1 (25.0%)', '0']);
  expect(page).toContain('8 KiB');
});

test('/status of a service that nobody has asked yet is a page all the same', async () => {
  const { send } = await testApp();
  const response = await send('/status', html);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('not told');
});
