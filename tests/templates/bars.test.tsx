import { expect, test } from 'bun:test';
import { Bars } from '../../templates/components/bars.tsx';

test('bars are a table to a screen reader, and as wide as their share', async () => {
  const rows = [
    { digit: 3, share: 0.25 },
    { digit: 8, share: 0.75, best: true, ring: { kind: 'wrong', meaning: 'what it <really> was' } as const },
  ];
  const html = await (<Bars caption="How likely <each> is" rows={rows} />);
  expect(html).toContain('How likely &lt;each&gt; is</caption>');
  expect(html.match(/<tr/g)).toHaveLength(3);
  expect(html).toContain('<rect class="bar-share" width="25.00"');
  expect(html).toContain('<rect class="bar-share" width="75.00"');
  expect(html).toContain('what it &lt;really&gt; was');
  expect(html).not.toContain('style=');
});
