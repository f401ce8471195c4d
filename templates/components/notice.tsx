import type { PropsWithChildren } from '@kitajs/html';

export interface NoticeProps {
  readonly tone: 'problem' | 'done';
  readonly title: string;
  /** What exactly: actual against expected. */
  readonly detail?: string | undefined;
  /** What to do now. */
  readonly advice?: string | undefined;
}

/** Something happened: a problem is announced at once, good news when there is a pause. What can be done stands inside. */
export function Notice({ tone, title, detail, advice, children }: PropsWithChildren<NoticeProps>) {
  return (
    <div class={`notice ${tone}`} role={tone === 'problem' ? 'alert' : 'status'}>
      <p class="notice-title" safe>
        {title}
      </p>
      {detail ? <p safe>{detail}</p> : ''}
      {advice ? <p safe>{advice}</p> : ''}
      {children}
    </div>
  );
}
