import { expect, test } from 'bun:test';
import { UnavailableError } from '../../../src/core/errors.ts';
import { drawDigits } from '../../browser/draw-digit.ts';
import { testApp } from '../../support/app.ts';
import { smallForm } from '../../support/forms.ts';
import { aPrediction } from '../../support/prediction.ts';

const html = { accept: 'text/html,application/xhtml+xml' };

/** Sends the upload form, as a browser does. */
function uploadForm(bytes: Uint8Array<ArrayBuffer>, fields: Record<string, string> = {}): RequestInit {
  const body = new FormData();
  body.append('image', new File([bytes], 'digit.png', { type: 'image/png' }));
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return { method: 'POST', body, headers: html };
}

/** A page without the outlines that only scripts use. */
const inView = (page: string) => page.replace(/<template[\s\S]*?<\/template>/g, '');

test('an upload is answered by a redirect to its result, so that reloading posts nothing', async () => {
  const { send, store } = await testApp();
  const posted = await send('/', uploadForm(new Uint8Array(drawDigits(7))));
  const { items } = await store.list({ limit: 10 });
  expect(items).toHaveLength(1);
  expect(posted.status).toBe(303);
  expect(posted.headers.get('location')).toBe(`/?read=${items[0]?.id}#result`);

  const shown = await send(`/?read=${items[0]?.id}`, { headers: html });
  const page = inView(await shown.text());
  expect(shown.status).toBe(200);
  expect(shown.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page).toContain('It is a 7</h2>');
  expect(page).toContain(`src="/images/${items[0]?.image.id}"`);
  expect(page.match(/<th scope="row">/g)).toHaveLength(10);
  expect(page).toContain('decided by the ');
  expect((await store.list({ limit: 10 })).items).toHaveLength(1);
});

test('several digits are told in reading order, each with a frame and a bar of its own', async () => {
  const { send, store } = await testApp();
  const digits = ([2, 0, 4] as const).map((digit, i) => ({
    digit,
    confidence: 0.9,
    box: { x: 10 * i, y: 5, width: 8, height: 12 },
  }));
  const { id } = await store.record(
    aPrediction({ status: 'multiple', digit: null, reading: { text: '204', digits } }),
  );
  for (const path of [`/?read=${id}`, `/history/${id}`]) {
    const page = inView(await (await send(path)).text());
    expect(page).toContain('It says 204');
    expect(page).toContain('alt="The uploaded picture, read as 204"');
    expect(page).toContain('viewBox="0 0 28 20"');
    expect(page.match(/<rect class="picture-box"/g)).toHaveLength(3);
    expect(page).toContain('<rect class="picture-box" x="20" y="5" width="8" height="12">');
    expect(page.match(/<th scope="row"><span/g)).toHaveLength(3);
  }
});

test('what the network saw is shown when asked for, and read anew for it, but not stored', async () => {
  const { deps, store } = await testApp();
  const picture = { width: 3, height: 2, data: new Uint8Array(6).fill(128) };
  const stages = [{ name: 'polarity', reason: 'inverted: <the border> is brighter', picture }];
  const asked: unknown[] = [];
  const recogniser: typeof deps.recogniser = {
    ...deps.recogniser,
    recognise: async (bytes, options) => {
      asked.push(options?.explain);
      return { ...(await deps.recogniser.recognise(bytes)), stages };
    },
  };
  const { send } = await testApp({ recogniser, store });
  await send('/', uploadForm(new Uint8Array(drawDigits(3))));
  const [three] = (await store.list({ limit: 10 })).items;
  expect(await (await send(`/history/${three?.id}`)).text()).toContain('Show each step');
  expect(asked).toEqual([false]);

  const page = await (await send(`/history/${three?.id}?explain=1`)).text();
  expect(asked).toEqual([false, true]);
  expect(page).toContain('with the same answer');
  expect(page).toContain('<strong>Polarity</strong>');
  expect(page).toContain('inverted: &lt;the border&gt; is brighter');
  expect(page).toMatch(
    /<img class="wide pixels" src="data:image\/png;base64,[^"]+" width="3" height="2" alt=""\/>/,
  );
  expect((await store.list({ limit: 10 })).items).toHaveLength(1);
});

test('the true preprocessing tells its steps on the page', async () => {
  const { send, store } = await testApp();
  await send('/', uploadForm(new Uint8Array(drawDigits(3))));
  const [three] = (await store.list({ limit: 10 })).items;
  const page = await (await send(`/history/${three?.id}?explain=1`)).text();
  expect((page.match(/src="data:image\/png/g) ?? []).length).toBeGreaterThanOrEqual(3);
});

test('another model that reads a stored picture otherwise is told of', async () => {
  const { send, store } = await testApp();
  const { id } = await store.record(aPrediction({ bytes: new Uint8Array(drawDigits(3)) }));
  const page = await (await send(`/history/${id}?explain=1`)).text();
  expect(page).toContain('with another answer: <strong>It is a 3</strong>');
});

test('the page of the model tells its networks, its card and its files', async () => {
  const { deps } = await testApp();
  const modelCard = { ...deps.modelCard, markdown: '# Card\n\nA <b>bold</b> claim.' };
  const { send } = await testApp({ modelCard });
  const page = await (await send('/model')).text();
  for (const { name } of deps.modelCard.stages) expect(page).toContain(`<th scope="row">${name}</th>`);
  expect(page).toContain('<h2>Card</h2>');
  expect(page).toContain('A &lt;b&gt;bold&lt;/b&gt; claim.');
  expect(page).toContain(deps.recogniser.model.sha256);
});

test('the page of a model without a card tells the figures of its manifest', async () => {
  const { deps } = await testApp();
  const share = { set: 'clean', images: 5000, share: 0.9978, interval: [0.996, 0.9988] } as const;
  const modelCard = { ...deps.modelCard, digits: [share], nonDigits: [], markdown: null };
  const { send } = await testApp({ modelCard });
  const page = await (await send('/model')).text();
  expect(page).toContain('MNIST, held out of training');
  expect(page).toContain('99.78%');
  expect(page).toContain('99.60 – 99.88');
  expect(page).not.toContain('Other things not taken');
});

test('a blank sheet is said to be one, without digit, number or bars', async () => {
  const { send, store } = await testApp();
  const blank = {
    status: 'blank',
    digit: null,
    confidence: 0,
    probabilities: Array(10).fill(0),
    decidedBy: null,
  } as const;
  const { id } = await store.record(aPrediction(blank));
  const page = inView(await (await send(`/?read=${id}`)).text());
  expect(page).toContain('Nothing is written here');
  expect(page).toContain('no network was needed');
  expect(page).not.toContain('<table');
  expect(page).not.toContain('class="sureness"');
});

test('an unsure answer is a guess, and is never called certain', async () => {
  const { send, store } = await testApp();
  const { id } = await store.record(aPrediction({ status: 'unsure' }));
  const page = await (await send(`/?read=${id}`)).text();
  expect(page).toContain('Perhaps a 7');
  expect(page).toContain('Not sure');
  expect(page).not.toContain('Almost certain');
});

test('the true digit goes along with an upload', async () => {
  const { send, store } = await testApp();
  await send('/', uploadForm(new Uint8Array(drawDigits(7)), { label: '4' }));
  await send('/', uploadForm(new Uint8Array(drawDigits(3)), { label: '' }));
  const { items } = await store.list({ limit: 10 });
  expect(items.map(({ label }) => label)).toEqual([null, 4]);
});

test('what goes wrong with an upload is told on the page, above the form, and nothing is kept', async () => {
  const { send, store } = await testApp();
  const cases = [
    [uploadForm(new TextEncoder().encode('no picture')), 415, 'Inkwell can’t read this kind of file'],
    [uploadForm(new Uint8Array()), 400, 'No picture was chosen'],
    [uploadForm(new Uint8Array(drawDigits(7)), { label: '12' }), 400, 'That didn’t arrive as a picture'],
    [
      uploadForm(new Uint8Array(1024 * 1024 + 1)),
      413,
      'It has 1,048,577 bytes; this server takes at most 1,048,576 bytes.',
    ],
    [smallForm({}), 400, 'No picture was chosen'],
  ] as const;
  for (const [form, status, words] of cases) {
    const answer = await send('/', form);
    const page = await answer.text();
    expect(answer.status).toBe(status);
    expect(page).toContain('role="alert"');
    expect(page).toContain(words);
    expect(page).toContain('enctype="multipart/form-data"');
  }
  expect((await store.list({ limit: 10 })).items).toHaveLength(0);
});

test('a server that cannot answer now says so, and when to come back', async () => {
  const { deps } = await testApp();
  const recognise = () => Promise.reject(new UnavailableError('Cannot read it now', 7));
  const { send } = await testApp({ recogniser: { ...deps.recogniser, recognise } });
  const answer = await send('/', uploadForm(new Uint8Array(drawDigits(7))));
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('7');
  expect(await answer.text()).toContain('try again in 7 seconds');
});

test('a reading that is gone leaves a page that still reads', async () => {
  const { send } = await testApp();
  const answer = await send('/?read=01a208a4-5069-759e-b4b9-c6eb91ee8399', { headers: html });
  expect(answer.status).toBe(404);
  const page = await answer.text();
  expect(page).toContain('That isn’t here any more');
  expect(page).toContain('enctype="multipart/form-data"');
});

test('problems are pages to people and problem details to programs', async () => {
  const { send } = await testApp();
  const page = await send('/nowhere', { headers: html });
  expect(page.status).toBe(404);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await page.text()).toContain('This page is blank');
  const problem = await send('/nowhere', { headers: { accept: '*/*' } });
  expect(problem.status).toBe(404);
  expect(problem.headers.get('content-type')).toBe('application/problem+json');
});

test('a mistake of ours is a page without our insides, with the number under which it is logged', async () => {
  const { store } = await testApp();
  const broken = { ...store, list: () => Promise.reject(new Error('secret insides')) };
  const { send, lines } = await testApp({ store: broken });
  const answer = await send('/history', { headers: { ...html, 'x-request-id': 'number-7' } });
  const page = await answer.text();
  expect(answer.status).toBe(500);
  expect(page).toContain('Something broke, and it was us');
  expect(page).toContain('number-7');
  expect(page).not.toContain('secret insides');
  const logged = lines.find(({ level }) => level === 'error');
  expect(logged?.fields).toMatchObject({ requestId: 'number-7', error: 'secret insides' });
});

test('nothing on any page is inline, or from elsewhere', async () => {
  const { send, store } = await testApp();
  const { id } = await store.record(aPrediction());
  for (const path of ['/', `/?read=${id}`, '/history', `/history/${id}`, '/model', '/nowhere']) {
    const answer = await send(path, { headers: html });
    const page = await answer.text();
    expect(page).toStartWith('<!doctype html><html lang="en">');
    expect(page).not.toMatch(/\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc="\/assets\/)|javascript:/);
    expect(page).not.toMatch(/(?:src|href|action)="(?!\/|#)/);
    expect(answer.headers.get('content-security-policy')).not.toContain('unsafe');
  }
});

test('text from outside is escaped', async () => {
  const evil = '<img src=x onerror=alert(1)>';
  const { deps, store } = await testApp();
  const model = { ...deps.recogniser.model, name: evil };
  const { send } = await testApp({ recogniser: { ...deps.recogniser, model }, store });
  const { id } = await store.record(aPrediction({ model, decidedBy: evil }));
  const paths = ['/', `/?read=${id}`, `/history/${id}`, `/history?digit=${encodeURIComponent(evil)}`];
  for (const path of paths) {
    const page = await (await send(path, { headers: html })).text();
    expect(page).not.toContain('<img src=x');
    expect(page).toContain('&lt;img src=x');
  }
});
