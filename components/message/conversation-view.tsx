'use client';

import { ArrowDown, ChevronsUp, MailX, Printer } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import {
  type Account,
  announce,
  type ConversationEmail,
  type ConversationState,
  emailsMeant,
  entriesOf,
  errorText,
  go,
  mailClient,
  openDrafts,
  pageEmails,
  type SummaryContext,
  t,
} from '#lib/client/index.ts';
import { type AccountId, type EmailId, isMailError, type ThreadId } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useValue } from '../ui/use-value.ts';
import { AnswerPlace } from './answer-place.tsx';
import { ConversationFiles } from './conversation-files.tsx';
import { ConversationTags } from './conversation-tags.tsx';
import { prepareIdleFrame } from './idle-frame.ts';
import { BodySkeleton, MessageCard } from './message-card.tsx';
import { cardOf, cards, scrollerOf, useMessageKeys } from './message-keys.ts';
import { shortPerson } from './message-people.tsx';
import { printThese } from './print-these.ts';
import { placeOf, type ReplyPlace, replyPlaces } from './reply-places.ts';
import { visibleText } from './shown-sender.ts';
import { subjectId } from './subject-id.ts';
import { useJumps } from './use-jumps.ts';
import { useReaderFocus } from './use-reader-focus.ts';

export type ConversationViewProps = {
  accountId: AccountId;
  threadId: ThreadId;
  /** the mailbox it is seen from, and what is left out of it there */
  context: Pick<SummaryContext, 'mailbox' | 'elsewhere'>;
  /** Its messages stand on the screen, and which of them were unread is settled: now it may be marked as read. Once. */
  onShown: () => void;
};

/** The reader: the subject once, the messages from oldest to newest, those read folded to a line, the newest open. */
export function ConversationView({ accountId, threadId, context, onShown }: ConversationViewProps) {
  const account = mailClient().account(accountId);
  useEffect(prepareIdleFrame, []);
  return account === null ? (
    <Gone />
  ) : (
    <Conversation key={threadId} account={account} threadId={threadId} context={context} onShown={onShown} />
  );
}

type ConversationProps = Pick<ConversationViewProps, 'threadId' | 'context' | 'onShown'> & { account: Account };

function Conversation({ account, threadId, context, onShown }: ConversationProps) {
  const state = useValue(account.conversations.of(threadId));
  const { status, error } = state;
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
  if (status === 'gone') return <Lost account={account} threadId={threadId} />;
  if (state.emails.length === 0) return <ConversationSkeleton />;
  return <Messages account={account} threadId={threadId} context={context} onShown={onShown} state={state} />;
}

/** Above this, opening all at once would draw more frames than a machine likes. */
const mostOpenAtOnce = 50;

function Messages({ account, threadId, context, onShown, state }: ConversationProps & { state: ConversationState }) {
  const { conversations, cache } = account;
  const identities = account.cache.identities();
  const ownAddresses = useMemo(() => new Set((identities ?? []).map((identity) => identity.email.toLowerCase())), [identities]);
  const [showsElsewhere, setShowsElsewhere] = useState(false);
  const written = useValue(openDrafts);
  const standing = useMemo(() => {
    const open = new Set(written.values());
    const rest = state.emails.filter(({ id }) => !open.has(id));
    return rest.length === 0 || rest.length === state.emails.length ? state.emails : rest;
  }, [state.emails, written]);
  const emails = useMemo(() => {
    const meant = showsElsewhere ? [] : emailsMeant(standing, context);
    return meant.length === 0 || meant.length === standing.length ? standing : meant;
  }, [standing, context, showsElsewhere]);
  const entryOf = useMemo(() => entriesOf(emails), [emails]);
  const entries = useMemo(() => emails.filter((email) => entryOf.get(email.id) === email), [emails, entryOf]);
  const lastPlaces = useRef<ReadonlyMap<EmailId, ReplyPlace>>(new Map());
  const places = useMemo(() => replyPlaces(emails, entries, state.parents, lastPlaces.current), [emails, entries, state.parents]);
  const jumps = useJumps(entries, ownAddresses);
  // Open is decided by what was unread when the conversation came up; that it is read now folds nothing.
  const [openIds, setOpenIds] = useState<ReadonlySet<EmailId>>(() => firstOpen(entries));
  const seen = useRef<ReadonlySet<EmailId>>(new Set(state.emails.map((email) => email.id)));
  const [nowMs] = useState(() => Date.now());
  const [news, setNews] = useState<ConversationEmail | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const subject = visibleText(entries.find((email) => email.subject)?.subject ?? '') || t('message.noSubject');
  const allOpen = entries.every((email) => openIds.has(email.id));
  const elsewhere = standing.length - emails.length;
  const answered = entries.findLast((email) => email.keywords.$draft !== true);

  useEffect(() => {
    lastPlaces.current = places;
  }, [places]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only once, when the conversation comes up
  useEffect(onShown, []);

  // A message that arrives while the conversation is open opens too; a page of earlier ones does not.
  useEffect(() => {
    const known = seen.current;
    const newestKnown = state.emails.findLastIndex((email) => known.has(email.id));
    const arrived = state.emails.filter((email, index) => index > newestKnown && !known.has(email.id) && email.keywords.$draft !== true);
    seen.current = new Set([...known, ...state.emails.map((email) => email.id)]);
    const newest = arrived.at(-1);
    if (newest === undefined) return;
    setOpenIds((before) => new Set([...before, ...arrived.map((email) => email.id)]));
    // What is read stays where it is: the new one stands below, and is told of.
    if (ownAddresses.has(newest.from?.[0]?.email.toLowerCase() ?? '')) return;
    announce(t('message.arrived', { name: nameOf(newest) }));
    setNews(newest);
  }, [state.emails, ownAddresses]);

  // Once it is in sight nobody has to be led there.
  useEffect(() => {
    const card = news === null ? null : cardOf(box.current, news.id);
    if (card === null) return;
    const observer = new IntersectionObserver((seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) setNews(null);
    });
    observer.observe(card);
    return () => observer.disconnect();
  }, [news]);

  useEffect(() => {
    const bare = entries.filter((email) => email.body === null && openIds.has(email.id)).map((email) => email.id);
    if (bare.length > 0) conversations.wantBodies(threadId, bare);
  }, [entries, openIds, conversations, threadId]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only once, when the conversation comes up
  useLayoutEffect(() => {
    const first = entries.findIndex((email) => openIds.has(email.id));
    if (first > 0) cards(box.current)[first]?.scrollIntoView({ block: 'start' });
  }, []);

  // A page of earlier messages comes in above: what the person looks at stays where it is.
  const anchor = useRef<{ id: string; topPx: number } | null>(null);
  useLayoutEffect(() => {
    const held = anchor.current;
    if (held === null || entries[0]?.id === held.id) return;
    anchor.current = null;
    const card = cardOf(box.current, held.id);
    const scroller = scrollerOf(box.current);
    if (card !== null && scroller !== null) scroller.scrollTop += card.getBoundingClientRect().top - held.topPx;
  }, [entries]);

  const onJump = useCallback((emailId: EmailId) => {
    // It has to be open before it can take the focus, whoever asked.
    flushSync(() => setOpenIds((before) => (before.has(emailId) ? before : new Set([...before, emailId]))));
    const card = cardOf(box.current, emailId);
    card?.scrollIntoView({ block: 'start' });
    card?.focus({ preventScroll: true });
  }, []);

  useMessageKeys(box, places, onJump);
  useReaderFocus(box);

  const onToggle = useCallback((emailId: EmailId) => {
    setOpenIds((before) => {
      const next = new Set(before);
      if (!next.delete(emailId)) next.add(emailId);
      return next;
    });
  }, []);

  const copies = useRef(entryOf);
  useEffect(() => {
    copies.current = entryOf;
  }, [entryOf]);
  const onUnreadFrom = useCallback(
    (emailId: EmailId) => {
      const all = [...copies.current.keys()];
      const first = all.indexOf(emailId);
      if (first < 0) return;
      const own = new Set(all.slice(first).filter((id) => cache.email(id)?.keywords.$draft !== true));
      mailClient()
        .actions(account.id)
        ?.readEmails([...own], false);
      // Left open it would look read.
      go({ threadId: null });
    },
    [account.id, cache],
  );
  const onTrash = useCallback(
    (emailId: EmailId) => {
      // Copies are shown as one message, so they go as one.
      const ids = [...copies.current].filter(([, entry]) => entry.id === emailId).map(([id]) => id);
      mailClient().actions(account.id)?.trashEmails(ids);
    },
    [account.id],
  );

  return (
    <div ref={box} className="mx-auto w-full max-w-[920px] pb-10">
      {/* On a phone the subject has the line to itself. */}
      <header className="flex items-start justify-end gap-x-3 gap-y-1 px-4 pt-5 pb-3 max-tablet:flex-wrap tablet:px-6">
        <div className="min-w-0 flex-1 max-tablet:basis-full">
          {/* Where reading begins is marked as a message is that was jumped to. */}
          <div className="-ms-2.5 border-s-2 border-transparent ps-2 has-[:focus-visible]:border-accent">
            <h2 id={subjectId} tabIndex={-1} dir="auto" className="text-xl font-semibold break-words outline-none select-text">
              {subject}
            </h2>
          </div>
          <ConversationTags account={account} emails={emails} />
        </div>
        {emails.filter((email) => email.hasAttachment).length > 1 ? <ConversationFiles account={account} threadId={threadId} /> : null}
        {entries.length > 1 && entries.length <= mostOpenAtOnce ? (
          <IconButton icon={Printer} size="small" label={t('message.printAll')} onClick={() => void printThese(account.id, entries)} />
        ) : null}
        {entries.length > 1 && entries.length <= mostOpenAtOnce ? (
          <Button
            size="small"
            variant="ghost"
            className="text-ink-muted"
            onClick={() => setOpenIds(allOpen ? firstOpen(entries) : new Set(entries.map((email) => email.id)))}
          >
            {allOpen ? t('message.collapseAll') : t('message.expandAll')}
          </Button>
        ) : null}
      </header>
      {elsewhere > 0 ? (
        <p className="flex items-center gap-2 px-4 pb-2 text-sm text-ink-muted tablet:px-6">
          {t('message.elsewhere', { count: elsewhere })}
          <Button size="small" variant="ghost" onClick={() => setShowsElsewhere(true)}>
            {t('message.showElsewhere')}
          </Button>
        </p>
      ) : null}
      {state.earlier > 0 ? (
        <div className="flex items-center gap-3 border-t border-line px-4 py-2 text-sm text-ink-muted tablet:px-6">
          <Button
            size="small"
            icon={<ChevronsUp aria-hidden size={16} />}
            onClick={() => {
              const first = cards(box.current)[0];
              if (first !== undefined) anchor.current = { id: first.dataset.message ?? '', topPx: first.getBoundingClientRect().top };
              conversations.showEarlier(threadId);
            }}
          >
            {t('message.showEarlier', { count: Math.min(state.earlier, pageEmails) })}
          </Button>
          {state.earlier > pageEmails ? <span className="tabular-nums">{t('message.earlier', { count: state.earlier })}</span> : null}
        </div>
      ) : null}
      {entries.map((email, index) => {
        const place = placeOf(places, email.id);
        return (
          <MessageCard
            key={email.id}
            accountId={account.id}
            email={email}
            ownAddresses={ownAddresses}
            isOpen={openIds.has(email.id)}
            isOnly={entries.length === 1}
            isLast={index === entries.length - 1}
            answers={place.saysParent === null ? null : (jumps.get(place.saysParent) ?? null)}
            answeredBy={jumps.list(place.saysAnswers)}
            nowMs={nowMs}
            onToggle={onToggle}
            onJump={onJump}
            onTrash={onTrash}
            onUnreadFrom={onUnreadFrom}
          />
        );
      })}
      {answered === undefined || account.isReadOnly ? null : <AnswerPlace emailId={answered.id} />}
      {news === null ? null : (
        <div className="sticky bottom-3 z-10 flex justify-center">
          <Button
            size="small"
            variant="primary"
            icon={<ArrowDown aria-hidden size={14} />}
            onClick={() => {
              setNews(null);
              onJump(news.id);
            }}
          >
            {t('message.arrived', { name: nameOf(news) })}
          </Button>
        </div>
      )}
    </div>
  );
}

const nameOf = (email: ConversationEmail): string =>
  shortPerson(email.from?.[0] ?? { name: null, email: t('message.unknownSender') }, new Set());

function firstOpen(emails: readonly ConversationEmail[]): ReadonlySet<EmailId> {
  const written = emails.filter((email) => email.keywords.$draft !== true);
  const newest = written.at(-1) ?? emails.at(-1);
  return new Set(
    [...written.filter((email) => email.keywords.$seen !== true), ...(newest === undefined ? [] : [newest])].map((email) => email.id),
  );
}

/** A conversation that was merged into another is read on there (J3). */
function Lost({ account, threadId }: Pick<ConversationProps, 'account' | 'threadId'>) {
  const [isGone, setGone] = useState(false);
  useEffect(() => {
    let isHere = true;
    account.threading.current(threadId).then(
      (now) => {
        if (!isHere) return;
        if (now === null || now === threadId) setGone(true);
        else go({ threadId: now }, { replace: true });
      },
      (error: unknown) => {
        if (!isMailError(error)) throw error;
        if (isHere) setGone(true);
      },
    );
    return () => {
      isHere = false;
    };
  }, [account, threadId]);
  return isGone ? <Gone /> : <ConversationSkeleton />;
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
      <div className="mt-5 ps-12">
        <BodySkeleton />
      </div>
    </div>
  );
}
