/**
 * Markdown as HTML that may stand in a page of ours: raw HTML is shown as text, links go only where links may, nothing is
 * inline, no picture is loaded. Headings begin at the second level: the page has a first.
 */
export async function renderMarkdown(text: string): Promise<string> {
  // Loaded when first needed: few ask for it, and every start would wait for it.
  const { default: MarkdownIt } = await import('markdown-it');
  const markdown = new MarkdownIt({ html: false }).disable('image');
  const { rules } = markdown.renderer;
  let tables = 0;
  Object.assign(rules, {
    heading_open: (tokens, i) => `<${lower(tokens[i]?.tag)}>`,
    heading_close: (tokens, i) => `</${lower(tokens[i]?.tag)}>\n`,
    table_open: () => `<section class="wide-table" aria-label="Table ${++tables}" tabindex="0"><table>\n`,
    table_close: () => '</table></section>\n',
  } satisfies typeof rules);
  for (const cell of ['th', 'td'])
    rules[`${cell}_open`] = (tokens, i) =>
      String(tokens[i]?.attrGet('style')).includes('right') ? `<${cell} class="number">` : `<${cell}>`;
  return markdown.render(text);
}

const lower = (tag = 'h1') => `h${Math.min(6, Number(tag.slice(1)) + 1)}`;
