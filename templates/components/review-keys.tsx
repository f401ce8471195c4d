import type { ReviewMode } from '../../src/core/review-store.ts';

/** The keys, for whoever wants to keep their hands on them. Only true with script: shown by it. */
export function ReviewKeys({ mode }: { mode: ReviewMode }) {
  const keys = [
    ['0 – 9', 'label'],
    ...(mode === 'doubt' ? ([['space', 'accept the answer']] as const) : []),
    ['n', 'not a digit'],
    ['u', 'undo'],
    ['← →', 'back, skip'],
  ] as const;
  return (
    <div class="review-help" data-help="" hidden>
      <dl>
        {keys.map(([key, meaning]) => (
          <div>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <label class="review-switch">
        <input type="checkbox" checked data-shortcuts="" /> Keyboard shortcuts
      </label>
    </div>
  );
}
