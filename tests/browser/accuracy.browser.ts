import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Browser } from 'playwright-core';
import { drawDigits } from './draw-digit.ts';
import { openBrowser, openPage } from './open-browser.ts';
import { type RunningServer, startServer } from './start-server.ts';

let browser: Browser;
let server: RunningServer;
beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

/** Sends a drawn digit with what it truly is. */
const send = (digit: 1 | 7 | 4, label: number) => {
  const form = new FormData();
  form.set('image', new File([new Uint8Array(drawDigits(digit))], 'digit.png'));
  form.set('label', String(label));
  return fetch(`${server.url}/predict`, { method: 'POST', body: form });
};

test('before anything was read, the page says what to do', async () => {
  await using visit = await openPage(browser, server.url);
  await visit.page.goto('/accuracy');
  await visit.page.getByRole('link', { name: 'Read the first digit' }).click();
  expect(new URL(visit.page.url()).pathname).toBe('/');
  for (const [digit, label] of [
    [7, 7],
    [1, 1],
    [4, 9],
  ] as const)
    expect((await send(digit, label)).status).toBe(201);
}, 60_000);

describe.each([
  ['with script', true],
  ['without script', false],
] as const)('%s', (_, javaScriptEnabled) => {
  test('the share is there with its interval, and a click on the matrix shows the pictures of a mistake', async () => {
    await using visit = await openPage(browser, server.url, { javaScriptEnabled });
    const { page, complaints } = visit;
    await page.goto('/');
    await page.getByRole('link', { name: 'Accuracy', exact: true }).click();
    const all = page.locator('.big-figure', { hasText: 'All labels' });
    expect(await all.locator('.big-share').textContent()).toBe('66.7%');
    expect(await all.textContent()).toContain('20.8% – 93.9%');
    await page.getByRole('link', { name: '1 × truly 9, answered 4' }).click();
    expect(page.url()).toContain('/history?');
    expect(await page.locator('.card').count()).toBe(1);
    expect(await page.locator('.card-figure').first().textContent()).toContain('4');
    expect(complaints).toEqual([]);
  }, 60_000);

  test('each plot has its numbers beneath it, opened by keyboard', async () => {
    await using visit = await openPage(browser, server.url, { javaScriptEnabled });
    const { page } = visit;
    await page.goto('/accuracy');
    expect(await page.getByRole('img', { name: /Calibration plot/ }).count()).toBe(1);
    expect(await page.locator('.chart').count()).toBe(4);
    const chart = page.getByRole('region', { name: 'How much was read?', exact: true });
    await chart.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await chart.getByRole('row').count()).toBe(2);
    expect(await chart.getByRole('row').nth(1).textContent()).toEndWith('3');
  }, 60_000);

  test('other days are other figures', async () => {
    await using visit = await openPage(browser, server.url, { javaScriptEnabled });
    const { page } = visit;
    await page.goto('/accuracy');
    await page.getByRole('link', { name: '7 days' }).click();
    expect(await page.getByRole('link', { name: '7 days' }).getAttribute('aria-current')).toBe('true');
    expect(await page.locator('.big-figure', { hasText: 'All labels' }).textContent()).toContain('3 of 3');
    await page.getByText('Other days').click();
    await page.getByLabel('From', { exact: true }).fill('2020-01-01');
    await page.getByLabel('To', { exact: true }).fill('2020-02-01');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await page.getByRole('heading', { name: 'Nothing was read then' }).count()).toBe(1);
  }, 60_000);
});
