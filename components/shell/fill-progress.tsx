import { n, t } from '#lib/client/index.ts';
import type { MailboxProgress } from '#lib/contract/index.ts';

/** The first fill of the mailbox shown: a thin bar with counts (“12,400 of 100,000”). */
export function FillProgress({ progress }: { progress: MailboxProgress | null }) {
  if (progress === null || progress.indexed >= progress.serverMessages) return null;
  const { indexed, serverMessages } = progress;
  return (
    <div className="border-b border-line">
      <progress
        aria-label={t('progress.label')}
        value={indexed}
        max={serverMessages}
        className="block h-0.5 w-full appearance-none bg-paper-pressed [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-paper-pressed [&::-webkit-progress-value]:bg-accent [&::-webkit-progress-value]:transition-[inline-size]"
      />
      <p className="flex justify-between px-4 py-1 text-sm text-ink-muted tabular-nums">
        <span>{t('progress.label')}</span>
        <span>{t('progress.count', { done: n(indexed), all: n(serverMessages) })}</span>
      </p>
    </div>
  );
}
