import { expect, test } from 'bun:test';
import { testApp } from '../../support/app.ts';
import { aPrediction } from '../../support/prediction.ts';

const html = { headers: { accept: 'text/html' } };

/** Forty labelled sevens, four of them read as ones. */
async function labelledApp() {
  const made = await testApp();
  for (let i = 0; i < 40; i++)
    await made.store.record(
      aPrediction({ label: 7, digit: i < 4 ? 1 : 7, createdAt: new Date('2026-01-01T12:00:00Z') }),
    );
  return made;
}

test('programs get every figure with its interval', async () => {
  const { send } = await labelledApp();
  const answer = await send('/accuracy.json');
  expect(answer.status).toBe(200);
  const body = await answer.json();
  expect(body).toMatchObject({
    predictions: 40,
    all: { labelled: 40, digits: { right: 36, total: 40, share: 0.9 } },
    sample: { labelled: 0, drawn: 0 },
    belief: { which: 'all' },
    series: [{ from: '2026-01-01T00:00:00.000Z', days: 1, count: 40 }],
  });
  expect(body.confusion.labels[10]).toBe('not-a-digit');
  expect(body.confusion.counts[7][1]).toBe(4);
  expect(body.calibration.bins).toHaveLength(20);
});

test('the page shows the share, leads from each cell to its pictures, and keeps the days asked for', async () => {
  const { send } = await labelledApp();
  const page = await (await send('/accuracy?from=2026-01-01&to=2026-01-01', html)).text();
  expect(page).toContain('90.0%');
  expect(page).toContain('4 × truly 7, answered 1');
  expect(page.replaceAll('&amp;', '&')).toContain(
    'href="/history?digit=1&status=ok&label=7&from=2026-01-01&until=2026-01-02"',
  );
  expect(page).toContain('36 of 40');
  expect(page).toContain('There is only the figure of all labels');
});

test('other days and other models are other figures', async () => {
  const { send } = await labelledApp();
  for (const query of ['from=2026-01-02', 'to=2025-12-31', 'model=9.9.9']) {
    expect(await (await send(`/accuracy?${query}`, html)).text()).toContain('Nothing was read then');
  }
  expect((await (await send('/accuracy.json?until=2026-01-01')).json()).predictions).toBe(0);
  expect((await (await send('/accuracy.json?until=2026-01-02')).json()).predictions).toBe(40);
});

test('an empty page says what to do', async () => {
  const { send, store } = await testApp();
  expect(await (await send('/accuracy', html)).text()).toContain('Nothing to judge yet');
  await store.record(aPrediction());
  const page = await (await send('/accuracy', html)).text();
  expect(page).toContain('Nobody has said yet what is right');
  expect(page).toContain('href="/review');
  expect(page).not.toContain('Confusion matrix');
});

test('what cannot be understood is refused by name', async () => {
  const { send } = await testApp();
  for (const query of [
    'from=yesterday',
    'from=2026-02-30',
    'until=2026-1-1',
    'basis=some',
    `model=${'9'.repeat(65)}`,
  ]) {
    const answer = await send(`/accuracy.json?${query}`);
    expect(answer.status).toBe(400);
    expect((await answer.json()).errors[0].field).toBe(query.split('=')[0]);
  }
  for (const query of ['from=yesterday', 'to=2026-02-30', 'basis=some'])
    expect((await send(`/accuracy?${query}`, html)).status).toBe(400);
  expect((await send('/accuracy?from=&to=&basis=', html)).status).toBe(200);
});

test('the name of a model is escaped', async () => {
  const { send, store } = await testApp();
  const model = { name: '<img src=x>', version: '"><b>', sha256: 'cd'.repeat(32) };
  await store.record(aPrediction({ model, label: 7 }));
  await store.record(aPrediction({ label: 7 }));
  const page = await (await send('/accuracy', html)).text();
  expect(page).not.toContain('<img src=x');
  expect(page).not.toContain('"><b>');
});
