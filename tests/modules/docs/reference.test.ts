import { expect, test } from 'bun:test';
import { testApp } from '../../support/app.ts';

const { send } = await testApp();
const page = await (await send('/swagger')).text();

test('the page names nothing that lies elsewhere', () => {
  const addresses = [...page.matchAll(/(?:src|href|url)\s*[=(:]\s*["'(]?([^"')\s>]+)/g)].map(
    ([, address]) => address,
  );
  expect(addresses.length).toBeGreaterThan(0);
  expect(addresses.filter((address) => /^(https?:)?\/\//.test(address ?? ''))).toEqual([]);
});

test('its script is ours', async () => {
  const [, script = ''] = /<script src="([^"]+)"/.exec(page) ?? [];
  const response = await send(script);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('javascript');
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(1_000_000);
});

test('it alone may have styles written into it, and not even it scripts', async () => {
  const policy = (await send('/swagger')).headers.get('content-security-policy');
  expect(policy).toContain("style-src 'self' 'unsafe-inline'");
  expect(policy).toMatch(/script-src 'self' 'sha256-[\w+/=]+';/);
  expect((await send('/swagger/json')).headers.get('content-security-policy')).not.toContain('unsafe');
});
