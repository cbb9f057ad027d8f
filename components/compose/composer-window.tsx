'use client';

import { ExternalLink, Maximize2, Minimize2, Minus, Paperclip, Trash2, X } from 'lucide-react';
import { type DragEvent, type KeyboardEvent, lazy, type ReactNode, Suspense, useEffect, useId, useMemo, useRef, useState } from 'react';
import { blobUrl, mailClient, showToast, t } from '#lib/client/index.ts';
import { escapeHtml } from '#lib/compose/index.ts';
import type { Identity, Template } from '#lib/contract/index.ts';
import { subjectId } from '../message/subject-id.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { untilItComes } from '../ui/until-it-comes.ts';
import { useValue } from '../ui/use-value.ts';
import { AskDialog } from './ask-dialog.tsx';
import { ComposerMenu } from './composer-menu.tsx';
import type { ComposerFields, ReadyState, SendHow } from './composer-state.ts';
import { plainText, textAsParagraphs, type Warning, warningsOf } from './draft-content.ts';
import { DraftNoticeBar } from './draft-notice-bar.tsx';
import type { DraftSession } from './draft-session.ts';
import { FileList } from './file-list.tsx';
import { FromLine, senderOf } from './from-line.tsx';
import { KeepingNote } from './keeping-note.tsx';
import { LaterDialog } from './later-dialog.tsx';
import { PlainWords } from './plain-words.tsx';
import { QuotedBlock } from './quoted-block.tsx';
import { RecipientField } from './recipient-field.tsx';
import { SendButton } from './send-button.tsx';
import { sizeProblem } from './server-limits.ts';
import { textSignatureOf } from './signatures.ts';
import { WaitingBar } from './waiting-bar.tsx';

const RichEditor = lazy(() => untilItComes(() => import('./rich-editor.tsx')));

/** `inline`: below the message that is answered; `page`: a window of the browser of its own */
export type ComposerSize = 'normal' | 'small' | 'large' | 'inline' | 'page';
export type ComposerWindowProps = { session: DraftSession; size: ComposerSize; onSize: (size: ComposerSize) => void };

/** One message being written: docked at the foot on a desktop, the whole screen on a phone. */
export function ComposerWindow({ session, size, onSize }: ComposerWindowProps) {
  const state = useValue(session.state);
  const titleId = useId();
  useEffect(() => session.load(), [session]);
  useGivesFocusBack();
  const title = state.status === 'ready' || state.status === 'elsewhere' ? state.title : t('compose.new');
  const waiting = state.status === 'ready' ? state.waiting : null;

  /** What is only on this device stays within sight. */
  async function close(): Promise<void> {
    if (await session.close()) return;
    // What waits says so where it is put away.
    if (waiting === null) showToast({ text: t('compose.notSavedWhy') });
    if (size !== 'page') onSize('small');
  }

  if (size === 'small') {
    const subject = state.status === 'ready' ? state.fields.subject.trim() : '';
    const name = title === t('compose.new') && subject !== '' ? subject : title;
    return (
      <div className="pointer-events-auto relative flex w-64 items-center gap-1 rounded-t-lg bg-paper-raised pe-1.5 shadow-float max-tablet:min-h-11 max-tablet:w-full max-tablet:rounded-lg">
        <span className="min-w-0 flex-1 px-3 py-2">
          <button
            type="button"
            aria-label={t('compose.restore', { title: name })}
            aria-describedby={waiting === null ? undefined : titleId}
            onClick={() => onSize('normal')}
            className="block w-full truncate text-start font-medium after:absolute after:inset-0 after:rounded-t-lg"
          >
            {name}
          </button>
          {waiting === null ? null : (
            <span id={titleId} className="block truncate text-xs text-warn">
              {t('compose.waitingShort')}
            </span>
          )}
        </span>
        <IconButton icon={X} size="small" label={t('compose.close')} className="relative" onClick={() => void close()} />
      </div>
    );
  }

  function popOut(): void {
    if (!session.popOut()) showToast({ kind: 'error', text: t('compose.popOutBlocked') });
  }

  function onKeyDown(event: KeyboardEvent): void {
    // The editor takes every Esc for its own, so `defaultPrevented` says nothing here.
    if (event.key === 'Escape' && (event.target as Element).closest('dialog, [role="menu"]') === null) {
      event.preventDefault();
      event.stopPropagation();
      void close();
    }
  }

  const isInline = size === 'inline';
  const isPage = size === 'page';
  // Below the conversation's own heading.
  const Heading = isInline ? 'h3' : 'h2';
  return (
    <section
      role={isInline || isPage ? 'region' : 'dialog'}
      aria-labelledby={titleId}
      onKeyDown={onKeyDown}
      className={classNames(
        'pointer-events-auto flex flex-col bg-paper text-ink',
        isInline
          ? 'max-h-[min(560px,80dvh)] overflow-hidden rounded-xl border border-line shadow-raised'
          : 'fixed inset-0 z-40 animate-rise',
        !isInline && !isPage && 'tablet:overflow-hidden tablet:shadow-float',
        size === 'large'
          ? 'tablet:inset-x-[max(24px,calc(50vw-480px))] tablet:inset-y-8 tablet:rounded-xl'
          : size === 'normal' && 'tablet:static tablet:h-[min(600px,calc(100dvh-72px))] tablet:w-[560px] tablet:rounded-t-xl',
      )}
    >
      <div className="flex items-center gap-0.5 border-b border-line bg-paper-sunken py-1 pe-1.5 ps-4">
        <Heading id={titleId} dir="auto" className="min-w-0 flex-1 truncate font-medium">
          {title}
        </Heading>
        {state.status === 'ready' && state.isKeptHere && !isPage ? (
          <IconButton icon={ExternalLink} size="small" label={t('compose.popOut')} className="max-tablet:hidden" onClick={popOut} />
        ) : null}
        {isInline ? (
          <IconButton icon={Maximize2} size="small" label={t('compose.fullEditor')} onClick={() => onSize('normal')} />
        ) : isPage ? null : (
          <>
            <IconButton
              icon={Minus}
              size="small"
              label={t('compose.minimise')}
              className="max-tablet:hidden"
              onClick={() => onSize('small')}
            />
            <IconButton
              icon={size === 'large' ? Minimize2 : Maximize2}
              size="small"
              label={size === 'large' ? t('compose.smaller') : t('compose.maximise')}
              className="max-tablet:hidden"
              onClick={() => onSize(size === 'large' ? 'normal' : 'large')}
            />
          </>
        )}
        <IconButton icon={X} size="small" label={t('compose.close')} onClick={() => void close()} />
      </div>
      {waiting === null ? null : <WaitingBar onStop={() => session.stopWaiting()} />}
      {state.status === 'loading' ? <ComposerSkeleton /> : null}
      {state.status === 'failed' ? (
        <EmptyState
          title={t('compose.failedTitle')}
          action={
            <Button variant="primary" onClick={() => session.load()}>
              {t('compose.retry')}
            </Button>
          }
        />
      ) : null}
      {state.status === 'elsewhere' ? (
        <EmptyState
          title={t('compose.elsewhereTitle')}
          action={
            <Button variant="primary" onClick={() => session.writeHere()}>
              {t('compose.writeHere')}
            </Button>
          }
        >
          {t('compose.elsewhereText')}
        </EmptyState>
      ) : null}
      {state.status === 'ready' ? <ComposerForm session={session} state={state} /> : null}
    </section>
  );
}

/** Whoever began to write from the list, or from a message, is there again afterwards. */
function useGivesFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        const isThere = before instanceof HTMLElement && before !== document.body && before.isConnected;
        const place = isThere ? before : (document.getElementById(subjectId) ?? document.querySelector<HTMLElement>('[role="grid"]'));
        place?.focus({ preventScroll: true });
      });
    },
    [before],
  );
}

function ComposerForm({ session, state }: { session: DraftSession; state: ReadyState }) {
  const { fields, files, keeping, isKeptHere, isSending, problem } = state;
  const [showsCc, setShowsCc] = useState(fields.cc.length > 0);
  const [showsBcc, setShowsBcc] = useState(fields.bcc.length > 0);
  const [obstacle, setObstacle] = useState<string | null>(null);
  const [warnings, setWarnings] = useState<readonly Warning[]>([]);
  const [how, setHow] = useState<SendHow>({});
  const [isChoosing, setChoosing] = useState(false);
  const maxDelaySeconds = session.maxDelaySeconds();
  const [isDropping, setDropping] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const to = useRef<HTMLInputElement>(null);
  const [startsInTo] = useState(fields.to.length === 0);
  const isUploading = files.some((file) => file.state === 'uploading' || file.state === 'waiting');
  const cidUrls = useMemo(() => cidUrlsOf(session, files), [session, files]);
  const tooLarge = sizeProblem(state.outgoing, fields, files);
  const change = (patch: Partial<ComposerFields>) => {
    setObstacle(null);
    session.change(patch);
  };

  /** Somewhere to drop a name on. Not before the browser has begun to drag: it lets go when things move. */
  function showAll(): void {
    setTimeout(() => {
      setShowsCc(true);
      setShowsBcc(true);
    });
  }

  /** A recipient that is still being typed counts: leaving its field makes it a chip. */
  function withoutObstacle(then: () => void): void {
    if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
    const wrong = session.obstacle();
    setObstacle(wrong);
    if (wrong === null) then();
    else to.current?.focus();
  }

  function send(how: SendHow = {}): void {
    withoutObstacle(() => {
      const now = session.state.get();
      const asked = now.status === 'ready' ? warningsOf(now.fields, now.files) : [];
      setWarnings(asked);
      setHow(how);
      if (asked.length === 0) void session.send(how);
    });
  }

  function onDrop(event: DragEvent): void {
    setDropping(false);
    // What was dropped into the text is there already.
    if (event.defaultPrevented || event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    session.addFiles([...event.dataTransfer.files]);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files may be dropped anywhere on the message; the button does the same
    <div
      className="relative flex min-h-0 flex-1 flex-col"
      // What is written after the click would be in neither message.
      inert={isSending || state.waiting !== null}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        event.stopPropagation();
        send();
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setDropping(false);
      }}
      onDrop={onDrop}
    >
      {state.notice === null ? null : <DraftNoticeBar session={session} notice={state.notice} />}
      <FromLine session={session} fields={fields} onChange={change} onContent={(patch) => session.replaceContent(patch)} />
      <RecipientField
        account={session.account}
        ref={to}
        label={t('compose.to')}
        people={fields.to}
        autoFocus={startsInTo}
        onChange={(people) => change({ to: people })}
        onDrag={showAll}
        trailing={
          <span className="flex shrink-0 items-center">
            {showsCc ? null : (
              <Button
                size="small"
                variant="ghost"
                className="px-1.5 text-ink-muted"
                aria-label={t('compose.addCc')}
                onClick={() => setShowsCc(true)}
              >
                {t('compose.cc')}
              </Button>
            )}
            {showsBcc ? null : (
              <Button
                size="small"
                variant="ghost"
                className="px-1.5 text-ink-muted"
                aria-label={t('compose.addBcc')}
                onClick={() => setShowsBcc(true)}
              >
                {t('compose.bcc')}
              </Button>
            )}
          </span>
        }
      />
      {showsCc ? (
        <RecipientField
          account={session.account}
          label={t('compose.cc')}
          people={fields.cc}
          autoFocus={fields.cc.length === 0}
          onChange={(people) => change({ cc: people })}
          onDrag={showAll}
        />
      ) : null}
      {showsBcc ? (
        <RecipientField
          account={session.account}
          label={t('compose.bcc')}
          people={fields.bcc}
          autoFocus={fields.bcc.length === 0}
          onChange={(people) => change({ bcc: people })}
          onDrag={showAll}
        />
      ) : null}
      <div className="border-b border-line px-4 focus-within:border-line-strong">
        <input
          aria-label={t('compose.subject')}
          placeholder={t('compose.subject')}
          value={fields.subject}
          onChange={(event) => change({ subject: event.target.value })}
          className="h-10 w-full bg-transparent font-medium outline-none placeholder:font-normal"
        />
      </div>
      <Body session={session} state={state} autoFocus={!startsInTo} cidUrls={cidUrls}>
        {(toolbar) => (
          <div className="border-t border-line">
            {tooLarge === null || obstacle === tooLarge ? null : (
              <Notice kind="warn" className="mx-3 mt-3">
                {tooLarge}
              </Notice>
            )}
            {obstacle === null && problem === null ? null : (
              <Notice kind="danger" className="mx-3 mt-3">
                {problem === null ? (
                  obstacle
                ) : (
                  <>
                    <p className="font-medium">{t('compose.notSent')}</p>
                    <p>
                      {problem} {t('compose.notSentKept')}
                    </p>
                  </>
                )}
              </Notice>
            )}
            {toolbar === null ? null : <div className="px-2.5 pt-1.5">{toolbar}</div>}
            <div className="flex items-center gap-1 px-3 py-2.5">
              <SendButton
                isSending={isSending}
                isUploading={isUploading}
                onSend={() => send()}
                onSendAndArchive={session.mayArchive() ? () => send({ archive: true }) : null}
                onLater={maxDelaySeconds > 0 ? () => withoutObstacle(() => setChoosing(true)) : null}
              />
              <IconButton icon={Paperclip} label={t('compose.attach')} className="ms-1.5" onClick={() => picker.current?.click()} />
              <input
                ref={picker}
                type="file"
                multiple
                hidden
                onChange={(event) => {
                  session.addFiles([...(event.target.files ?? [])]);
                  event.target.value = '';
                }}
              />
              <KeepingNote keeping={keeping} isKeptHere={isKeptHere} />
              <ComposerMenu
                state={state}
                onChange={change}
                onContent={(patch) => session.replaceContent(patch)}
                onFormat={() => session.replaceContent(otherFormat(fields, senderOf(session, fields)))}
              />
              <IconButton icon={Trash2} label={t('compose.discard')} onClick={() => void session.discard()} />
            </div>
          </div>
        )}
      </Body>
      {isDropping ? (
        <div className="pointer-events-none absolute inset-2 flex items-center justify-center rounded-lg border-2 border-dashed border-accent bg-accent-soft font-medium text-accent">
          {t('compose.drop')}
        </div>
      ) : null}
      <AskDialog
        warnings={warnings}
        onBack={() => setWarnings([])}
        onSend={() => {
          setWarnings([]);
          void session.send(how);
        }}
      />
      {isChoosing ? (
        <LaterDialog
          maxSeconds={maxDelaySeconds}
          onClose={() => setChoosing(false)}
          onChoose={(sendAtMs) => {
            setChoosing(false);
            send({ sendAtMs });
          }}
        />
      ) : null}
    </div>
  );
}

type BodyProps = {
  session: DraftSession;
  state: ReadyState;
  autoFocus: boolean;
  cidUrls: ReadonlyMap<string, string>;
  children: (toolbar: ReactNode) => ReactNode;
};

/** The words, the quote and the files scroll; what is drawn by `children` stays below them. */
function Body({ session, state, autoFocus, cidUrls, children }: BodyProps) {
  const { fields, files, generation } = state;
  const [toolbarPlace, setToolbarPlace] = useState<HTMLElement | null>(null);
  function onTemplate({ subject }: Template): void {
    if (fields.subject.trim() === '') session.change({ subject });
  }
  const below = (
    <div className="shrink-0">
      {fields.quoted === null ? null : (
        <QuotedBlock quoted={fields.quoted} cidUrls={cidUrls} onRemove={() => session.change({ quoted: null })} />
      )}
      <FileList files={files} onRemove={(key) => session.removeFile(key)} onRetry={(key) => session.retryFile(key)} />
    </div>
  );
  if (fields.format === 'plain')
    return (
      <>
        <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
          <PlainWords text={fields.text} autoFocus={autoFocus} onWrite={(text) => session.change({ text })} onTemplate={onTemplate} />
          {below}
        </div>
        {children(null)}
      </>
    );
  return (
    <>
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
        <div className="flex shrink-0 grow flex-col px-4 py-3">
          <Suspense fallback={<Skeleton className="h-4 w-1/2" />}>
            <RichEditor
              label={t('compose.message')}
              placeholder={t('compose.placeholder')}
              html={fields.html}
              rich={fields.rich}
              generation={generation}
              autoFocus={autoFocus}
              onWrite={(rich, html) => session.write(rich, html)}
              onFiles={(pasted) => session.addFiles(pasted)}
              onImages={(pasted) => session.addImages(pasted)}
              imageUrl={(cid) => session.localUrl(cid) ?? cidUrls.get(cid) ?? null}
              onTemplate={onTemplate}
              toolbarPlace={toolbarPlace}
            />
          </Suspense>
        </div>
        {below}
      </div>
      {children(<div ref={setToolbarPlace} />)}
    </>
  );
}

/** The same words in the other form. */
function otherFormat(fields: ComposerFields, sender: Identity | null): Partial<ComposerFields> {
  if (fields.format === 'rich') return { format: 'plain', text: plainText(fields, textSignatureOf(fields.html, sender)), quoted: null };
  return { format: 'rich', rich: null, html: textAsParagraphs(fields.text) || `<p>${escapeHtml('')}</p>` };
}

function cidUrlsOf(session: DraftSession, files: ReadyState['files']): ReadonlyMap<string, string> {
  const urls = new Map<string, string>();
  const jmap = mailClient().session();
  if (jmap === null) return urls;
  for (const { cid, blobId, type, name } of files) {
    if (cid === null || blobId === null || !/^image\/(?:png|jpe?g|gif|webp|avif|bmp)$/i.test(type)) continue;
    const url = new URL(blobUrl(jmap, session.account.id, { blobId, type, name }), window.location.href);
    urls.set(cid, url.pathname + url.search);
  }
  return urls;
}

function ComposerSkeleton() {
  return (
    <div role="status" aria-label={t('compose.loading')} className="flex flex-1 flex-col gap-4 p-4">
      <Skeleton className="h-4 w-2/3" />
      <Skeleton className="h-4 w-1/2" />
      <Skeleton className="mt-3 h-4 w-full" />
      <Skeleton className="h-4 w-4/5" />
    </div>
  );
}
