import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage } from './open-browser.ts';
import { sendDigit } from './send-digit.ts';
import { type RunningServer, startServer } from './start-server.ts';

let browser: Browser;
let server: RunningServer;
beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
  for (let i = 0; i < 30; i++) await sendDigit(server.url, i % 2 === 0 ? 3 : 7);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);

describe.each([
  ['with script', true],
  ['without script', false],
] as const)('%s', (_, javaScriptEnabled) => {
  test('selected readings are deleted and brought back, and the filter and the page are kept', async () => {
    const before = await server.predictions();
    await using visit = await openPage(browser, server.url, { javaScriptEnabled });
    const { page, complaints } = visit;
    const start = before.filter(({ prediction }) => prediction === 7)[4]?.id;
    const path = `/history?digit=7&before=${start}`;
    await page.goto(path);
    expect(await page.locator('.card').count()).toBe(10);
    expect(await page.getByRole('button', { name: 'Delete' }).isVisible()).toBe(false);
    const boxes = page.getByRole('checkbox', { name: /^Select “It is a 7”/ });
    await boxes.nth(1).check();
    await boxes.nth(3).check();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('2 readings were deleted.').waitFor();
    expect(page.url()).toContain(path);
    expect(await page.locator('.card').count()).toBe(8);
    expect(await page.getByText('13 readings match').count()).toBe(1);
    expect(await server.predictions()).toHaveLength(28);

    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('2 readings were brought back.').waitFor();
    expect(page.url()).toContain(path);
    expect(await page.locator('.card').count()).toBe(10);
    expect(idsOf(await server.predictions())).toEqual(idsOf(before));
    expect(complaints).toEqual([]);
  }, 60_000);

  test('selected readings are labelled together', async () => {
    const [, second, third] = await server.predictions();
    await using visit = await openPage(browser, server.url, { javaScriptEnabled });
    const { page, complaints } = visit;
    await page.goto('/history');
    for (const reading of [second, third]) await page.locator(`[data-pick][value="${reading?.id}"]`).check();
    await page.getByLabel('True digit of the selected').selectOption('Not a digit');
    await page.getByRole('button', { name: 'Label' }).click();
    await page.getByText('2 pictures are labelled as no digit.').waitFor();
    expect((await server.predictions()).slice(0, 4).map(({ label }) => label)).toEqual([
      null,
      'not-a-digit',
      'not-a-digit',
      null,
    ] as never);
    for (const reading of [second, third]) await page.locator(`[data-pick][value="${reading?.id}"]`).check();
    await page.getByLabel('True digit of the selected').selectOption('Take the label back');
    await page.getByRole('button', { name: 'Label' }).click();
    await page.getByText('2 pictures are without a label now.').waitFor();
    expect((await server.predictions()).every(({ label }) => label === null)).toBe(true);
    expect(complaints).toEqual([]);
  }, 60_000);

  test('filters are set in a form and stay in the address; a reading leads on within them, and back', async () => {
    await using visit = await openPage(browser, server.url, { javaScriptEnabled });
    const { page, complaints } = visit;
    await page.goto('/history');
    await page.getByRole('link', { name: '3', exact: true }).click();
    await page.getByText('More filters').click();
    await page.getByLabel('At least').fill('50');
    await page.locator('select[name="label"]').first().selectOption('Nobody said');
    if (!javaScriptEnabled) await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL('**/history?digit=3&label=none&min=50');
    await page.locator('.card').first().click();
    await page.waitForURL('**?digit=3&label=none&min=50');
    const first = page.url();
    expect(await page.getByRole('link', { name: 'Newer reading that matches' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Older reading that matches' }).click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('It is a 3');
    await page.getByRole('link', { name: 'Newer reading that matches' }).click();
    expect(page.url()).toBe(first);
    await page.getByRole('link', { name: '↑ History' }).click();
    expect(new URL(page.url()).search).toBe('?digit=3&label=none&min=50');
    expect(complaints).toEqual([]);
  }, 60_000);
});

test('a range is selected by shift-click, all and none by one', async () => {
  await using visit = await openPage(browser, server.url);
  const { page } = visit;
  await page.goto('/history');
  const boxes = page.locator('[data-pick]');
  await boxes.nth(2).click();
  await boxes.nth(6).click({ modifiers: ['Shift'] });
  expect(await page.locator('[data-pick]:checked').count()).toBe(5);
  expect(await page.locator('[data-count]').textContent()).toBe('5 selected');
  await page.getByRole('button', { name: 'Select all here' }).click();
  expect(await page.locator('[data-pick]:checked').count()).toBe(24);
  await page.getByRole('button', { name: 'Select none' }).click();
  expect(await page.locator('[data-pick]:checked').count()).toBe(0);
  expect(await page.locator('.bulk').isVisible()).toBe(false);
}, 60_000);
