import { CornerDownRight, CornerLeftUp } from 'lucide-react';
import { t } from '#lib/client/index.ts';
import type { EmailId } from '#lib/mail/index.ts';
import { listDate } from '../threads/list-date.ts';

/** A message that a line leads to. */
export type Jump = { emailId: EmailId; name: string; isOwn: boolean; atMs: number };

const linkClasses =
  'inline-flex max-w-full min-w-0 items-center gap-1 rounded-sm px-1 text-sm text-ink-muted hover:text-ink coarse:min-h-6';

/** “In reply to Anna, 3 Nov”, on a message that answers something other than the one above it. */
export function InReplyTo({ to, nowMs, onJump }: { to: Jump; nowMs: number; onJump: (emailId: EmailId) => void }) {
  return (
    <p className="mb-2 flex tablet:ps-11">
      <button type="button" className={linkClasses} onClick={() => onJump(to.emailId)}>
        <CornerLeftUp aria-hidden size={13} className="shrink-0" />
        <span className="truncate">{inReplyTo(to, nowMs)}</span>
      </button>
    </p>
  );
}

/** Says on a message who answers it further down. */
export function AnsweredBy({ answers, nowMs, onJump }: { answers: readonly Jump[]; nowMs: number; onJump: (emailId: EmailId) => void }) {
  if (answers.length === 0) return null;
  const rest = answers.length - mostAnswers;
  return (
    <p className="mt-4 -ms-1 flex flex-wrap items-center gap-x-2 text-sm text-ink-muted">
      <span className="inline-flex items-center gap-1 ps-1">
        <CornerDownRight aria-hidden size={13} className="shrink-0" />
        {t('message.answeredBy')}
      </span>
      {answers.slice(0, mostAnswers).map((answer) => (
        <button key={answer.emailId} type="button" className={linkClasses} onClick={() => onJump(answer.emailId)}>
          <span className="truncate underline decoration-line underline-offset-2">
            {t('message.nameAndDate', { name: answer.name, date: listDate(answer.atMs, nowMs) })}
          </span>
        </button>
      ))}
      {rest > 0 ? <span>{t('message.moreAnswers', { count: rest })}</span> : null}
    </p>
  );
}

const mostAnswers = 6;

export const inReplyTo = (to: Jump, nowMs: number): string => {
  const date = listDate(to.atMs, nowMs);
  return to.isOwn ? t('message.inReplyToMe', { date }) : t('message.inReplyTo', { name: to.name, date });
};
