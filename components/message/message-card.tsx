'use client';

import {
  ChevronDown,
  Code,
  CornerLeftUp,
  CornerUpRight,
  Download,
  Forward,
  Languages,
  MailOpen,
  MoreHorizontal,
  Paperclip,
  PenLine,
  Printer,
  Reply,
  ReplyAll,
  Star,
  Text,
  Trash2,
} from 'lucide-react';
import { lazy, memo, Suspense, useMemo, useState } from 'react';
import {
  type Account,
  blobUrl,
  type ComposerRequest,
  type ConversationEmail,
  calendarPart,
  commaList,
  downloadFrom,
  mailClient,
  mayBeSigned,
  openComposer,
  rightsOver,
  t,
} from '#lib/client/index.ts';
import { isForwardSubject, listAddress } from '#lib/compose/index.ts';
import type { SignatureReport } from '#lib/contract/index.ts';
import type { AccountId, EmailId } from '#lib/mail/index.ts';
import { fullDate, listDate } from '../threads/list-date.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { untilItComes } from '../ui/until-it-comes.ts';
import { useAnswerBelow } from './answer-below.ts';
import type { RenderBody } from './attached-message-view.tsx';
import { type BodyView, plainestView } from './body-view.ts';
import { CharsetDialog } from './charset-dialog.tsx';
import { DeliveryNotices } from './delivery-notices.tsx';
import { safeFileName } from './file-name.ts';
import { ListInfo } from './list-info.tsx';
import { MessageBody } from './message-body.tsx';
import { PeopleDetails, recipientLine, shortPerson } from './message-people.tsx';
import { MessageSource } from './message-source.tsx';
import { printThese } from './print-these.ts';
import { AnsweredBy, InReplyTo, inReplyTo, type Jump } from './reply-lines.tsx';
import { PhishingNotice, ServerMarks } from './server-marks.tsx';
import { shownSender, visibleText } from './shown-sender.ts';
import { signedParts } from './signed-parts.ts';
import { WaitingNotice } from './waiting-notice.tsx';

// Not needed for the first look at a message.
const SenderTrust = lazy(() => untilItComes(() => import('./sender-trust.tsx')));
const SignatureNotice = lazy(() => untilItComes(() => import('./signature-notice.tsx')));
const RedirectDialog = lazy(() => untilItComes(() => import('./redirect-dialog.tsx')));
const InvitationCard = lazy(() => untilItComes(() => import('./invitation-card.tsx')));

export type MessageCardProps = {
  accountId: AccountId;
  email: ConversationEmail;
  ownAddresses: ReadonlySet<string>;
  isOpen: boolean;
  /** alone in its conversation: there is nothing to fold */
  isOnly: boolean;
  isLast: boolean;
  nowMs: number;
  /** what it answers, where that is not the message above it */
  answers: Jump | null;
  /** what answers it further down */
  answeredBy: readonly Jump[];
  onToggle: (emailId: EmailId) => void;
  onJump: (emailId: EmailId) => void;
  onTrash: (emailId: EmailId) => void;
  /** this message and all below it are unread again */
  onUnreadFrom: (emailId: EmailId) => void;
};

/** One message of a conversation: a line when folded, header, mail and files when open. */
export const MessageCard = memo(function MessageCard(props: MessageCardProps) {
  const { email, ownAddresses, isOpen, answers, nowMs, onToggle } = props;
  const sender = email.from?.[0] ?? { name: null, email: t('message.unknownSender') };
  const name = shortPerson(sender, ownAddresses);
  const isUnread = email.keywords.$seen !== true;
  // a draft in an account that is shared to be read is only read
  const isDraft = email.keywords.$draft === true && mailClient().account(props.accountId)?.isReadOnly !== true;
  const atMs = Date.parse(email.receivedAt);
  if (!isOpen)
    return (
      <article aria-label={t('message.region', { name })} data-message={email.id} tabIndex={-1} className={articleClasses}>
        <button
          type="button"
          aria-expanded={false}
          onClick={() => (isDraft ? openComposer({ mode: 'draft', accountId: props.accountId, emailId: email.id }) : onToggle(email.id))}
          className="flex w-full items-center gap-3 rounded-md px-4 py-2.5 text-start hover:bg-paper-hover tablet:px-6"
        >
          <Avatar name={sender.name} email={sender.email} size="small" />
          <span dir="auto" className={classNames('w-24 shrink-0 truncate tablet:w-36', isUnread && 'font-semibold')}>
            {isUnread ? <span className="sr-only">{t('message.unread')} </span> : null}
            {name}
          </span>
          <span dir="auto" className="min-w-0 flex-1 truncate text-ink-muted">
            {answers === null ? null : (
              <span className="me-2 inline-flex items-center gap-0.5 align-baseline text-ink-faint" title={inReplyTo(answers, nowMs)}>
                <CornerLeftUp aria-hidden size={12} />
                <span className="sr-only">{inReplyTo(answers, nowMs)}.</span>
                <span aria-hidden className="max-tablet:hidden">
                  {answers.isOwn ? t('message.me') : answers.name}
                </span>
              </span>
            )}
            {isDraft ? <span className="me-2 text-danger">{t('message.draft')}</span> : null}
            {visibleText(email.preview)}
          </span>
          {email.hasAttachment ? (
            <span className="shrink-0 text-ink-faint">
              <Paperclip aria-hidden size={14} />
              <span className="sr-only">{t('list.attachment')}</span>
            </span>
          ) : null}
          <time dateTime={email.receivedAt} data-tooltip={fullDate(atMs)} className="shrink-0 text-sm text-ink-muted tabular-nums">
            {listDate(atMs, nowMs)}
          </time>
        </button>
      </article>
    );
  return <OpenMessage {...props} name={name} isDraft={isDraft} atMs={atMs} />;
});

/** A message that was jumped to is marked as long as it has the focus. */
const articleClasses = 'border-t border-line outline-none first:border-t-0 focus:shadow-[inset_2px_0_0_var(--accent)]';

type OpenMessageProps = MessageCardProps & { name: string; isDraft: boolean; atMs: number };

function OpenMessage({
  accountId,
  email,
  ownAddresses,
  isOnly,
  isLast,
  answers,
  answeredBy,
  nowMs,
  onToggle,
  onJump,
  onTrash,
  onUnreadFrom,
  name,
  isDraft,
  atMs,
}: OpenMessageProps) {
  const [showsDetails, setShowsDetails] = useState(false);
  const [showsSource, setShowsSource] = useState(false);
  const [redirects, setRedirects] = useState(false);
  const [showsCharsets, setShowsCharsets] = useState(false);
  const [view, setView] = useState<BodyView>(plainestView);
  const [signatures, setSignatures] = useState<SignatureReport | null>(null);
  const signed = useMemo(() => signedParts(signatures), [signatures]);
  const { body } = email;
  const actions = mailClient().actions(accountId);
  const account = mailClient().account(accountId);
  const may = account === null ? null : rightsOver(account, [email], null);
  const isReadOnly = account?.isReadOnly === true;
  const senders = email.from ?? [];
  const sender = senders[0] ?? { name: null, email: '' };
  const shown = shownSender(sender);
  const isOwn = !isDraft && ownAddresses.has(sender.email.toLowerCase());
  const isStarred = email.keywords.$flagged === true;
  const replyTo = (body?.replyTo ?? []).filter((address) => address.email.toLowerCase() !== sender.email.toLowerCase());
  const answer = (mode: ComposerRequest['mode']) => openComposer({ mode, accountId, emailId: email.id });
  const [isAnswered, answerBelow] = useAnswerBelow(accountId, email.id);
  const recipients = [...(email.to ?? []), ...(body?.cc ?? [])];

  const more: MenuItem[] = [
    { key: 'reply', label: t('message.reply'), icon: Reply, shortcut: 'r', disabled: isReadOnly, onSelect: () => answer('reply') },
    { key: 'all', label: t('message.replyAll'), icon: ReplyAll, shortcut: 'a', disabled: isReadOnly, onSelect: () => answer('reply-all') },
    ...(body !== null && listAddress(body.listPostUrls) !== null
      ? [{ key: 'list', label: t('message.replyList'), icon: Reply, disabled: isReadOnly, onSelect: () => answer('reply-list') }]
      : []),
    { key: 'forward', label: t('message.forward'), icon: Forward, shortcut: 'f', disabled: isReadOnly, onSelect: () => answer('forward') },
    {
      key: 'file',
      label: t('message.forwardFile'),
      icon: Paperclip,
      disabled: body === null || isReadOnly,
      onSelect: () => answer('forward-file'),
    },
    { key: 'again', label: t('message.editAsNew'), icon: PenLine, disabled: body === null || isReadOnly, onSelect: () => answer('as-new') },
    {
      key: 'redirect',
      label: t('message.redirect'),
      icon: CornerUpRight,
      disabled: body === null || isReadOnly || isDraft,
      onSelect: () => setRedirects(true),
    },
    { kind: 'separator', key: 'one' },
    {
      key: 'unread',
      label: t('message.markUnread'),
      icon: MailOpen,
      disabled: may?.maySetSeen === false,
      onSelect: () => actions?.readEmails([email.id], false),
    },
    ...(isOnly || isLast
      ? []
      : [
          {
            key: 'unread-from',
            label: t('message.markUnreadFrom'),
            icon: MailOpen,
            disabled: may?.maySetSeen === false,
            onSelect: () => onUnreadFrom(email.id),
          },
        ]),
    ...(body?.htmlBody.some((part) => part.type === 'text/html')
      ? [
          {
            key: 'text',
            label: view.asText ? t('message.asHtml') : t('message.asText'),
            icon: Text,
            onSelect: () => setView({ ...view, asText: !view.asText }),
          },
        ]
      : []),
    { key: 'charset', label: t('message.charset'), icon: Languages, disabled: body === null, onSelect: () => setShowsCharsets(true) },
    {
      key: 'print',
      label: t('message.print'),
      icon: Printer,
      disabled: body === null,
      onSelect: () => void printThese(accountId, [email]),
    },
    { key: 'source', label: t('message.viewSource'), icon: Code, disabled: body === null, onSelect: () => setShowsSource(true) },
    { key: 'eml', label: t('message.download'), icon: Download, disabled: body === null, onSelect: () => download(accountId, email) },
    { kind: 'separator', key: 'two' },
    {
      key: 'delete',
      label: t('message.delete'),
      icon: Trash2,
      danger: true,
      disabled: may?.mayRemove === false,
      onSelect: () => onTrash(email.id),
    },
  ];

  return (
    <article
      aria-label={t('message.region', { name })}
      data-message={email.id}
      tabIndex={-1}
      className={classNames(articleClasses, 'px-4 py-4 tablet:px-6')}
    >
      {answers === null ? null : <InReplyTo to={answers} nowMs={nowMs} onJump={onJump} />}
      <header className="flex items-start gap-3">
        <Avatar name={sender.name} email={sender.email} className="mt-0.5" />
        <div className="min-w-0 flex-1">
          <div className="flex items-baseline gap-x-2">
            <h3 dir="auto" className="min-w-0 truncate text-base select-text">
              <span className="font-semibold">{shown.name ?? (shown.address || t('message.unknownSender'))}</span>
              {shown.name === null ? null : ' '}
              {shown.name === null ? null : (
                <span
                  className={classNames('ms-0.5 text-sm', shown.isDoubtful ? 'font-medium text-warn' : 'text-ink-muted')}
                >{`<${shown.address}>`}</span>
              )}
            </h3>
          </div>
          <button
            type="button"
            aria-expanded={showsDetails}
            onClick={() => setShowsDetails(!showsDetails)}
            className="-ms-1 flex max-w-full items-center gap-0.5 rounded-sm px-1 text-sm text-ink-muted hover:text-ink"
          >
            <span className="truncate">{recipientLine(recipients, ownAddresses)}</span>
            <span className="sr-only">{showsDetails ? t('message.hideDetails') : t('message.details')}</span>
            <ChevronDown
              aria-hidden
              size={13}
              className={classNames('shrink-0 transition-transform duration-100', showsDetails && 'rotate-180')}
            />
          </button>
        </div>
        <div className="flex shrink-0 items-center">
          <time dateTime={email.receivedAt} data-tooltip={fullDate(atMs)} className="me-1.5 text-sm text-ink-muted tabular-nums">
            {listDate(atMs, nowMs)}
          </time>
          <IconButton
            icon={Star}
            size="small"
            label={isStarred ? t('message.unstar') : t('message.star')}
            disabled={may?.maySetKeywords === false}
            filled={isStarred}
            className={isStarred ? 'text-star! hover:text-star' : ''}
            onClick={() => actions?.starEmail(email.id, !isStarred)}
          />
          {isDraft || isReadOnly ? null : (
            <IconButton
              icon={Reply}
              size="small"
              label={t('message.reply')}
              className="max-tablet:hidden"
              onClick={() => answer('reply')}
            />
          )}
          <Menu
            label={t('message.more')}
            align="end"
            items={more}
            trigger={(props) => <IconButton {...props} icon={MoreHorizontal} size="small" label={t('message.more')} />}
          />
          {isOnly ? null : (
            <IconButton
              icon={ChevronDown}
              size="small"
              label={t('message.collapse', { name })}
              className="rotate-180"
              onClick={() => onToggle(email.id)}
            />
          )}
        </div>
      </header>
      {showsDetails ? (
        <PeopleDetails from={senders} to={email.to ?? []} cc={body?.cc ?? []} bcc={body?.bcc ?? []} replyTo={replyTo} atMs={atMs}>
          {account === null || body === null || (body.listId === null && body.listPostUrls.length === 0) ? null : (
            <ListInfo account={account} body={body} />
          )}
        </PeopleDetails>
      ) : null}
      <ServerMarks email={email} />
      {account === null || isDraft || isOwn ? null : (
        <Suspense fallback={null}>
          <SenderTrust account={account} email={email} />
        </Suspense>
      )}
      <PhishingNotice email={email} />
      {isOwn ? <WaitingNotice accountId={accountId} emailId={email.id} /> : null}
      {isOwn ? <DeliveryNotices accountId={accountId} emailId={email.id} /> : null}
      {senders.length > 1 ? (
        <Notice kind="warn" className="mt-3">
          {t('message.severalSenders')}
        </Notice>
      ) : null}
      {replyTo.length > 0 ? (
        <p className="mt-1 ps-12 text-sm text-warn">
          {t('message.replyGoesTo', { address: commaList(replyTo.map((address) => shownSender(address).address)) })}
        </p>
      ) : null}
      <div className="mt-4 tablet:ps-12">
        {body === null ? (
          <BodySkeleton />
        ) : (
          <>
            <Invitation account={account} email={email} />
            {account !== null && mayBeSigned(body) ? (
              <Suspense fallback={null}>
                <SignatureNotice account={account} email={email} renderBody={renderInner(accountId)} onReport={setSignatures} />
              </Suspense>
            ) : null}
            {/* what an opaque signature holds stands above, in a place of its own */}
            {signatures?.insideBlobId == null ? (
              <MessageBody
                signedParts={signed}
                accountId={accountId}
                body={body}
                isForwarded={isForwardSubject(email.subject)}
                title={t('message.content', { name })}
                images={{ address: soleAddress(email) }}
                view={view}
              />
            ) : null}
          </>
        )}
        <AnsweredBy answers={answeredBy} nowMs={nowMs} onJump={onJump} />
        {isDraft ? (
          <Button className="mt-4" onClick={() => openComposer({ mode: 'draft', accountId, emailId: email.id })}>
            {t('message.editDraft')}
          </Button>
        ) : isLast && !isReadOnly && !isAnswered ? (
          <div className="mt-5 flex flex-wrap gap-2">
            <Button icon={<Reply aria-hidden size={16} />} onClick={() => answerBelow('reply')}>
              {t('message.reply')}
            </Button>
            {recipients.length > 1 ? (
              <Button icon={<ReplyAll aria-hidden size={16} />} onClick={() => answerBelow('reply-all')}>
                {t('message.replyAll')}
              </Button>
            ) : null}
            <Button icon={<Forward aria-hidden size={16} />} onClick={() => answer('forward')}>
              {t('message.forward')}
            </Button>
          </div>
        ) : null}
      </div>
      {redirects && account !== null ? (
        <Suspense fallback={null}>
          <RedirectDialog account={account} email={email} onClose={() => setRedirects(false)} />
        </Suspense>
      ) : null}
      {showsCharsets ? (
        <CharsetDialog
          charset={view.charset}
          onChoose={(charset) => {
            setView({ ...view, charset });
            setShowsCharsets(false);
          }}
          onClose={() => setShowsCharsets(false)}
        />
      ) : null}
      {body === null ? null : (
        <Dialog
          open={showsSource}
          size="large"
          title={t('message.sourceTitle')}
          closeLabel={t('message.close')}
          onClose={() => setShowsSource(false)}
        >
          <MessageSource accountId={accountId} blobId={body.blobId} />
        </Dialog>
      )}
    </article>
  );
}

const renderInner =
  (accountId: AccountId): RenderBody =>
  (body, title) => <MessageBody accountId={accountId} body={body} title={title} images={null} />;

/** Where From holds one address and no doubt. */
function soleAddress({ from }: ConversationEmail): string | null {
  const email = from?.length === 1 ? (from[0]?.email ?? '') : '';
  return email.length >= 3 && email.length <= 320 ? email.toLowerCase() : null;
}

/** The event in a message, where there is one. */
function Invitation({ account, email }: { account: Account | null; email: ConversationEmail }) {
  const part = calendarPart(email.body?.attachments ?? []);
  const session = mailClient().session();
  if (account === null || session === null || part === null || part.blobId === null) return null;
  const downloadUrl = blobUrl(session, account.id, { blobId: part.blobId, type: 'text/calendar', name: 'invitation.ics' });
  return (
    <Suspense fallback={<Skeleton className="mb-5 h-36 w-full" />}>
      <InvitationCard account={account} email={email} blobId={part.blobId} downloadUrl={downloadUrl} />
    </Suspense>
  );
}

export function BodySkeleton() {
  return (
    <div className="flex flex-col gap-2.5 py-1">
      <Skeleton className="h-3.5 w-11/12" />
      <Skeleton className="h-3.5 w-full" />
      <Skeleton className="h-3.5 w-4/5" />
      <Skeleton className="h-3.5 w-1/3" />
    </div>
  );
}

function download(accountId: AccountId, email: ConversationEmail): void {
  const session = mailClient().session();
  if (session === null || email.body === null) return;
  const name = safeFileName(`${email.subject ?? 'message'}.eml`, 'message.eml');
  downloadFrom(blobUrl(session, accountId, { blobId: email.body.blobId, type: 'message/rfc822', name }), name);
}
