/** Adds to the boxes of the history: a count, all or none at once, and a range by shift-click. The form stays a plain one. */
export function enhanceSelection(form: HTMLFormElement): void {
  const boxes = [...form.querySelectorAll<HTMLInputElement>('[data-pick]')];
  const count = form.querySelector<HTMLElement>('[data-count]');
  const ways = form.querySelector<HTMLElement>('[data-ways]');
  if (count === null || ways === null) return;
  let last: HTMLInputElement | undefined;

  const tell = () => {
    const chosen = boxes.filter(({ checked }) => checked).length;
    count.textContent = `${chosen} selected`;
    form.classList.toggle('any', chosen > 0);
  };
  const setAll = (checked: boolean) => {
    for (const box of boxes) box.checked = checked;
    tell();
  };

  for (const box of boxes)
    box.addEventListener('click', ({ shiftKey }) => {
      if (shiftKey && last !== undefined) {
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].toSorted((a, b) => a - b);
        for (const between of boxes.slice(from, (to ?? 0) + 1)) between.checked = box.checked;
      }
      last = box;
      tell();
    });
  form.addEventListener('change', tell);
  form.querySelector('[data-all]')?.addEventListener('click', () => setAll(true));
  form.querySelector('[data-none]')?.addEventListener('click', () => {
    setAll(false);
    boxes[0]?.focus();
  });
  ways.hidden = false;
  // Coming back with the browser's Back button may bring ticks along.
  addEventListener('pageshow', tell);
}
