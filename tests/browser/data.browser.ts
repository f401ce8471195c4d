import { afterAll, beforeAll, expect, test } from 'bun:test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { scratchFolder } from '../support/database.ts';
import { readGolden } from '../support/model.ts';
import { openBrowser, openPage } from './open-browser.ts';
import { type RunningServer, startServer } from './start-server.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/images/${name}`, import.meta.url));

let browser: Browser;
let server: RunningServer;
let folder: Awaited<ReturnType<typeof scratchFolder>>;

beforeAll(async () => {
  [browser, server, folder] = await Promise.all([openBrowser(), startServer(), scratchFolder()]);
  for (const [label, { png }] of readGolden().slice(0, 5).entries())
    await fetch(`${server.url}/predict`, {
      method: 'POST',
      body: JSON.stringify({ image: png.toBase64(), label }),
    });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

test('a file downloads, and the page says how far it is', async () => {
  await using visit = await openPage(browser, server.url);
  const { page } = visit;
  await page.goto('/export?label=any');
  await page.getByRole('heading', { name: '5 readings' }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download digits.mnist.zip' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^inkwell-\d{4}-\d\d-\d\d\.mnist\.zip$/);
  await page.getByText('Done: 5 readings.').waitFor();
  expect(visit.complaints).toEqual([]);
});

test('what was downloaded is imported, and what is wrong is told', async () => {
  await using visit = await openPage(browser, server.url);
  const { page } = visit;
  const zip = join(folder.path, 'pictures.zip');
  await writeFile(zip, await (await fetch(`${server.url}/export/png`)).bytes());
  await page.goto('/import');
  await page.setInputFiles('input[type=file]', zip);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('Done: 5 rows.').waitFor();
  expect(await page.locator('[data-count="unchanged"]').textContent()).toBe('5');
  await page.setInputFiles('input[type=file]', [fixture('seven.png'), fixture('cmyk.jpg')]);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByText('Done: 2 rows.').waitFor();
  expect(await page.locator('[data-count="added"]').textContent()).toBe('1');
  expect(await page.locator('[data-failures] li').allTextContents()).toEqual([
    expect.stringContaining('cmyk.jpg Cannot read the image: it is a CMYK JPEG'),
  ]);
  expect(visit.complaints).toEqual([]);
});

test('both work without script', async () => {
  await using visit = await openPage(browser, server.url, { javaScriptEnabled: false });
  const { page } = visit;
  await page.goto('/import');
  await page.setInputFiles('input[type=file]', [fixture('seven.webp'), fixture('cmyk.jpg')]);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await page.getByRole('heading', { name: '2 rows' }).waitFor();
  expect(await page.getByRole('region', { name: '2 rows' }).textContent()).toContain('CMYK');
  await page.goto('/export');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download readings.csv' }).click(),
  ]);
  expect(download.suggestedFilename()).toEndWith('.csv');
  expect(visit.complaints).toEqual([]);
});
