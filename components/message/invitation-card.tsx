import { CalendarX2, Check, CircleHelp, Download, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type Answer, type CalendarFile, type CalendarMail, standingOf } from '#lib/calendar/index.ts';
import {
  type Account,
  answerInvitation,
  answeringIdentity,
  type CalendarMailElsewhere,
  type ConversationEmail,
  calendarFile,
  calendarMails,
  calendarMailsElsewhere,
  errorText,
  go,
  mailClient,
  showToast,
  t,
} from '#lib/client/index.ts';
import { type BlobId, type EmailId, isMailError } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useValue } from '../ui/use-value.ts';
import { EventDetails } from './event-details.tsx';
import { invitationSays } from './invitation-says.ts';
import { visibleText } from './shown-sender.ts';

export type InvitationCardProps = {
  account: Account;
  email: ConversationEmail;
  blobId: BlobId;
  /** where the file is saved from */
  downloadUrl: string;
};

type Loaded = { kind: 'loading' } | { kind: 'failed'; why: string } | { kind: 'ready'; file: CalendarFile | null };

/** An event that came by mail (C8): what, when, where, who; answered on the spot by who is invited. */
export default function InvitationCard({ account, email, blobId, downloadUrl }: InvitationCardProps) {
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  useEffect(() => {
    const session = mailClient().session();
    if (session === null) return;
    let isHere = true;
    calendarFile(account, session, blobId).then(
      (file) => {
        if (isHere) setLoaded({ kind: 'ready', file });
      },
      (error: unknown) => {
        if (!isMailError(error)) throw error;
        if (isHere) setLoaded({ kind: 'failed', why: errorText(error) });
      },
    );
    return () => {
      isHere = false;
    };
  }, [account, blobId]);
  if (loaded.kind === 'loading') return <Skeleton aria-label={t('invitation.loading')} className="mb-4 h-36 w-full" />;
  if (loaded.kind === 'failed')
    return (
      <Notice kind="danger" className="mb-4">
        {loaded.why}
      </Notice>
    );
  if (loaded.file === null)
    return (
      <Notice kind="info" className="mb-4">
        {t('invitation.unreadable')}
      </Notice>
    );
  return <Card account={account} email={email} file={loaded.file} downloadUrl={downloadUrl} />;
}

type CardProps = Pick<InvitationCardProps, 'account' | 'email' | 'downloadUrl'> & { file: CalendarFile };

function Card({ account, email, file, downloadUrl }: CardProps) {
  const { emails } = useValue(account.conversations.of(email.threadId));
  const [mails, setMails] = useState<readonly CalendarMail[]>([]);
  useEffect(() => {
    const session = mailClient().session();
    if (session === null) return;
    let isHere = true;
    calendarMails(account, session, emails).then(
      (found) => {
        if (isHere) setMails(found);
      },
      (error: unknown) => {
        // the card is right without what came later
        if (!isMailError(error)) throw error;
      },
    );
    return () => {
      isHere = false;
    };
  }, [account, emails]);
  // A calendar may send a change as a message of its own, that answers nothing.
  const [elsewhere, setElsewhere] = useState<readonly CalendarMailElsewhere[]>([]);
  const [event] = file.events;
  const { method } = file;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked for hangs on the message alone, which never changes
  useEffect(() => {
    const session = mailClient().session();
    if (session === null || event === undefined || method !== 'REQUEST') return;
    let isHere = true;
    calendarMailsElsewhere(account, session, email, event).then(
      (found) => {
        if (isHere) setElsewhere(found);
      },
      (error: unknown) => {
        // the card is right without what came later
        if (!isMailError(error)) throw error;
      },
    );
    return () => {
      isHere = false;
    };
  }, [account, email.id]);
  const identities = account.cache.identities();
  const own = useMemo(() => new Set((identities ?? []).map((identity) => identity.email.toLowerCase())), [identities]);
  const from = (email.from?.[0]?.email ?? '').toLowerCase();
  const standing = useMemo(
    () => standingOf({ id: email.id, from, isDraft: false, file }, [...mails, ...elsewhere], own),
    [email.id, from, file, mails, elsewhere, own],
  );
  if (event === undefined) return null;
  const newer = elsewhere.find(({ id }) => id === standing.replacedBy?.id);
  const { kind, tone, lines, warning } = invitationSays(file, { from, own, standing, isReplacedElsewhere: newer !== undefined });
  const title = visibleText(event.summary ?? '').slice(0, 300) || t('invitation.untitled');
  const mayAnswer =
    file.method === 'REQUEST' && standing.replacedBy === null && !event.isCancelled && !account.isReadOnly && !own.has(from);
  return (
    <section
      aria-label={t('invitation.region', { title })}
      className="mb-5 overflow-hidden rounded-lg border border-line-strong bg-paper-raised"
    >
      <div className="px-4 py-3.5">
        <div className="flex items-center justify-between gap-3">
          <p
            className={tone === 'off' ? 'flex items-center gap-1.5 text-sm font-medium text-danger' : 'text-sm font-medium text-ink-muted'}
          >
            {tone === 'off' ? <CalendarX2 aria-hidden size={15} /> : null}
            {t(kind)}
          </p>
          <a
            href={downloadUrl}
            download="invitation.ics"
            className="-me-2 inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2 text-sm text-ink-muted hover:bg-paper-hover hover:text-ink"
          >
            <Download aria-hidden size={15} />
            {t('invitation.download')}
          </a>
        </div>
        {lines.map((line) => (
          <p key={line} className="mt-0.5 text-sm break-words">
            {line}
          </p>
        ))}
        {newer === undefined ? null : (
          <Button size="small" className="mt-1.5" onClick={() => go({ threadId: newer.threadId })}>
            {t('invitation.showNewer')}
          </Button>
        )}
        <EventDetails file={file} title={title} isOff={tone === 'off'} />
      </div>
      {warning === null ? null : (
        <Notice kind="warn" className="mx-4 mb-3.5">
          {warning}
        </Notice>
      )}
      {mayAnswer ? (
        <footer className="border-t border-line px-4 py-3">
          <AnswerButtons account={account} email={email} file={file} answered={standing.answered} />
        </footer>
      ) : null}
    </section>
  );
}

const buttons = [
  { answer: 'accepted', label: 'invitation.accept', icon: Check },
  { answer: 'tentative', label: 'invitation.maybe', icon: CircleHelp },
  { answer: 'declined', label: 'invitation.decline', icon: X },
] as const;
const saidBy = { accepted: 'invitation.youAccepted', tentative: 'invitation.youTentative', declined: 'invitation.youDeclined' } as const;

/** What was answered on this screen and is not in the conversation yet. */
const justSent = new Map<EmailId, Answer>();

type AnswerButtonsProps = {
  account: Account;
  email: ConversationEmail;
  file: CalendarFile;
  answered: { answer: Answer; isOutdated: boolean } | null;
};

function AnswerButtons({ account, email, file, answered }: AnswerButtonsProps) {
  const [sent, setSent] = useState<Answer | null>(justSent.get(email.id) ?? null);
  const [sending, setSending] = useState<Answer | null>(null);
  const isSending = useRef(false);
  const [isChanging, setChanging] = useState(false);
  const [comment, setComment] = useState<string | null>(null);
  const [event] = file.events;
  const identity = event === undefined ? null : answeringIdentity(account, event);
  const organizer = event?.organizer?.address ?? '';
  const listed = event?.attendees.find(({ address }) => address === identity?.email.toLowerCase())?.status ?? 'needs-action';
  if (identity === null) return <p className="max-w-prose flex-1 text-sm text-ink-muted">{t('invitation.notInvited')}</p>;
  if (organizer === '') return <p className="max-w-prose flex-1 text-sm text-ink-muted">{t('invitation.noOrganizer')}</p>;
  const isListed = listed === 'accepted' || listed === 'tentative' || listed === 'declined';
  const now = sent ?? answered?.answer ?? (isListed ? listed : null);
  const isOutdated = sent === null && answered?.isOutdated === true;

  function note(answer: Answer | null): void {
    if (answer === null) justSent.delete(email.id);
    else justSent.set(email.id, answer);
    setSent(answer);
  }

  async function send(answer: Answer): Promise<void> {
    // A second click before the button is drawn busy is the same answer.
    if (isSending.current) return;
    isSending.current = true;
    setSending(answer);
    const before = sent;
    try {
      const undoSeconds = mailClient().preferences()?.values.get().undoSeconds ?? 10;
      await answerInvitation(account, mailClient().undoStack, email, file, {
        answer,
        comment: comment ?? '',
        undoSeconds,
        onTakenBack: () => note(before),
      });
      note(answer);
      setChanging(false);
      setComment(null);
    } catch (error) {
      if (!isMailError(error)) throw error;
      showToast({ kind: 'error', text: t('invitation.failed'), detail: errorText(error) });
    } finally {
      isSending.current = false;
      setSending(null);
    }
  }

  if (now !== null && !isOutdated && !isChanging)
    return (
      <p role="status" className="flex min-h-8 flex-wrap items-center gap-x-2 text-sm">
        <span className="font-medium">{t(saidBy[now])}</span>
        <Button size="small" variant="ghost" onClick={() => setChanging(true)}>
          {t('invitation.change')}
        </Button>
      </p>
    );
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-2.5">
      <p className="text-sm">
        {now === null ? t('invitation.answer') : `${t(saidBy[now])} ${isOutdated ? t('invitation.outdatedAnswer') : ''}`}{' '}
        <span className="text-ink-muted">{t('invitation.answersTo', { address: organizer })}</span>
      </p>
      {comment === null ? null : (
        <label className="flex flex-col gap-1 text-sm">
          {t('invitation.comment')}
          <textarea
            value={comment}
            maxLength={2_000}
            rows={2}
            onChange={(change) => setComment(change.target.value)}
            className="rounded-md border border-line-strong bg-paper px-2.5 py-1.5 text-base"
          />
        </label>
      )}
      <div className="flex flex-wrap gap-2">
        {buttons.map(({ answer, label, icon: Icon }) => (
          <Button
            key={answer}
            variant={answer === 'accepted' ? 'primary' : 'secondary'}
            icon={<Icon aria-hidden size={16} />}
            busy={sending === answer}
            disabled={sending !== null}
            onClick={() => void send(answer)}
          >
            {t(label)}
          </Button>
        ))}
        {comment === null ? (
          <Button variant="ghost" onClick={() => setComment('')}>
            {t('invitation.addComment')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
