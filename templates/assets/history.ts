import { enhanceSelection } from './script/selection.ts';

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-selection]')) enhanceSelection(form);

// A choice is a question: nobody needs to press Show after it.
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-filters]'))
  form.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLSelectElement) form.requestSubmit();
  });
