'use client';

import { MailX } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { type Account, type ConversationEmail, errorText, mailClient, t } from '#lib/client/index.ts';
import type { AccountId, EmailId, ThreadId } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useValue } from '../ui/use-value.ts';
import { prepareIdleFrame } from './idle-frame.ts';
import { BodySkeleton, MessageCard } from './message-card.tsx';
import { oneOfEachCopy } from './one-of-each-copy.ts';
import { visibleText } from './shown-sender.ts';

export type ConversationViewProps = { accountId: AccountId; threadId: ThreadId };

/** The reader: the subject once, the messages from oldest to newest, those read folded to a line, the newest open. */
export function ConversationView({ accountId, threadId }: ConversationViewProps) {
  const account = mailClient().account(accountId);
  useEffect(prepareIdleFrame, []);
  return account === null ? <Gone /> : <Conversation key={threadId} account={account} threadId={threadId} />;
}

function Conversation({ account, threadId }: { account: Account; threadId: ThreadId }) {
  const { status, emails: all, error } = useValue(account.conversations.of(threadId));
  const emails = useMemo(() => oneOfEachCopy(all), [all]);
  if (status === 'failed' && error !== null)
    return (
      <EmptyState
        art={<MailX size={40} strokeWidth={1.25} />}
        title={t('message.failedTitle')}
        action={
          <Button variant="primary" onClick={() => account.conversations.retry(threadId)}>
            {t('message.retry')}
          </Button>
        }
      >
        {errorText(error)} {t('message.failedText')}
      </EmptyState>
    );
  if (status === 'gone') return <Gone />;
  if (emails.length === 0) return <ConversationSkeleton />;
  return <Messages account={account} emails={emails} />;
}

function Messages({ account, emails }: { account: Account; emails: readonly ConversationEmail[] }) {
  const preferences = mailClient().preferences();
  const offersImages = (preferences?.values.get().remoteImages ?? 'ask') === 'ask';
  const identities = account.cache.identities();
  const ownAddresses = useMemo(() => new Set((identities ?? []).map((identity) => identity.email.toLowerCase())), [identities]);
  // Open is decided by what was unread when the conversation came up; that it is read now folds nothing.
  const [openIds, setOpenIds] = useState<ReadonlySet<EmailId>>(() => firstOpen(emails));
  const seen = useRef<ReadonlySet<EmailId>>(new Set(emails.map((email) => email.id)));
  const [nowMs] = useState(() => Date.now());
  const box = useRef<HTMLDivElement>(null);
  const subject = visibleText(emails.find((email) => email.subject)?.subject ?? '') || t('message.noSubject');
  const allOpen = emails.every((email) => openIds.has(email.id));

  // A message that arrives while the conversation is open opens too.
  useEffect(() => {
    const arrived = emails.filter((email) => !seen.current.has(email.id) && email.keywords.$draft !== true).map((email) => email.id);
    seen.current = new Set(emails.map((email) => email.id));
    if (arrived.length > 0) setOpenIds((before) => new Set([...before, ...arrived]));
  }, [emails]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only once, when the conversation comes up
  useLayoutEffect(() => {
    const first = emails.findIndex((email) => openIds.has(email.id));
    if (first > 0) cards(box.current)[first]?.scrollIntoView({ block: 'start' });
  }, []);

  useEffect(() => {
    const step = (by: 1 | -1) => () => {
      const all = cards(box.current);
      const top = all.findIndex((card) => card.getBoundingClientRect().bottom > (scrollTop(box.current) ?? 0) + 8);
      const next = all[Math.max(0, Math.min(all.length - 1, (top < 0 ? all.length - 1 : top) + by))];
      next?.scrollIntoView({ block: 'start' });
      next?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
    };
    const next = step(1);
    const previous = step(-1);
    window.addEventListener('postern:message-next', next);
    window.addEventListener('postern:message-previous', previous);
    return () => {
      window.removeEventListener('postern:message-next', next);
      window.removeEventListener('postern:message-previous', previous);
    };
  }, []);

  const onToggle = useCallback((emailId: EmailId) => {
    setOpenIds((before) => {
      const next = new Set(before);
      if (!next.delete(emailId)) next.add(emailId);
      return next;
    });
  }, []);

  return (
    <div ref={box} className="mx-auto w-full max-w-[920px] pb-10">
      <header className="flex items-start gap-3 px-4 pt-5 pb-3 tablet:px-6">
        <h2 className="min-w-0 flex-1 text-xl font-semibold break-words select-text">{subject}</h2>
        {emails.length > 1 ? (
          <Button
            size="small"
            variant="ghost"
            className="text-ink-muted"
            onClick={() => setOpenIds(allOpen ? firstOpen(emails) : new Set(emails.map((email) => email.id)))}
          >
            {allOpen ? t('message.collapseAll') : t('message.expandAll')}
          </Button>
        ) : null}
      </header>
      {emails.map((email, index) => (
        <MessageCard
          key={email.id}
          accountId={account.id}
          email={email}
          ownAddresses={ownAddresses}
          isOpen={openIds.has(email.id)}
          isOnly={emails.length === 1}
          isLast={index === emails.length - 1}
          offersImages={offersImages}
          nowMs={nowMs}
          onToggle={onToggle}
        />
      ))}
    </div>
  );
}

function firstOpen(emails: readonly ConversationEmail[]): ReadonlySet<EmailId> {
  const written = emails.filter((email) => email.keywords.$draft !== true);
  const newest = written.at(-1) ?? emails.at(-1);
  return new Set(
    [...written.filter((email) => email.keywords.$seen !== true), ...(newest === undefined ? [] : [newest])].map((email) => email.id),
  );
}

const cards = (box: HTMLElement | null): HTMLElement[] => [...(box?.querySelectorAll<HTMLElement>('article[data-message]') ?? [])];

function scrollTop(box: HTMLElement | null): number | null {
  for (let element = box?.parentElement ?? null; element !== null; element = element.parentElement)
    if (element.scrollHeight > element.clientHeight + 1) return element.getBoundingClientRect().top;
  return null;
}

function Gone() {
  return (
    <EmptyState art={<MailX size={40} strokeWidth={1.25} />} title={t('message.goneTitle')}>
      {t('message.goneText')}
    </EmptyState>
  );
}

function ConversationSkeleton() {
  return (
    <div role="status" aria-label={t('message.loading')} className="mx-auto w-full max-w-[920px] px-4 pt-6 tablet:px-6">
      <Skeleton className="mb-6 h-6 w-2/3" />
      <div className="flex items-center gap-3">
        <Skeleton className="size-9 rounded-full" />
        <div className="flex flex-1 flex-col gap-2">
          <Skeleton className="h-3.5 w-48" />
          <Skeleton className="h-3 w-32" />
        </div>
      </div>
      <div className="mt-5 pl-12">
        <BodySkeleton />
      </div>
    </div>
  );
}
