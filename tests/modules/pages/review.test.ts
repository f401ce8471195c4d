import { expect, test } from 'bun:test';
import { testApp } from '../../support/app.ts';
import { smallForm } from '../../support/forms.ts';
import { aPrediction, noon } from '../../support/prediction.ts';

const html = { accept: 'text/html,application/xhtml+xml' };

/** What the form of the page would send along. */
function fieldsOf(page: string): Record<string, string> {
  const fields = page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"\/>/g);
  return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, value]));
}

const doubtful = (at: number) =>
  aPrediction({ status: 'unsure', confidence: 0.4, createdAt: new Date(noon + at) });

test('a label leads to the next picture, says what was said, and can be undone', async () => {
  const { send, store } = await testApp();
  const second = await store.record(doubtful(0));
  const first = await store.record(doubtful(1));
  const page = await (await send('/review')).text();
  expect(page).toContain(`src="/images/${first.image.id}"`);
  expect(page).toContain('2 to go');
  expect(page).toContain('Perhaps a 7?');

  const said = await send('/review', smallForm({ ...fieldsOf(page), label: '1' }));
  expect(said.status).toBe(303);
  expect((await store.find(first.id))?.label).toBe(1);
  const next = await (await send(said.headers.get('location') ?? '')).text();
  expect(next).toContain('You said a 1.');
  expect(next).toContain(`src="/images/${second.image.id}"`);

  const undo = { mode: 'doubt', id: first.id, was: 'none', back: '' };
  const undone = await send('/review/undo', smallForm(undo));
  expect(undone.headers.get('location')).toBe('/review');
  expect((await store.find(first.id))?.label).toBeNull();
});

test('who was faster keeps their label', async () => {
  const { send, store } = await testApp();
  const { id, image } = await store.record(doubtful(0));
  const fields = fieldsOf(await (await send('/review')).text());
  await store.setLabel(image.id, { digit: 3, source: 'person', createdAt: new Date() });
  const said = await send('/review', smallForm({ ...fields, label: '1' }));
  const next = await (await send(said.headers.get('location') ?? '')).text();
  expect(next).toContain('Somebody labelled that one in the meantime.');
  expect((await store.find(id))?.label).toBe(3);
});

test('a sample is drawn, asked about without the answer, and counted', async () => {
  const { send, store } = await testApp();
  for (let i = 0; i < 4; i++) await store.record(aPrediction());
  expect(await (await send('/review?mode=sample')).text()).toContain('No sample was drawn yet');
  const drawn = await send('/review/draw', smallForm({ size: '3' }));
  const page = await (await send(drawn.headers.get('location') ?? '')).text();
  expect(page).toContain('3 readings were drawn at random.');
  expect(page).toContain('0 of 3 labelled');
  expect(page).toContain('Which digit is this?');
  expect(page).not.toContain('99.8');
  expect(page).toMatch(/<button[^>]*class="button primary review-accept"[^>]* hidden/);
  const said = await send('/review', smallForm({ ...fieldsOf(page), label: 'not-a-digit' }));
  expect(await (await send(said.headers.get('location') ?? '')).text()).toContain('1 of 3 labelled');
});

test('nonsense is refused, and changes nothing', async () => {
  const { send, store } = await testApp();
  const { id } = await store.record(doubtful(0));
  const fields = fieldsOf(await (await send('/review')).text());
  for (const query of ['mode=fast', 'after=1.2', 'after=%3Cscript%3E'])
    expect((await send(`/review?${query}`, { headers: html })).status).toBe(400);
  for (const wrong of [{ label: '12' }, { label: '' }, { mode: 'x' }, { was: 'maybe' }])
    expect((await send('/review', smallForm({ ...fields, label: '1', ...wrong }))).status).toBe(400);
  expect((await send('/review', smallForm({ ...fields, label: '1', id: 'none' }))).status).toBe(404);
  for (const size of ['0', '1001', 'all', ''])
    expect((await send('/review/draw', smallForm({ size }))).status).toBe(400);
  const stored = await store.find(id);
  expect(stored?.label).toBeNull();
  expect(stored?.sampled).toBe(false);
});
