import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { drawDigits } from './draw-digit.ts';
import { openBrowser, openPage, overflow } from './open-browser.ts';
import { type RunningServer, startServer } from './start-server.ts';

const screenshots = fileURLToPath(new URL('./screenshots', import.meta.url));

let browser: Browser;
let server: RunningServer;
/** Every kind of page, by the name of its screenshot. The empty ones come first: later there is something to show. */
let paths: { result: string; [name: string]: string };

beforeAll(async () => {
  await mkdir(screenshots, { recursive: true });
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
  await using visit = await openPage(browser, server.url);
  for (const [name, path] of [
    ['first-visit', '/'],
    ['first-history', '/history'],
    ['first-accuracy', '/accuracy'],
  ] as const)
    await look(visit.page, name, path, 1280, 'light');
  const blank = await send(drawDigits());
  for (const digit of [1, 6, 4] as const) await send(drawDigits(digit));
  const several = await send(drawDigits(2, 0, 4, 7));
  const confirmed = await send(drawDigits(8));
  await label(confirmed, '8');
  const corrected = await send(drawDigits(9));
  await label(corrected, '4');
  const five = await send(drawDigits(5));
  paths = {
    read: '/',
    result: `/?read=${five}`,
    blank: `/?read=${blank}`,
    several: `/?read=${several}`,
    history: '/history',
    'history-filtered': '/history?digit=0&status=unsure',
    'history-wrong': '/history?labelled=wrong&min=50',
    reading: `/history/${corrected}?label=any`,
    review: '/review',
    'review-sample': '/review?mode=sample',
    seen: `/history/${five}?explain=1`,
    model: '/model',
    accuracy: '/accuracy',
    models: '/models',
    replay: `/models/replays/${await replay()}`,
    export: '/export?label=any',
    import: '/import',
    missing: '/nowhere',
  };
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

async function send(bytes: Buffer): Promise<string> {
  const answer = await fetch(`${server.url}/predict`, {
    method: 'POST',
    body: new Uint8Array(bytes),
    headers: { 'content-type': 'image/png' },
  });
  return ((await answer.json()) as { id: string }).id;
}

/** Reads the labelled ones again with the same model. */
async function replay(): Promise<string> {
  const answer = await fetch(`${server.url}/replays`, {
    method: 'POST',
    body: JSON.stringify({ folder: 'inkwell' }),
    headers: { 'content-type': 'application/json' },
  });
  return ((await answer.json()) as { id: string }).id;
}

const label = (id: string, digit: string) =>
  fetch(`${server.url}/history/${id}/label`, {
    method: 'POST',
    body: new URLSearchParams({ label: digit }),
    redirect: 'manual',
  });

/** Opens a page, takes its picture, and returns what is wrong with it. */
async function look(page: Page, name: string, path: string, width: number, colorScheme: 'light' | 'dark') {
  await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
  await page.emulateMedia({ colorScheme });
  await page.goto(path, { waitUntil: 'networkidle' });
  await page.screenshot({ path: `${screenshots}/${name}-${width}-${colorScheme}.png`, fullPage: true });
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    return (await axe.run()).violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html}`);
  });
  return { violations, overflow: await overflow(page) };
}

describe.each([
  [1280, 'light'],
  [1280, 'dark'],
  [390, 'light'],
  [390, 'dark'],
] as const)('%i pixels wide, %s', (width, scheme) => {
  test('no page is wider than the screen, and axe finds nothing wrong', async () => {
    await using visit = await openPage(browser, server.url);
    for (const [name, path] of Object.entries(paths)) {
      const seen = await look(visit.page, name, path, width, scheme);
      expect({ name, ...seen }).toEqual({ name, violations: [], overflow: 0 });
    }
    expect(visit.complaints.filter((text) => !text.includes('404 (Not Found)'))).toEqual([]);
  }, 120_000);

  test('the page works by keyboard: the first stop skips to the content, every stop is visible', async () => {
    await using visit = await openPage(browser, server.url, {
      viewport: { width, height: 844 },
      colorScheme: scheme,
    });
    const { page } = visit;
    await page.goto(paths.result);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(
      'Skip to the content',
    );
    for (let stop = 0; stop < 12; stop++) {
      await page.keyboard.press('Tab');
      const focus = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return 'nothing';
        const { width, height } = element.getBoundingClientRect();
        const { outlineStyle } = getComputedStyle(element);
        return width > 10 && height > 10 && outlineStyle !== 'none' ? 'seen' : element.outerHTML;
      });
      expect(focus).toBe('seen');
    }
  }, 60_000);
});

test('the first page is light, and each of its files may be kept', async () => {
  await using visit = await openPage(browser, server.url);
  let bytes = 0;
  visit.page.on('response', async (response) => {
    const { responseBodySize } = await response.request().sizes();
    bytes += responseBodySize;
    if (new URL(response.url()).pathname.startsWith('/assets/'))
      expect(response.headers()['cache-control']).toContain('immutable');
  });
  await visit.page.goto('/history/none-at-all', { waitUntil: 'networkidle' });
  expect(bytes).toBeGreaterThan(1000);
  expect(bytes).toBeLessThan(20_000);
}, 60_000);

test('on a screen of forced colours and without motion the answer is still there', async () => {
  await using visit = await openPage(browser, server.url, {
    forcedColors: 'active',
    reducedMotion: 'reduce',
  });
  await visit.page.goto(paths.result);
  const [rest, best] = await Promise.all(
    ['.bar-rest', '.best .bar-share'].map((part) =>
      visit.page
        .locator(part)
        .first()
        .evaluate((shape) => getComputedStyle(shape).fill),
    ),
  );
  expect(best).not.toBe(rest);
  await visit.page.screenshot({ path: `${screenshots}/result-forced-colours.png`, fullPage: true });
}, 60_000);
