import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Browser } from 'playwright-core';
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

test('the API reference shows every route, and asks nobody but us', async () => {
  await using visit = await openPage(browser, server.url);
  const { page, requests, complaints } = visit;
  await page.goto('/swagger');
  await page.getByRole('heading', { name: 'Read a digit' }).first().waitFor({ timeout: 20_000 });
  for (const name of [
    'List predictions',
    'Say what an image shows',
    'Can it do its work?',
    'Explain a problem',
  ])
    expect(await page.getByText(name).count()).toBeGreaterThan(0);
  expect(requests).toContain('GET /assets/api-reference.js');
  expect(requests).toContain('GET /swagger/json');
  // The plugin writes its settings in an older form than the script likes best.
  expect(complaints.filter((text) => !text.includes("deprecated 'spec.url'"))).toEqual([]);
}, 60_000);
