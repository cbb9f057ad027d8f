import { Inbox, type LucideIcon, PenLine, Search, UserRound } from 'lucide-react';
import { searchBoxId } from '#components/threads/index.ts';
import { t } from '#lib/client/index.ts';

type BottomBarProps = { onMail: () => void; onCompose: () => void; onAccounts: () => void };

/** The four ways of the phone layout. */
export function BottomBar({ onMail, onCompose, onAccounts }: BottomBarProps) {
  const item = (Icon: LucideIcon, label: string, onClick: () => void) => (
    <button
      key={label}
      type="button"
      onClick={onClick}
      className="flex flex-1 flex-col items-center justify-center gap-0.5 text-xs text-ink-muted active:text-accent"
    >
      <Icon aria-hidden size={20} strokeWidth={1.75} />
      {label}
    </button>
  );
  return (
    <nav aria-label={t('shell.bottomBar')} className="flex h-14 shrink-0 border-t border-line bg-paper pb-[env(safe-area-inset-bottom)]">
      {item(Inbox, t('shell.mail'), onMail)}
      {item(Search, t('shell.search'), () => document.getElementById(searchBoxId)?.focus())}
      {item(PenLine, t('shell.compose'), onCompose)}
      {item(UserRound, t('shell.accounts'), onAccounts)}
    </nav>
  );
}
