import { enhanceBatch } from './batch.ts';

/** More than one picture, or an archive of them. */
export const needsBatch = (files: readonly File[]): boolean =>
  files.length > 1 || files.some(({ name, type }) => /\.zip$/i.test(name) || /zip/.test(type));

/** Opens the page for many pictures in place of this one, with these files: a link could not carry them. */
export async function goToBatch(files: readonly File[]): Promise<void> {
  const response = await fetch('/batch', { headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const main = page.querySelector('main');
  if (main === null) return location.assign('/batch');
  document.querySelector('main')?.replaceWith(document.adoptNode(main));
  document.title = page.title;
  history.pushState(null, '', '/batch');
  addEventListener('popstate', () => location.reload());
  const form = document.querySelector<HTMLFormElement>('form[data-batch]');
  if (form) enhanceBatch(form).take(files);
}
