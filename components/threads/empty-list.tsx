import { Inbox, MailSearch, ShieldCheck } from 'lucide-react';
import { mailboxIcon } from '#components/mailboxes/index.ts';
import { Button, EmptyState } from '#components/ui/index.ts';
import { type MessageKey, t } from '#lib/client/index.ts';
import type { MailboxRole } from '#lib/mail/index.ts';

type EmptyListProps = {
  role: MailboxRole | null;
  search: string | null;
  hasFilter: boolean;
  /** mail is still coming in */
  isFilling: boolean;
  onClearFilter: () => void;
};

const words: Partial<Record<MailboxRole, [MessageKey, MessageKey]>> = {
  drafts: ['list.emptyDraftsTitle', 'list.emptyDraftsText'],
  sent: ['list.emptySentTitle', 'list.emptySentText'],
  trash: ['list.emptyTrashTitle', 'list.emptyTrashText'],
  junk: ['list.emptyJunkTitle', 'list.emptyJunkText'],
};

/** What an empty list says: why, and what can be done. */
export function EmptyList({ role, search, hasFilter, isFilling, onClearFilter }: EmptyListProps) {
  if (search !== null) {
    return (
      <EmptyState art={<MailSearch aria-hidden size={44} strokeWidth={1.25} />} title={t('list.emptySearchTitle')}>
        {t('list.emptySearchText', { query: search })}
      </EmptyState>
    );
  }
  if (hasFilter) {
    return (
      <EmptyState title={t('list.emptyFilterTitle')} action={<Button onClick={onClearFilter}>{t('list.clearFilter')}</Button>}>
        {t('list.emptyFilterText')}
      </EmptyState>
    );
  }
  if (isFilling) {
    return (
      <EmptyState art={<Inbox aria-hidden size={44} strokeWidth={1.25} />} title={t('list.fillingTitle')}>
        {t('list.fillingText')}
      </EmptyState>
    );
  }
  if (role === 'inbox') {
    return (
      <EmptyState art={<InboxZero />} title={t('list.emptyInboxTitle')}>
        {t('list.emptyInboxText')}
      </EmptyState>
    );
  }
  const [title, text] = (role === null ? undefined : words[role]) ?? ['list.emptyTitle', 'list.emptyText'];
  const Icon = role === 'junk' ? ShieldCheck : mailboxIcon(role);
  return (
    <EmptyState art={<Icon aria-hidden size={44} strokeWidth={1.25} />} title={t(title)}>
      {t(text)}
    </EmptyState>
  );
}

/** A small gate, open, with nothing waiting before it: a postern. */
function InboxZero() {
  return (
    <svg
      aria-hidden="true"
      width="112"
      height="88"
      viewBox="0 0 112 88"
      fill="none"
      className="stroke-line-strong"
      strokeWidth="1.5"
      strokeLinecap="round"
    >
      <path d="M8 76h96" />
      <path d="M36 76V40a20 20 0 0 1 40 0v36" className="fill-paper-sunken" />
      <path d="M42 76V41a14 14 0 0 1 28 0v35" />
      <path d="M70 76l14-6V36c0-8-6-12-14-9" className="fill-paper stroke-line-strong" />
      <circle cx="80" cy="55" r="1.5" className="fill-accent stroke-accent" />
      <path d="M52 64c2-4 6-4 8 0M14 70c1-4 5-4 6 0M94 72c1-3 4-3 5 0" />
      <circle cx="22" cy="20" r="6" className="stroke-accent" />
      <path d="M22 8v2M22 30v2M10 20h2M32 20h2" className="stroke-accent" />
    </svg>
  );
}
