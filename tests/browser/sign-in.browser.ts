import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { seven } from '../support/seven.ts';
import { openBrowser, openPage, overflow } from './open-browser.ts';
import { type RunningServer, startServer } from './start-server.ts';

const screenshots = fileURLToPath(new URL('./screenshots', import.meta.url));
const password = 'open sesame';

let browser: Browser;
let server: RunningServer;

beforeAll(async () => {
  await mkdir(screenshots, { recursive: true });
  [browser, server] = await Promise.all([openBrowser(), startServer({ PAGE_PASSWORD: password })]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

async function expectFine(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } };
    return (await axe.run()).violations.map(({ id }) => id);
  });
  expect({ name, violations, overflow: await overflow(page) }).toEqual({ name, violations: [], overflow: 0 });
}

async function signIn(page: Page, given: string): Promise<void> {
  await page.getByLabel('Password').fill(given);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('a person signs in, reads a digit, looks at the status, and signs out', async () => {
  await using visit = await openPage(browser, server.url);
  const { page } = visit;
  await page.goto('/history');
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await signIn(page, 'open says me');
  expect(await page.getByRole('alert').textContent()).toContain('That isn’t the password');
  await signIn(page, password);
  expect(new URL(page.url()).pathname).toBe('/history');
  await page.goto('/');
  const buffer = Buffer.from(seven.png);
  await page.locator('#image').setInputFiles({ name: 'seven.png', mimeType: 'image/png', buffer });
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.waitForURL(/\?read=/);
  expect(await page.locator('.figure').textContent()).toBe('7');
  await page.goto('/status');
  await page.getByRole('heading', { name: 'Status' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await page.goto('/history');
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  // The browser itself notes the answer to a wrong password.
  expect(visit.complaints.filter((text) => !text.includes('401'))).toEqual([]);
}, 120_000);

test.each([
  [1280, 'light'],
  [1280, 'dark'],
  [390, 'light'],
  [390, 'dark'],
] as const)(
  '%i pixels wide, %s: sign-in and status look right, and axe finds nothing wrong',
  async (width, colorScheme) => {
    await using visit = await openPage(browser, server.url, {
      viewport: { width, height: 844 },
      colorScheme,
    });
    const { page } = visit;
    const look = (name: string) => expectFine(page, `${name}-${width}-${colorScheme}`);
    await page.goto('/sign-in');
    await look('sign-in');
    await signIn(page, 'x');
    await look('sign-in-wrong');
    await signIn(page, password);
    for (let i = 0; i < 3; i++) await page.request.post('/predict', { data: Buffer.from(seven.png) });
    await page.goto('/status');
    await look('status');
  },
  120_000,
);

async function drawSeven(page: Page): Promise<void> {
  const pad = page.locator('canvas[data-pad]');
  await pad.scrollIntoViewIfNeeded();
  const sheet = await pad.boundingBox();
  if (sheet === null) throw new Error('Cannot draw: the sheet is not shown');
  const { x, y, width, height } = sheet;
  await page.mouse.move(x + width * 0.28, y + height * 0.24);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.72, y + height * 0.24, { steps: 10 });
  await page.mouse.move(x + width * 0.44, y + height * 0.82, { steps: 10 });
  await page.mouse.up();
}

test('whoever signed in reads without a network, too; nothing of anybody is kept for that, and the pages stay closed', async () => {
  // Its own: the wrong passwords above count against this address.
  await using own = await startServer({ PAGE_PASSWORD: password });
  await using visit = await openPage(browser, own.url);
  const { page } = visit;
  const context = page.context();
  const read = async () => {
    await drawSeven(page);
    await page.waitForFunction(() => document.querySelector('.live .figure')?.textContent === '7');
  };
  await page.goto('/');
  await signIn(page, password);
  const buffer = Buffer.from(seven.png);
  await page.locator('#image').setInputFiles({ name: 'seven.png', mimeType: 'image/png', buffer });
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.waitForURL(/\?read=/);
  await page.goto('/');
  await read();
  await page.waitForFunction(() => 'kept' in document.documentElement.dataset, undefined, {
    timeout: 20_000,
  });

  const kept = await page.evaluate(async () => {
    const cache = await caches.open('inkwell');
    const page = await (await cache.match('/offline'))?.text();
    return { addresses: (await cache.keys()).map(({ url }) => new URL(url).pathname), page };
  });
  expect(kept.addresses.filter((path) => !/^\/(offline$|assets\/|recogniser\/)/.test(path))).toEqual([]);
  expect(kept.page).not.toContain('/images/');

  await context.setOffline(true);
  await page.goto('/');
  await read();
  await context.setOffline(false);

  await page.goto('/');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto('/');
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await context.setOffline(true);
  await page.goto('/');
  await read();
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.getByText('Inkwell cannot be reached').waitFor();
}, 60_000);
