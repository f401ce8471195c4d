import type { Prediction } from '../../../src/core/prediction.ts';
import { headline } from '../../words.ts';

/** Says when the browser read something else than the server, whose answer has just come. */
export function showDisagreement(browser: Prediction): void {
  const result = document.querySelector('#result');
  const outline = document.querySelector<HTMLTemplateElement>('template[data-disagreement]');
  const server = result?.querySelector('.answer-headline')?.textContent ?? '';
  if (!result || !outline || headline(browser) === server) return;
  const notice = outline.content.cloneNode(true) as DocumentFragment;
  const detail = notice.querySelector('[data-said]');
  if (detail) detail.textContent = headline(browser);
  result.prepend(notice);
}
