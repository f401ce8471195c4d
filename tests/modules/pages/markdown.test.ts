import { expect, test } from 'bun:test';
import { renderMarkdown } from '../../../src/modules/pages/markdown.ts';

test('headings begin below the first of the page', async () => {
  expect(await renderMarkdown('# One\n\n## Two *and* three')).toBe(
    '<h2>One</h2>\n<h3>Two <em>and</em> three</h3>\n',
  );
});

test('tables can be scrolled by keyboard, and nothing in them is inline style', async () => {
  const html = await renderMarkdown('| set | share |\n| --- | ---: |\n| MNIST | 99.8 |');
  expect(html).toStartWith('<section class="wide-table" aria-label="Table 1" tabindex="0"><table>');
  expect(html).toContain('<td>MNIST</td>');
  expect(html).toContain('<td class="number">99.8</td>');
  expect(html).not.toContain('style=');
});

test('neither HTML, nor a picture, nor a script comes through', async () => {
  const evil = '<img src=x onerror=alert(1)>\n\n[go](javascript:alert(1)) ![see](https://evil.example/x.png)';
  const html = await renderMarkdown(evil);
  expect(html).not.toContain('<img');
  expect(html).not.toContain('href="javascript');
  expect(html).toContain('&lt;img src=x');
});
