import { percent } from '../../format.ts';
import { statusWords } from '../../words.ts';
import type { Job } from './batch.ts';
import type { FileOutcome, ToldPrediction } from './batch-lines.ts';
import type { Part } from './parts.ts';

/** The cards of what was read, and how many there are of each kind. */
export interface OutcomeList {
  add(job: Job, outcome: FileOutcome): void;
  /** Those that are tried again. */
  remove(jobs: readonly Job[]): void;
}

/** The outline of a card and the counters stand in the page; see `templates/components/batch-form.tsx`. */
export function createOutcomeList(part: Part): OutcomeList {
  const cards = part('outcomes');
  const outline = part<HTMLTemplateElement>('outcome');
  const counters = part('counts');
  const shown = new Map<Job, { readonly card: HTMLElement; readonly kind: string }>();

  const count = (kind: string, by: number) => {
    const number = counters.querySelector(`[data-count="${kind}"]`);
    if (number) number.textContent = String(Number(number.textContent) + by);
  };
  counters.addEventListener('click', ({ target }) => {
    const chip = target instanceof Element ? target.closest('button') : null;
    if (chip === null) return;
    const pressed = chip.getAttribute('aria-pressed') === 'true';
    for (const other of counters.querySelectorAll('button')) other.setAttribute('aria-pressed', 'false');
    chip.setAttribute('aria-pressed', String(!pressed));
    cards.dataset['only'] = pressed ? '' : (chip.value ?? '');
  });

  /** In the order in which they were brought, though some are read sooner. */
  const place = (order: number, card: HTMLElement) => {
    card.dataset['order'] = String(order);
    let before = cards.lastElementChild;
    while (before instanceof HTMLElement && Number(before.dataset['order']) > order)
      before = before.previousElementSibling;
    if (before) before.after(card);
    else cards.prepend(card);
  };

  return {
    add(job, outcome) {
      const kind = 'failure' in outcome ? 'failed' : outcome.status;
      const card = fill(outline, job, outcome, kind);
      place(job.order, card);
      shown.set(job, { card, kind });
      count(kind, 1);
    },
    remove(jobs) {
      for (const job of jobs) {
        const one = shown.get(job);
        one?.card.remove();
        if (one) count(one.kind, -1);
        shown.delete(job);
      }
    },
  };
}

function fill(
  outline: HTMLTemplateElement,
  { name, content }: Job,
  outcome: FileOutcome,
  kind: string,
): HTMLElement {
  const card = outline.content.firstElementChild?.cloneNode(true) as HTMLElement;
  const set = (place: string, text: string) => {
    const element = card.querySelector(`[data-${place}]`);
    if (element) element.textContent = text;
  };
  card.classList.add(kind);
  card.querySelector('.card')?.classList.add(kind);
  set('name', name);
  const picture = card.querySelector('img');
  const link = card.querySelector('a');
  if ('failure' in outcome) {
    set('figure', '!');
    set('sure', 'Failed');
    set('failure', outcome.failure);
    link?.removeAttribute('href');
  } else {
    set('figure', outcome.reading?.text ?? (outcome.prediction === null ? '–' : String(outcome.prediction)));
    set('sure', sure(outcome));
    if (link) link.href = `/history/${outcome.id}`;
  }
  if (picture && content instanceof File) {
    const address = URL.createObjectURL(content);
    picture.src = address;
    for (const event of ['load', 'error'])
      picture.addEventListener(event, () => URL.revokeObjectURL(address), { once: true });
  }
  return card;
}

const sure = ({ status, confidence }: ToldPrediction) =>
  status === 'ok' ? percent(confidence) : statusWords[status];
