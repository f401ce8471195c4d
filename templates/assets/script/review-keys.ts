import { type Label, notADigit } from '../../../src/core/prediction.ts';

interface ReviewActions {
  label(label: Label): void;
  accept(): void;
  undo(): void;
  move(by: -1 | 1): void;
}

const stored = 'inkwell-review-keys';

/**
 * Keys of one character, for the whole page. They can be switched off, and the choice is kept: who speaks to their computer
 * would otherwise label by accident (WCAG 2.1.4).
 */
export function onReviewKeys(shortcuts: HTMLInputElement, actions: ReviewActions): void {
  shortcuts.checked = localStorage.getItem(stored) !== 'off';
  shortcuts.addEventListener('change', () => {
    localStorage.setItem(stored, shortcuts.checked ? 'on' : 'off');
  });
  // After a click the button would keep the focus, and the space bar would press it once more.
  document.addEventListener('click', ({ target, detail }) => {
    if (detail > 0 && target instanceof Element) target.closest<HTMLElement>('button')?.blur();
  });
  document.addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, altKey, metaKey, repeat } = event;
    if (!shortcuts.checked || ctrlKey || altKey || metaKey || repeat) return;
    const element = target instanceof Element ? target : document.body;
    if (element.closest('select, textarea, [type="text"]')) return;
    // What has the focus is pressed by the space bar, as everywhere.
    if (key === ' ' && element.closest('button, a, input, summary')) return;
    if (act(key, actions)) event.preventDefault();
  });
}

function act(key: string, actions: ReviewActions): boolean {
  if (/^[0-9]$/.test(key)) actions.label(Number(key) as Label);
  else if (key === ' ') actions.accept();
  else if (key === 'n' || key === 'N') actions.label(notADigit);
  else if (key === 'u' || key === 'U') actions.undo();
  else if (key === 'ArrowLeft') actions.move(-1);
  else if (key === 'ArrowRight') actions.move(1);
  else return false;
  return true;
}
