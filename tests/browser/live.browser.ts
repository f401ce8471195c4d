import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Browser, Page } from 'playwright-core';
import { createDecoder } from '../../src/core/decode/index.ts';
import { preprocess } from '../../src/core/preprocess/index.ts';
import { readCodecs } from '../../src/runtime/codecs.ts';
import { openBrowser, openPage } from './open-browser.ts';
import { type RunningServer, startServer } from './start-server.ts';

type Point = readonly [x: number, y: number];

/** Strokes by mouse, 0–1 from the sheet's top left corner. */
const drawings: Record<string, readonly (readonly Point[])[]> = {
  seven: [
    [
      [0.28, 0.24],
      [0.72, 0.24],
      [0.44, 0.82],
    ],
  ],
  one: [
    [
      [0.5, 0.15],
      [0.5, 0.85],
    ],
  ],
  four: [
    [
      [0.55, 0.15],
      [0.28, 0.55],
      [0.75, 0.55],
    ],
    [
      [0.62, 0.35],
      [0.6, 0.88],
    ],
  ],
  'small zero': [
    [
      [0.2, 0.2],
      [0.13, 0.3],
      [0.2, 0.4],
      [0.27, 0.3],
      [0.2, 0.2],
    ],
  ],
  twelve: [
    [
      [0.25, 0.25],
      [0.25, 0.75],
    ],
    [
      [0.55, 0.35],
      [0.65, 0.25],
      [0.78, 0.32],
      [0.55, 0.74],
      [0.82, 0.74],
    ],
  ],
};

let browser: Browser;
let server: RunningServer;
beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

async function draw(page: Page, strokes: readonly (readonly Point[])[], steps = 10): Promise<void> {
  const canvas = page.locator('canvas[data-pad]');
  await canvas.scrollIntoViewIfNeeded();
  const sheet = await canvas.boundingBox();
  if (sheet === null) throw new Error('Cannot draw: the sheet is not shown');
  const at = ([x, y]: Point) => [sheet.x + x * sheet.width, sheet.y + y * sheet.height] as const;
  for (const [first, ...rest] of strokes) {
    if (first === undefined) continue;
    await page.mouse.move(...at(first));
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...at(point), { steps });
    await page.mouse.up();
  }
}

/** Notes what passes between the page and its worker, before anything of ours runs. */
const tap = () => {
  const taken: { kind: string; id?: number; input?: Float32Array | null; at: number }[] = [];
  Object.assign(window, { taken });
  const { Worker: Original } = window;
  window.Worker = class extends Original {
    constructor(address: string | URL, options?: WorkerOptions) {
      super(address, options);
      this.addEventListener('message', ({ data }) => taken.push({ ...data, at: performance.now() }));
    }
    override postMessage(message: { kind: string; id?: number }, options?: unknown) {
      taken.push({
        kind: `to ${message.kind}`,
        ...(message.id && { id: message.id }),
        at: performance.now(),
      });
      super.postMessage(message, options as StructuredSerializeOptions);
    }
  };
};

interface Tapped {
  readonly taken: { kind: string; id?: number; input?: Float32Array | null; at: number }[];
}

const settled = async (page: Page) => {
  await page.locator('.live').waitFor({ timeout: 20_000 });
  await page.waitForFunction(
    () => {
      const { taken } = window as unknown as Tapped;
      const asked = taken.filter(({ kind }) => kind === 'to read').at(-1);
      return asked !== undefined && taken.some(({ kind, id }) => kind === 'answer' && id === asked.id);
    },
    undefined,
    { timeout: 20_000 },
  );
};

test('the 28×28 of the browser are the 28×28 of the server, byte for byte', async () => {
  const decode = createDecoder(readCodecs());
  await using visit = await openPage(browser, server.url);
  const { page, complaints } = visit;
  await page.addInitScript(tap);
  await page.goto('/');
  for (const [name, strokes] of Object.entries(drawings)) {
    const clear = page.getByRole('button', { name: 'Clear' });
    if (await clear.isEnabled()) await clear.click();
    await draw(page, strokes);
    await settled(page);
    await page.waitForTimeout(100);
    await settled(page);
    const inBrowser = await page.evaluate(() => {
      const { taken } = window as unknown as Tapped;
      return [...(taken.findLast(({ kind }) => kind === 'answer')?.input ?? [])];
    });
    await page.getByRole('button', { name: 'Read it' }).click();
    await page.locator('#result .correct').waitFor();
    const [stored] = await server.predictions();
    const sent = await (await fetch(`${server.url}${stored?.image.url}`)).bytes();
    const { image } = await decode(sent, { maxBytes: 1e7, maxPixels: 1e7 });
    const onServer = preprocess(image).candidates.map(({ input }) => [...input]);
    expect(inBrowser).toHaveLength(784);
    expect({ name, equal: onServer.some((input) => Bun.deepEquals(input, inBrowser)) }).toEqual({
      name,
      equal: true,
    });
  }
  expect(complaints).toEqual([]);
}, 120_000);

test('the bars move while the pen does, and nothing was loaded before', async () => {
  await using visit = await openPage(browser, server.url);
  const { page, requests, complaints } = visit;
  await page.addInitScript(tap);
  let bytes = 0;
  page.on('response', async (response) => {
    // What was lately read here is other people's pictures.
    if (response.url().includes('/images/')) return;
    const { responseBodySize, responseHeadersSize } = await response.request().sizes();
    bytes += responseBodySize + responseHeadersSize;
  });
  await page.goto('/', { waitUntil: 'networkidle' });
  console.log(`    the first page: ${bytes} bytes`);
  expect(bytes).toBeWithin(5000, 60_000);
  expect(requests.filter((request) => /wasm|onnx|recogniser/.test(request))).toEqual([]);
  await page.locator('canvas[data-pad]').hover({ position: { x: 5, y: 5 } });
  await page.waitForFunction(() => (window as unknown as Tapped).taken.some(({ kind }) => kind === 'ready'));

  const sheet = await page.locator('canvas[data-pad]').boundingBox();
  if (sheet === null) throw new Error('Cannot draw: the sheet is not shown');
  const widths = () =>
    page.locator('.live .bar-share').evaluateAll((bars) => bars.map((bar) => bar.getAttribute('width')));
  await page.mouse.move(sheet.x + sheet.width * 0.28, sheet.y + sheet.height * 0.24);
  await page.mouse.down();
  await page.mouse.move(sheet.x + sheet.width * 0.72, sheet.y + sheet.height * 0.24, { steps: 10 });
  await settled(page);
  const half = await widths();
  await page.mouse.move(sheet.x + sheet.width * 0.44, sheet.y + sheet.height * 0.82, { steps: 10 });
  await settled(page);
  const whole = await widths();
  // The pen is still down.
  expect(half).toHaveLength(10);
  expect(whole).not.toEqual(half);
  expect(await page.locator('.live .figure').textContent()).toBe('7');
  await page.mouse.up();

  const waits = await page.evaluate(() => {
    const { taken } = window as unknown as Tapped;
    const asked = new Map(taken.filter(({ kind }) => kind === 'to read').map(({ id, at }) => [id, at]));
    return taken.filter(({ kind }) => kind === 'answer').map(({ id, at }) => at - (asked.get(id) ?? 0));
  });
  console.log(`    from drawing to bars: ${waits.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  expect(complaints).toEqual([]);
}, 60_000);

test('after the first time it reads without a network, and says that it cannot keep', async () => {
  await using visit = await openPage(browser, server.url);
  const { page } = visit;
  await page.addInitScript(tap);
  await page.goto('/');
  await draw(page, drawings['seven'] ?? []);
  await settled(page);
  await page.waitForFunction(() => 'kept' in document.documentElement.dataset, undefined, {
    timeout: 20_000,
  });

  await page.context().setOffline(true);
  await page.reload();
  await draw(page, drawings['one'] ?? []);
  await settled(page);
  expect(await page.locator('.live .figure').textContent()).toBe('1');
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.getByText('Inkwell cannot be reached').waitFor();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.waitForURL(/\?read=/);
  expect(await page.locator('#result .figure').textContent()).toBe('1');
}, 60_000);

test('where browser and server disagree, both are told', async () => {
  await using visit = await openPage(browser, server.url);
  const { page } = visit;
  await page.addInitScript(tap);
  await page.goto('/');
  await draw(page, drawings['seven'] ?? []);
  await settled(page);
  // The server gets another picture than was drawn.
  await page.route('**/', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const { drawDigits } = await import('./draw-digit.ts');
    const form = new FormData();
    form.append('image', new File([new Uint8Array(drawDigits(3))], 'three.png'));
    const response = new Response(form);
    await route.continue({
      headers: { ...route.request().headers(), 'content-type': response.headers.get('content-type') ?? '' },
      postData: Buffer.from(await response.arrayBuffer()),
    });
  });
  await page.getByRole('button', { name: 'Read it' }).click();
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.textContent()).toContain('Your browser and the server disagree');
  expect(await alert.textContent()).toContain('a 7');
  expect(await page.locator('#result .figure').textContent()).toBe('3');
}, 60_000);
