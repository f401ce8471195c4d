import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createClient } from '@libsql/client';
import type { Browser, Page } from 'playwright-core';
import type { DrawnDigit } from './draw-digit.ts';
import { openBrowser, openPage } from './open-browser.ts';
import { sendDigit } from './send-digit.ts';
import { type RunningServer, startServer } from './start-server.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
});

const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const satisfies readonly DrawnDigit[];

/** A service that is never sure, with `count` pictures, and what is drawn on each. */
async function doubtful(count: number) {
  const server = await startServer({ MIN_CONFIDENCE: '1' });
  const drawn = new Map<string, DrawnDigit>();
  for (let i = 0; i < count; i++) {
    const digit = digits[i % 10] ?? 0;
    drawn.set((await sendDigit(server.url, digit)).imageId, digit);
  }
  return { server, drawn, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** What really lies in the table, the newest label of each image. */
async function labelsIn({ databaseUrl }: RunningServer) {
  const client = createClient({ url: databaseUrl });
  try {
    const { rows } = await client.execute('select "image_id", "digit", "source" from "labels" order by "id"');
    return {
      rows,
      newest: new Map(rows.map((row) => [String(row['image_id']), row['digit']])),
    };
  } finally {
    client.close();
  }
}

const shownImage = async (page: Page) =>
  (await page.locator('[data-picture] img').getAttribute('src'))?.split('/').at(-1) ?? '';

/** The picture after this one, once it is shown. */
async function nextImage(page: Page, before: string): Promise<string> {
  await page.waitForFunction(
    (src) => !document.querySelector('[data-picture] img')?.getAttribute('src')?.endsWith(src),
    before,
  );
  return shownImage(page);
}

test('twenty pictures are labelled by keyboard alone, and every label is in the database', async () => {
  await using session = await doubtful(20);
  const { server, drawn } = session;
  await using visit = await openPage(browser, server.url);
  const { page, complaints, requests } = visit;
  await page.goto('/review');
  await page.locator('.review.enhanced').waitFor();
  let image = await shownImage(page);
  const accepted = new Set<string>();
  for (let i = 0; i < 20; i++) {
    const digit = drawn.get(image);
    if (digit === undefined) throw new Error(`Cannot label ${image}: it was never sent`);
    const guess = await page.locator('[data-accept]').textContent();
    // Where the answer is right, the space bar is enough.
    const accept = guess?.includes(` ${digit}`) && i % 2 === 0;
    if (accept) accepted.add(image);
    await page.keyboard.press(accept ? 'Space' : String(digit));
    if (i < 19) image = await nextImage(page, image);
  }
  await page.getByRole('heading', { name: 'Nothing is in doubt' }).waitFor();
  const { rows, newest } = await labelsIn(server);
  expect(newest).toEqual(drawn as Map<string, unknown> as typeof newest);
  expect(rows).toHaveLength(20);
  expect(new Set(rows.map((row) => row['source']))).toEqual(new Set(['person']));
  expect(accepted.size).toBeGreaterThan(3);
  expect(complaints).toEqual([]);
  // The page was never loaded anew, but for its start and its end.
  expect(requests.filter((request) => request === 'GET /review')).toHaveLength(2);
}, 120_000);

test('by keyboard one goes back, undoes, skips, and says that something is no digit', async () => {
  await using session = await doubtful(4);
  const { server } = session;
  await using visit = await openPage(browser, server.url);
  const { page, complaints } = visit;
  await page.goto('/review');
  await page.locator('.review.enhanced').waitFor();
  const first = await shownImage(page);
  await page.keyboard.press('n');
  const second = await nextImage(page, first);
  await page.keyboard.press('3');
  const third = await nextImage(page, second);
  await page.keyboard.press('u');
  expect(await nextImage(page, third)).toBe(second);
  await page.keyboard.press('ArrowLeft');
  expect(await nextImage(page, second)).toBe(first);
  expect(await page.locator('.key.chosen').textContent()).toContain('Not a digit');
  await page.keyboard.press('ArrowRight');
  expect(await nextImage(page, first)).toBe(second);
  expect(await page.locator('.key.chosen').count()).toBe(0);
  // Shortcuts of the browser are not ours.
  await page.keyboard.press('Control+5');
  await page.keyboard.press('ArrowRight');
  await nextImage(page, second);
  await page.getByLabel('Keyboard shortcuts').uncheck();
  await page.keyboard.press('8');
  await page.reload();
  await page.locator('.review.enhanced').waitFor();
  expect(await page.getByLabel('Keyboard shortcuts').isChecked()).toBe(false);
  const { newest } = await labelsIn(server);
  expect(newest).toEqual(
    new Map<string, unknown>([
      [first, 10],
      [second, null],
    ]) as typeof newest,
  );
  expect(complaints).toEqual([]);
}, 120_000);

test('a label that cannot be saved is kept, told, and saved in the end', async () => {
  await using session = await doubtful(3);
  const { server } = session;
  await using visit = await openPage(browser, server.url);
  const { page } = visit;
  await page.goto('/review');
  await page.locator('.review.enhanced').waitFor();
  const first = await shownImage(page);
  await page.route('**/label', (route) => route.abort());
  await page.keyboard.press('6');
  await nextImage(page, first);
  await page.getByText('A label could not be saved.').waitFor({ timeout: 20_000 });
  await page.unroute('**/label');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.waitForResponse((response) => response.url().endsWith(`${first}/label`) && response.ok());
  expect((await labelsIn(server)).newest.get(first)).toBe(6);
}, 120_000);

test('a random sample is drawn and labelled by touch, without the answer in sight', async () => {
  await using session = await doubtful(6);
  const { server, drawn } = session;
  await using visit = await openPage(browser, server.url, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const { page, complaints } = visit;
  await page.goto('/review?mode=sample');
  await page.getByLabel('How many').selectOption('50');
  await page.getByRole('button', { name: 'Draw a random sample' }).tap();
  await page.getByText('6 readings were drawn at random.').waitFor();
  await page.locator('.review.enhanced').waitFor();
  let image = await shownImage(page);
  for (let i = 0; i < 6; i++) {
    expect(await page.locator('[data-accept]').isVisible()).toBe(false);
    expect(await page.locator('[data-question]').textContent()).toBe('Which digit is this?');
    const key = page.getByRole('button', {
      name: `It is a${drawn.get(image) === 8 ? 'n' : ''} ${drawn.get(image)}`,
    });
    const box = await key.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    await key.tap();
    if (i < 5) image = await nextImage(page, image);
  }
  await page.getByText('The whole sample is labelled').waitFor();
  const { newest } = await labelsIn(server);
  expect(newest).toEqual(drawn as Map<string, unknown> as typeof newest);
  expect(complaints).toEqual([]);
}, 120_000);

describe('without script', () => {
  test('pictures are labelled one a page, skipped, and undone', async () => {
    await using session = await doubtful(3);
    const { server, drawn } = session;
    await using visit = await openPage(browser, server.url, { javaScriptEnabled: false });
    const { page, complaints } = visit;
    await page.goto('/review');
    const skipped = await shownImage(page);
    await page.getByRole('button', { name: 'Skip' }).click();
    const second = await shownImage(page);
    expect(second).not.toBe(skipped);
    await page.getByRole('button', { name: 'It is a 0' }).click();
    await page.getByText('You said a 0.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(await shownImage(page)).toBe(second);
    await page.getByRole('button', { name: `It is a ${drawn.get(second)}` }).click();
    const third = await shownImage(page);
    expect(third).not.toBe(second);
    await page.getByRole('button', { name: 'Not a digit' }).click();
    await page.getByRole('heading', { name: 'That was the last one' }).waitFor();
    await page.getByRole('link', { name: 'Go through the skipped ones' }).click();
    expect(await shownImage(page)).toBe(skipped);
    expect((await labelsIn(server)).newest).toEqual(
      new Map<string, unknown>([
        [second, drawn.get(second)],
        [third, 10],
      ]) as never,
    );
    expect(complaints).toEqual([]);
  }, 120_000);
});
