import { expect, test } from 'bun:test';
import { noCounts } from '../../../src/core/replay/replay.ts';
import { testApp } from '../../support/app.ts';
import { smallForm } from '../../support/forms.ts';
import { aPrediction, noon } from '../../support/prediction.ts';

const html = { accept: 'text/html,application/xhtml+xml' };

test('a person says what it really is, and may think again', async () => {
  const { send, store } = await testApp();
  const { id } = await store.record(aPrediction());
  const first = await send(`/history/${id}/label`, smallForm({ label: '1', from: 'read' }));
  expect(first.status).toBe(303);
  expect(first.headers.get('location')).toBe(`/?read=${id}#result`);
  expect(await (await send(`/?read=${id}`)).text()).toContain('Really 1');
  const second = await send(`/history/${id}/label`, smallForm({ label: '7', from: 'history' }));
  expect(second.headers.get('location')).toBe(`/history/${id}`);
  expect(await (await send(`/history/${id}`)).text()).toContain('Confirmed');
  expect((await store.find(id))?.label).toBe(7);
});

test('a label that is no digit is refused', async () => {
  const { send, store } = await testApp();
  const { id } = await store.record(aPrediction());
  for (const label of ['10', '', '<b>', '-1'])
    expect((await send(`/history/${id}/label`, smallForm({ label }))).status).toBe(400);
  expect((await send(`/history/${id}/label`, smallForm({ label: '1'.repeat(9000) }))).status).toBe(413);
  expect((await store.find(id))?.label).toBeNull();
});

test('a picture that is no digit is labelled so, and a label can be taken back', async () => {
  const { send, store } = await testApp();
  const { id, image } = await store.record(aPrediction());
  await send(`/history/${id}/label`, smallForm({ label: 'not-a-digit' }));
  expect((await store.find(id))?.label).toBe('not-a-digit');
  expect(await (await send(`/history/${id}`)).text()).toContain('Take it back');
  await send(`/history/${id}/label`, smallForm({ label: 'none' }));
  expect((await store.find(id))?.label).toBeNull();
  const page = await (await send(`/history/${id}`)).text();
  expect(page).not.toContain('Take it back');
  expect(page).toContain('Taken back');
  expect(page).toContain('by a person,');
  expect((await store.labelHistory(image.id)).map(({ label }) => label)).toEqual([null, 'not-a-digit']);
});

test('deleting ends where it began, and can be undone from there', async () => {
  const { send, store } = await testApp();
  const kept = await store.record(aPrediction({ digit: 3 }));
  const one = await store.record(aPrediction({ digit: 3 }));
  const two = await store.record(aPrediction({ digit: 3 }));
  const at = `digit=3&before=${'f'.repeat(8)}-ffff-7fff-8fff-${'f'.repeat(12)}`;
  const answer = await send(
    '/history/delete',
    smallForm([
      ['at', at],
      ['id', one.id],
      ['id', two.id],
    ]),
  );
  expect(answer.status).toBe(303);
  const location = answer.headers.get('location') ?? '';
  expect(location).toStartWith(`/history?${at}&deleted=2&undo=`);
  const page = await (await send(location)).text();
  expect(page).toContain('2 readings were deleted.');
  expect(page).toContain('1 reading matches');
  expect(page).toContain(kept.id);
  expect(page).not.toContain(one.id);

  const deletion = /name="deletion" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const undone = await send('/history/undo', smallForm({ deletion, at }));
  expect(undone.headers.get('location')).toBe(`/history?${at}&restored=2`);
  expect((await store.list({ limit: 10 })).items.map(({ id }) => id)).toEqual([two.id, one.id, kept.id]);
  const again = await (await send('/history?restored=0')).text();
  expect(again).toContain('nothing left to bring back');
});

test('many are labelled at once, and nothing selected is said so', async () => {
  const { send, store } = await testApp();
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.push((await store.record(aPrediction({ digit: 1 }))).id);
  const [first = '', second = '', third = ''] = ids;
  const answer = await send(
    '/history/label',
    smallForm([
      ['at', 'labelled=wrong&min=50'],
      ['label', '7'],
      ['id', first],
      ['id', third],
    ]),
  );
  const location = answer.headers.get('location') ?? '';
  expect(location).toBe('/history?labelled=wrong&min=50&given=2&as=7');
  expect(await (await send(location)).text()).toContain('2 pictures are labelled as a 7.');
  const labels = async () =>
    Promise.all([first, second, third].map(async (id) => (await store.find(id))?.label));
  expect(await labels()).toEqual([7, null, 7]);
  for (const path of ['/history/label', '/history/delete']) {
    const nothing = await send(path, smallForm({ label: '1', at: '' }));
    expect(await (await send(nothing.headers.get('location') ?? '')).text()).toContain(
      'Nothing was selected.',
    );
  }
  expect((await send('/history/delete', smallForm({ id: 'x' }))).status).toBe(400);
  expect((await send('/history/label', smallForm({ id: first, label: '12' }))).status).toBe(400);
  expect((await send('/history/delete', smallForm({ id: first, at: 'digit=12' }))).status).toBe(400);
  expect(await labels()).toEqual([7, null, 7]);
});

test('no other site can send our forms', async () => {
  const { send, store } = await testApp();
  const { id } = await store.record(aPrediction());
  const foreign = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ];
  for (const headers of foreign)
    for (const path of [`/history/${id}/label`, '/history/label', '/history/delete', '/history/undo'])
      expect((await send(path, smallForm({ id, label: '1' }, headers))).status).toBeWithin(400, 404);
  expect((await store.find(id))?.label).toBeNull();
  const own = { 'sec-fetch-site': 'same-origin', origin: 'http://localhost' };
  expect((await send(`/history/${id}/label`, smallForm({ label: '1' }, own))).status).toBe(303);
  expect(
    (await send(`/history/${id}/label`, smallForm({ label: '2' }, { origin: 'http://localhost' }))).status,
  ).toBe(303);
});

const cards = (page: string) =>
  [...page.matchAll(/class="card \w+" href="\/history\/([^"?]+)/g)].map((match) => match[1] ?? '');
const wayTo = (rel: string, page: string) =>
  (new RegExp(`rel="${rel}" href="([^"]+)"`).exec(page)?.[1] ?? '').replaceAll('&amp;', '&');

test('the history turns its pages by key, there and back, within its filter', async () => {
  const { send, store } = await testApp();
  const ids: string[] = [];
  for (let i = 0; i < 60; i++)
    ids.unshift((await store.record(aPrediction({ createdAt: new Date(noon + i), digit: 4 }))).id);
  await store.record(aPrediction({ createdAt: new Date(noon + 30), digit: 5 }));

  const first = await (await send('/history?digit=4')).text();
  expect(first).toContain('60 readings match');
  expect(cards(first)).toEqual(ids.slice(0, 24));
  expect(wayTo('prev', first)).toBe('');
  const second = await (await send(wayTo('next', first))).text();
  expect(cards(second)).toEqual(ids.slice(24, 48));
  const third = await (await send(wayTo('next', second))).text();
  expect(cards(third)).toEqual(ids.slice(48));
  expect(wayTo('next', third)).toBe('');
  const back = await (await send(wayTo('prev', third))).text();
  expect(cards(back)).toEqual(ids.slice(24, 48));
  const start = await (await send(wayTo('prev', back))).text();
  expect(cards(start)).toEqual(ids.slice(0, 24));
  expect(wayTo('prev', start)).toBe('');
});

test('a reading knows its neighbours within the filter, and the way back to the page', async () => {
  const { send, store } = await testApp();
  const [a, , b, , c] = await Promise.all(
    [4, 5, 4, 5, 4].map((digit, i) =>
      store.record(aPrediction({ createdAt: new Date(noon + i), digit: digit as 4 | 5 })),
    ),
  );
  const before = `before=${c?.id}`;
  const page = await (await send(`/history/${b?.id}?digit=4&${before}`)).text();
  expect(wayTo('prev', page)).toBe(`/history/${c?.id}?digit=4&${before}`);
  expect(wayTo('next', page)).toBe(`/history/${a?.id}?digit=4&${before}`);
  expect(page).toContain(`href="/history?digit=4&${before}"`);
  const labelled = await send(
    `/history/${b?.id}/label`,
    smallForm({ label: '9', from: 'history', at: `digit=4&${before}` }),
  );
  expect(labelled.headers.get('location')).toBe(`/history/${b?.id}?digit=4&${before}`);
  expect(wayTo('prev', await (await send(`/history/${c?.id}?digit=4`)).text())).toBe('');
});

test('every model’s reading of the picture is told, replayed ones too', async () => {
  const { send, store, deps } = await testApp();
  const bytes = new TextEncoder().encode('the same picture');
  const old = await store.record(aPrediction({ bytes }));
  const model = { name: 'inkwell', version: '2.0.0', sha256: 'cd'.repeat(32) };
  const { id } = await store.record(aPrediction({ bytes, model, digit: 1, createdAt: new Date(noon + 1) }));
  const replay = { id: 'r1', scope: 'all', total: 1, startedAt: new Date(noon + 2) } as const;
  await deps.replays.start({ ...replay, model: { ...model, version: '3.0.0' } });
  const answer = { status: 'unsure', digit: 8, text: null, confidence: 0.4 } as const;
  await deps.replays.record('r1', {
    after: null,
    cursor: id,
    done: 1,
    answers: [{ ...answer, predictionId: id, imageId: old.image.id, changed: true }],
    counts: noCounts,
  });
  const page = await (await send(`/history/${id}`)).text();
  expect(page).toContain('<a href="/models/replays/r1">Perhaps an 8</a>');
  expect(page).toContain('<td>inkwell 3.0.0, replayed</td>');
  expect(page).toContain(`<a href="/history/${old.id}">It is a 7</a>`);
  expect(page).toContain('<td>inkwell 1.0.0</td>');
  expect(page).toContain('<td>inkwell 2.0.0</td>');
});

test('the history is filtered by digit and by status, and its links keep the other filter', async () => {
  const { send, store } = await testApp();
  await store.record(aPrediction({ digit: 3 }));
  await store.record(aPrediction({ digit: 3, status: 'unsure' }));
  await store.record(aPrediction({ digit: 5 }));
  const count = async (query: string) =>
    ((await (await send(`/history${query}`)).text()).match(/class="card /g) ?? []).length;
  expect(await count('')).toBe(3);
  expect(await count('?digit=3')).toBe(2);
  expect(await count('?digit=3&status=unsure')).toBe(1);
  expect(await count('?status=blank')).toBe(0);
  const page = await (await send('/history?digit=3&status=unsure')).text();
  expect(page).toContain('href="/history?digit=5&status=unsure"');
  expect(await (await send('/history?status=blank')).text()).toContain('No reading matches');
});

test('every filter of the form is obeyed, and shown as it was set', async () => {
  const { send, store } = await testApp();
  const { id: sure } = await store.record(aPrediction({ confidence: 0.99, label: 7 }));
  const { id: wrong } = await store.record(aPrediction({ confidence: 0.62, label: 1 }));
  const { id: open } = await store.record(aPrediction({ confidence: 0.41, status: 'unsure' }));
  const { id: other } = await store.record(
    aPrediction({
      createdAt: new Date('2026-03-01T12:00:00Z'),
      model: { name: 'inkwell', version: '2.0.0', sha256: 'cd'.repeat(32) },
      label: 'not-a-digit',
    }),
  );
  const shown = async (query: string) => cards(await (await send(`/history?${query}`)).text()).toSorted();
  expect(await shown('label=none')).toEqual([open]);
  expect(await shown('label=any')).toEqual([sure, wrong, other].toSorted());
  expect(await shown('label=1')).toEqual([wrong]);
  expect(await shown('label=not-a-digit')).toEqual([other]);
  expect(await shown('labelled=right')).toEqual([sure]);
  expect(await shown('labelled=wrong')).toEqual([wrong, other].toSorted());
  expect(await shown('min=50&max=70')).toEqual([wrong]);
  expect(await shown('model=2.0.0')).toEqual([other]);
  expect(await shown('from=2026-02-01')).toEqual([other]);
  expect(await shown('until=2026-02-01')).toEqual([sure, wrong, open].toSorted());
  expect(await shown('sampled=1')).toEqual([]);
  expect(await shown('sampled=0')).toHaveLength(4);
  const page = await (
    await send('/history?digit=7&labelled=wrong&min=50&model=2.0.0&from=2026-02-01')
  ).text();
  for (const field of [
    '<option value="wrong" selected',
    '<option value="2.0.0" selected',
    'name="min" min="0" max="100" step="any" inputmode="decimal" value="50"',
    'name="from" value="2026-02-01"',
    '<input type="hidden" name="digit" value="7"',
    'More filters (4 in use)',
  ])
    expect(page).toContain(field);
});

test('what a form leaves empty is left out of the address', async () => {
  const { send } = await testApp();
  const answer = await send('/history?digit=&label=none&labelled=&min=&max=&from=&until=&model=&sampled=');
  expect(answer.status).toBe(302);
  expect(answer.headers.get('location')).toBe('/history?label=none');
});

test('a question that the history does not understand is refused, not answered with something else', async () => {
  const { send } = await testApp();
  for (const query of [
    'digit=12',
    'status=good',
    'before=yesterday',
    'digit=%3Cscript%3E',
    'label=10',
    'labelled=maybe',
    'min=101',
    'max=-1',
    'from=2026-02-30',
    'sampled=yes',
    `before=${'a'.repeat(36)}&after=${'b'.repeat(36)}`,
  ])
    expect((await send(`/history?${query}`, { headers: html })).status).toBe(400);
});
