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

const file = (buffer: Buffer, name = 'digit.png', mimeType = 'image/png') => ({ name, mimeType, buffer });

describe.each([
  ['with script', true, 7],
  ['without script', false, 4],
] as const)('%s', (_, javaScriptEnabled, digit) => {
  test('a digit is uploaded, read, corrected, found in the history, and deleted', async () => {
    const before = (await server.predictions()).length;
    await using visit = await openPage(browser, server.url, { javaScriptEnabled });
    const { page, requests, complaints } = visit;

    await page.goto('/');
    await page.locator('#image').setInputFiles(file(drawDigits(digit)));
    await page.getByRole('button', { name: 'Read it' }).click();
    await page.waitForURL(/\?read=/);
    expect(await page.locator('.figure').textContent()).toBe(String(digit));
    expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toEndWith(`a ${digit}`);
    const row = page.getByRole('row', { name: new RegExp(`^${digit} `) });
    expect(Number.parseFloat(((await row.textContent()) ?? '').replace(/^\d\s*>?/, ''))).toBeGreaterThan(50);
    expect(await page.getByRole('row').count()).toBe(11);
    const picture = page.getByRole('img', { name: `The uploaded picture, read as ${digit}` });
    expect(
      await picture
        .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))
        .catch(() => 160),
    ).toBe(160);

    // The jump to the result hides nothing where both fit beside each other.
    if (javaScriptEnabled) expect(await page.evaluate(() => scrollY)).toBe(0);
    await page.reload();
    expect((await server.predictions()).length).toBe(before + 1);
    expect(requests.filter((request) => request === 'POST /')).toHaveLength(1);

    await page.getByRole('button', { name: 'It is really a 1' }).click();
    await page.waitForURL(/\?read=/);
    await page.locator('.answer').getByText('Really 1').waitFor();
    expect((await server.predictions())[0]?.label).toBe(1);

    await page.getByRole('link', { name: 'History' }).click();
    await page.waitForURL(/\/history$/);
    const card = page.locator('.card').first();
    expect(await card.textContent()).toContain('Really 1');
    await card.click();
    await page.waitForURL(/\/history\/.+/);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toEndWith(`a ${digit}`);
    const id = new URL(page.url()).pathname.split('/').at(-1);
    expect(await page.getByRole('link', { name: 'The same as JSON' }).getAttribute('href')).toBe(
      `/predictions/${id}`,
    );

    await page.getByRole('button', { name: 'Delete this reading' }).click();
    await page.waitForURL(/\/history\?deleted/);
    await page.getByText('The reading was deleted.').waitFor();
    expect((await server.predictions()).map((prediction) => prediction.id)).not.toContain(id ?? '');
    expect(complaints).toEqual([]);
  }, 60_000);

  test('what cannot be read is said above the form, with what to do', async () => {
    const before = (await server.predictions()).length;
    await using visit = await openPage(browser, server.url, { javaScriptEnabled });
    const { page } = visit;
    const heic = Buffer.concat([
      Buffer.from([0, 0, 0, 24]),
      Buffer.from('ftypheic\0\0\0\0mif1heic'),
      Buffer.alloc(64),
    ]);
    const tooLarge = Buffer.concat([drawDigits(7), Buffer.alloc(11 * 1024 * 1024)]);
    const cases = [
      [file(heic, 'IMG_0001.HEIC', 'image/heic'), 'Most Compatible'],
      [file(Buffer.from('hello'), 'notes.txt', 'text/plain'), 'Inkwell can’t read this kind of file'],
      [file(drawDigits(7).subarray(0, 200)), 'This picture is damaged'],
      [file(tooLarge), 'That picture is too large'],
    ] as const;
    for (const [sent, words] of cases) {
      await page.goto('/');
      await page.locator('#image').setInputFiles(sent);
      const [response] = await Promise.all([
        page.waitForResponse((answer) => answer.request().method() === 'POST'),
        page.getByRole('button', { name: 'Read it' }).click(),
      ]);
      expect(response.status()).toBeWithin(400, 423);
      const alert = page.getByRole('alert');
      await alert.waitFor();
      expect(await alert.textContent()).toContain(words);
      expect(await page.getByRole('button', { name: 'Read it' }).isVisible()).toBe(true);
    }
    expect((await server.predictions()).length).toBe(before);
  }, 60_000);
});

test('a file far beyond the limit is refused in words, not by a broken connection', async () => {
  await using visit = await openPage(browser, server.url);
  const { page } = visit;
  await page.goto('/');
  await page.locator('#image').setInputFiles(file(Buffer.alloc(16 * 1024 * 1024)));
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').textContent()).toContain('this server takes at most 10 MiB');
}, 60_000);

test('a digit drawn on the sheet is read', async () => {
  await using visit = await openPage(browser, server.url);
  const { page, complaints } = visit;
  await page.goto('/');
  const draw = async (...[first, ...rest]: readonly (readonly [number, number])[]) => {
    await page.locator('canvas[data-pad]').scrollIntoViewIfNeeded();
    const sheet = await page.locator('canvas[data-pad]').boundingBox();
    if (sheet === null) throw new Error('Cannot draw: the sheet is not shown');
    const at = (x: number, y: number) => [sheet.x + x * sheet.width, sheet.y + y * sheet.height] as const;
    await page.mouse.move(...at(...(first ?? [0, 0])));
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...at(...point), { steps: 12 });
    await page.mouse.up();
  };

  await draw([0.1, 0.1], [0.2, 0.2]);
  expect(await page.getByText('Draw a digit here').isVisible()).toBe(false);
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(await page.getByText('Draw a digit here').isVisible()).toBe(true);
  await page.getByRole('button', { name: 'Read it' }).click();
  expect(await page.locator('[data-status]').textContent()).toBe('Draw a digit, or choose a picture, first.');

  await draw([0.28, 0.24], [0.72, 0.24], [0.44, 0.82]);
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.waitForURL(/\?read=/);
  expect(await page.locator('#result .figure').textContent()).toBe('7');
  expect(complaints).toEqual([]);
}, 60_000);

test('several digits in one picture are framed and read in order', async () => {
  await using visit = await openPage(browser, server.url);
  const { page, complaints } = visit;
  await page.goto('/');
  await page.locator('#image').setInputFiles(file(drawDigits(2, 0, 4, 7)));
  await page.getByRole('button', { name: 'Read it' }).click();
  await page.waitForURL(/\?read=/);
  expect(await page.locator('.answer-headline').textContent()).toBe('It says 2047');
  const frames = page.locator('.picture-box');
  expect(await frames.count()).toBe(4);
  for (let i = 0; i < 4; i++) {
    const [x = 0, width = 0] = await frames
      .nth(i)
      .evaluate((frame: SVGRectElement) => [frame.x.baseVal.value, frame.width.baseVal.value]);
    expect(x).toBeWithin(160 * i, 160 * i + 80);
    expect(x + width).toBeWithin(160 * i + 80, 160 * i + 160);
  }
  expect(complaints).toEqual([]);
}, 60_000);

test('a picture that is dropped or pasted is shown, then read', async () => {
  await using visit = await openPage(browser, server.url);
  const { page, complaints } = visit;
  for (const kind of ['drop', 'paste']) {
    await page.goto('/');
    await page.evaluate(
      ([type, base64]) => {
        const bytes = Uint8Array.from(atob(base64 ?? ''), (letter) => letter.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], 'digit.png', { type: 'image/png' }));
        const init = { bubbles: true, cancelable: true };
        document.body.dispatchEvent(
          type === 'drop'
            ? new DragEvent('drop', { ...init, dataTransfer: transfer })
            : new ClipboardEvent('paste', { ...init, clipboardData: transfer }),
        );
      },
      [kind, drawDigits(3).toString('base64')],
    );
    await page.getByText('Draw a digit here').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Read it' }).click();
    await page.waitForURL(/\?read=/);
    expect(await page.locator('.figure').textContent()).toBe('3');
  }
  expect(complaints).toEqual([]);
}, 60_000);
