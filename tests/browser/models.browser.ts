import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { scratchFolder } from '../support/database.ts';
import { makeModel } from '../support/models.ts';
import { drawDigits } from './draw-digit.ts';
import { openBrowser, openPage } from './open-browser.ts';
import { type RunningServer, startServer } from './start-server.ts';

let browser: Browser;
let server: RunningServer;
let folder: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  folder = await scratchFolder();
  await makeModel(folder.path, 'first', { version: '1.0.0' });
  [browser, server] = await Promise.all([
    openBrowser(),
    startServer({ MODEL_DIR: join(folder.path, 'first') }),
  ]);
  for (const digit of [1, 4, 7, 2] as const) await read(digit);
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

async function read(digit: 1 | 2 | 4 | 7): Promise<{ status: string; model: { version: string } }> {
  const form = new FormData();
  form.set('image', new File([new Uint8Array(drawDigits(digit))], 'digit.png'));
  form.set('label', String(digit));
  const answer = await fetch(`${server.url}/predict`, { method: 'POST', body: form });
  return answer.json();
}

test('a folder that is dropped in appears, and a damaged one says what is wrong with it', async () => {
  await using visit = await openPage(browser, server.url);
  await visit.page.goto('/models');
  expect(await visit.page.locator('.model-card').count()).toBe(1);
  await makeModel(folder.path, 'strict', { version: '2.0.0', thresholds: { confidence: 1, digitness: 1 } });
  await makeModel(folder.path, 'torn', { version: '3.0.0' });
  await rm(join(folder.path, 'torn/careful.onnx'));
  await visit.page.reload();
  expect(await visit.page.locator('.model-card').count()).toBe(3);
  expect(await visit.page.getByRole('region', { name: 'inkwell 3.0.0' }).textContent()).toContain(
    'careful.onnx is missing',
  );
  expect(visit.complaints).toEqual([]);
}, 60_000);

describe.each([
  ['with script', true],
  ['without script', false],
] as const)('%s', (_, javaScriptEnabled) => {
  test('stored pictures are replayed, the model is promoted, and rolled back with one click', async () => {
    await using visit = await openPage(browser, server.url, { javaScriptEnabled });
    const { page, complaints } = visit;
    await page.goto('/');
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    const strict = page.getByRole('region', { name: 'inkwell 2.0.0' });
    await strict.getByLabel('Compare on').selectOption('all');
    await strict.getByRole('button', { name: 'Replay stored pictures through inkwell 2.0.0' }).click();
    await page.waitForURL(/\/models\/replays\//);
    const done = page.locator('.replay-state', { hasText: 'Done' });
    if (javaScriptEnabled) await done.waitFor({ timeout: 60_000 });
    else
      while ((await done.count()) === 0) {
        await page.getByRole('link', { name: 'Load the page again' }).click();
        await page.waitForTimeout(200);
      }
    expect(await page.locator('.replay-state').textContent()).toMatch(/^Done (\d) of \1 readings/);
    expect(await page.locator('.change').count()).toBeGreaterThanOrEqual(4);
    expect(await page.locator('.change').last().textContent()).toContain('Unsure');
    expect(await page.getByText('Right both times').count()).toBeGreaterThanOrEqual(4);

    await page.getByRole('button', { name: /^(Promote|Roll back to) inkwell 2/ }).click();
    await page.waitForURL(/promoted/);
    expect(await page.getByRole('status').textContent()).toContain('inkwell 2.0.0 reads now');
    expect(await read(7)).toMatchObject({ status: 'unsure', model: { version: '2.0.0' } });
    await page.getByRole('button', { name: 'Roll back to inkwell 1.0.0' }).click();
    await page.getByText('inkwell 1.0.0 reads now').waitFor();
    expect(await read(7)).toMatchObject({ status: 'ok', model: { version: '1.0.0' } });
    expect(complaints).toEqual([]);
  }, 120_000);
});

test('a model has its card', async () => {
  await using visit = await openPage(browser, server.url);
  await visit.page.goto('/models');
  await visit.page.getByRole('link', { name: 'inkwell 2.0.0' }).first().click();
  expect(await visit.page.getByRole('heading', { name: 'Its networks' }).count()).toBe(1);
  await visit.page.getByRole('link', { name: 'All models' }).click();
  expect(new URL(visit.page.url()).pathname).toBe('/models');
}, 60_000);
