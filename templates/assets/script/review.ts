import { type Label, notADigit } from '../../../src/core/prediction.ts';
import { acceptance, question, why } from '../../review-words.ts';
import { aLabel } from '../../words.ts';
import type { Item } from './review-item.ts';
import { onReviewKeys } from './review-keys.ts';
import { createPace } from './review-pace.ts';
import { createQueue } from './review-queue.ts';
import { createSender } from './review-sender.ts';

/**
 * Makes the review one page that never reloads: the next pictures are fetched and decoded ahead, labels are sent behind,
 * and every key has its meaning. The form and its words stay those that the server made.
 */
export function enhanceReview(root: HTMLElement): void {
  const part = <T extends HTMLElement>(name: string): T => {
    const element = root.querySelector<T>(`[data-${name}]`);
    if (element === null) throw new Error(`Cannot enhance the review: data-${name} is missing`);
    return element;
  };
  const { review: mode = 'doubt', after = '', open = '0', total = '' } = root.dataset;
  const desk = part<HTMLFormElement>('desk');
  const accept = part<HTMLButtonElement>('accept');
  const undo = part<HTMLButtonElement>('undo');
  const progress = part<HTMLProgressElement>('progress');
  const trouble = part('trouble');
  const keys = [...desk.querySelectorAll<HTMLButtonElement>('[data-key]')];
  const queue = createQueue(mode, after);
  const pace = createPace();
  const done: { readonly item: Item; readonly was: Label | null }[] = [];
  let index = 0;

  const complain = (text: string) => {
    part('trouble-text').textContent = text;
    trouble.hidden = text === '';
  };
  const sender = createSender({
    failed: (count) => complain(`${count === 1 ? 'A label' : `${count} labels`} could not be saved.`),
    conflict: () => say('Somebody labelled that one in the meantime. Theirs was kept.'),
  });
  const say = (text: string) => {
    part('said').textContent = text;
  };
  const current = () => queue.items[index];

  function show(): void {
    const item = current();
    if (item === undefined) return;
    part('picture').replaceChildren(queue.picture(item));
    part('question').textContent = question(item);
    part('why').textContent = why(item);
    accept.hidden = acceptance(item.answer) === '';
    part('accept-text').textContent = acceptance(item.answer);
    for (const key of keys) {
      key.classList.toggle('chosen', String(item.now) === key.dataset['key']);
      key.classList.toggle(
        'guess',
        item.now === null && String(item.answer?.prediction) === key.dataset['key'],
      );
    }
    undo.disabled = done.length === 0;
    showFigures();
  }

  function showFigures(): void {
    const left = Math.max(0, Number(open) - done.length);
    const all = total === '' ? Number(open) : Number(total);
    progress.max = Math.max(1, all, done.length);
    progress.value = progress.max - left;
    part('figures').textContent =
      total === ''
        ? `${done.length.toLocaleString('en')} labelled, ${left.toLocaleString('en')} to go`
        : `${(all - left).toLocaleString('en')} of ${all.toLocaleString('en')} labelled`;
    const perMinute = pace.perMinute();
    part('pace').textContent = perMinute === null ? '' : ` · ${perMinute} a minute`;
  }

  /** Goes to a place in the queue, or to the page's end when there is none: the server tells what comes then. */
  async function go(to: number): Promise<void> {
    if (to < 0) return;
    index = to;
    try {
      await queue.reach(to);
    } catch {
      complain('The next pictures could not be fetched.');
    }
    if (to !== index) return;
    if (current() !== undefined) return show();
    if (!trouble.hidden) return;
    await sender.settled();
    if (sender.waiting === 0)
      location.assign(`/review?${new URLSearchParams({ mode, after: endOfQueue() })}`);
  }
  const endOfQueue = () => (done.length < queue.items.length ? (queue.items.at(-1)?.cursor ?? '') : '');

  function give(label: Label): void {
    const item = current();
    if (item === undefined) return;
    done.push({ item, was: item.now });
    sender.send({ imageId: item.image.id, label, replaces: item.now });
    item.now = label;
    pace.tick();
    say(`You said ${aLabel(label)}.`);
    void go(index + 1);
  }

  function takeBack(): void {
    const last = done.pop();
    if (last === undefined) return;
    sender.send({ imageId: last.item.image.id, label: last.was, replaces: last.item.now });
    last.item.now = last.was;
    say('Taken back.');
    void go(queue.items.indexOf(last.item));
  }

  function acceptAnswer(): void {
    const digit = current()?.answer?.prediction;
    if (digit != null) give(digit);
  }

  /** Until the first pictures are here it is the plain form: no key and no click is lost. */
  function takeOver(): void {
    desk.addEventListener('submit', (event) => {
      event.preventDefault();
      const button = event.submitter;
      if (!(button instanceof HTMLButtonElement) || current() === undefined) return;
      if (button === accept) acceptAnswer();
      else if (button.value === 'skip') void go(index + 1);
      else give(button.value === notADigit ? notADigit : (Number(button.value) as Label));
    });
    undo.addEventListener('click', takeBack);
    part('again').addEventListener('click', () => {
      complain('');
      sender.again();
      void go(index);
    });
    onReviewKeys(part<HTMLInputElement>('shortcuts'), {
      label: give,
      accept: acceptAnswer,
      undo: takeBack,
      move: (by) => void go(Math.max(0, index + by)),
    });
    addEventListener('beforeunload', (event) => {
      if (sender.waiting > 0) event.preventDefault();
    });
    undo.hidden = part('help').hidden = false;
    root.classList.add('enhanced');
  }

  void go(0).then(takeOver);
}
