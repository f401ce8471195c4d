import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';
import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { type DrawnDigit, drawDigits } from './draw-digit.ts';
import { openBrowser, openPage, overflow } from './open-browser.ts';
import { type RunningServer, startServer } from './start-server.ts';

const screenshots = fileURLToPath(new URL('./screenshots', import.meta.url));
const file = (buffer: Buffer, name: string, mimeType = 'image/png') => ({ name, mimeType, buffer });
const digit = (i: number) => drawDigits((i % 10) as DrawnDigit);

let browser: Browser;
let server: RunningServer;
beforeAll(async () => {
  await mkdir(screenshots, { recursive: true });
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

async function zipOf(count: number): Promise<Buffer> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false });
  for (let i = 0; i < count; i++) await writer.add(`digits/${i}.png`, new Uint8ArrayReader(digit(i)));
  await writer.add('digits/notes.txt', new Uint8ArrayReader(new TextEncoder().encode('no picture')));
  return Buffer.from(await writer.close());
}

test('many files and a zip: each becomes a card, failures can be looked at and tried again', async () => {
  await using visit = await openPage(browser, server.url);
  const { page, complaints } = visit;
  await page.goto('/batch');
  await page
    .locator('#images')
    .setInputFiles([
      ...Array.from({ length: 30 }, (_, i) => file(digit(i), `${i}.png`)),
      file(digit(7).subarray(0, 200), 'broken.png'),
      file(await zipOf(12), 'digits.zip', 'application/zip'),
    ]);
  await page.getByText('All 44 read').waitFor({ timeout: 60_000 });
  expect(await page.locator('[data-outcomes] li').count()).toBe(44);
  expect(
    await page.locator('[data-progress]').evaluate((bar: HTMLProgressElement) => [bar.value, bar.max]),
  ).toEqual([44, 44]);
  expect(await page.locator('[data-count="failed"]').textContent()).toBe('2');
  await page.getByRole('button', { name: 'Failed 2' }).click();
  const shown = page.locator('[data-outcomes] li:visible');
  expect(await shown.count()).toBe(2);
  const words = (await shown.allTextContents()).join(' ');
  expect(words).toContain('broken.png');
  expect(words).toContain('digits/notes.txt');
  expect(words).toContain('Cannot decode PNG');
  await page.getByRole('button', { name: 'Failed 2' }).click();

  // In their order, though two requests were under way.
  const names = await page.locator('[data-outcomes] .card-name').allTextContents();
  expect(names.slice(0, 3)).toEqual(['0.png', '1.png', '2.png']);
  expect(names.slice(28, 33)).toEqual(['28.png', '29.png', 'broken.png', 'digits/0.png', 'digits/1.png']);
  const first = page.locator('[data-outcomes] a').first();
  expect(await first.getAttribute('href')).toMatch(/^\/history\/[0-9a-f-]{36}$/);
  await page.getByRole('button', { name: 'Try the 2 failed again' }).click();
  await page.getByText('All 44 read').waitFor({ timeout: 20_000 });
  expect(await page.locator('[data-count="failed"]').textContent()).toBe('2');

  for (const [width, colorScheme] of [
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: width < 600 ? 844 : 900 });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({
      path: `${screenshots}/batch-${width}-${colorScheme}.png`,
      fullPage: width > 600,
    });
    expect(await overflow(page)).toBe(0);
    await page.evaluate(axe.source);
    const violations = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: typeof import('axe-core') };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
    expect(violations).toEqual([]);
  }
  expect(complaints).toEqual([]);
}, 180_000);

test('work that was cancelled can be gone on with', async () => {
  await using visit = await openPage(browser, server.url);
  const { page } = visit;
  await page.goto('/batch');
  let held = 0;
  await page.route('**/predict/batch', async (route) => {
    // Everything after the first two requests hangs, until it is cancelled.
    if (held++ < 2) await route.continue();
  });
  await page
    .locator('#images')
    .setInputFiles(Array.from({ length: 100 }, (_, i) => file(digit(i), `${i}.png`)));
  await page.getByText('48 of 100 read').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Stopped: 48 of 100 read').waitFor();
  await page.unroute('**/predict/batch');
  await page.getByRole('button', { name: 'Read the other 52' }).click();
  await page.getByText('All 100 read').waitFor({ timeout: 60_000 });
  expect(await page.locator('[data-outcomes] li').count()).toBe(100);
}, 120_000);

test('several files on the first page go on to the page for many', async () => {
  await using visit = await openPage(browser, server.url);
  const { page, complaints } = visit;
  await page.goto('/');
  await page.locator('#image').setInputFiles([file(digit(3), 'a.png'), file(digit(8), 'b.png')]);
  await page.getByText('All 2 read').waitFor({ timeout: 30_000 });
  expect(new URL(page.url()).pathname).toBe('/batch');
  expect(await page.locator('[data-outcomes] .card-figure').allTextContents()).toEqual(['3', '8']);
  expect(complaints).toEqual([]);
}, 60_000);

test('without script the form is answered with a summary', async () => {
  await using visit = await openPage(browser, server.url, { javaScriptEnabled: false });
  const { page } = visit;
  await page.goto('/batch');
  await page
    .locator('#images')
    .setInputFiles([
      file(digit(4), 'four.png'),
      file(digit(7).subarray(0, 200), 'broken.png'),
      file(await zipOf(3), 'digits.zip', 'application/zip'),
    ]);
  await page.getByRole('button', { name: 'Read them all' }).click();
  await page.getByRole('heading', { name: '6 pictures read' }).waitFor({ timeout: 30_000 });
  const failures = await page.locator('.failures li').allTextContents();
  expect(failures).toHaveLength(2);
  expect(failures[0]).toContain('broken.png');
  expect(await page.locator('.card-figure span:last-child').allTextContents()).toEqual(['4', '0', '1', '2']);
  await page.screenshot({ path: `${screenshots}/batch-without-script.png`, fullPage: true });
}, 60_000);
