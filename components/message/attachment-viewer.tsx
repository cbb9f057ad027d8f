import { ChevronLeft, ChevronRight, Download } from 'lucide-react';
import { useState } from 'react';
import { mailClient, t } from '#lib/client/index.ts';
import type { EmailBodyPart } from '#lib/contract/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { leftToRight } from '../ui/direction.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { AttachedMessageView, type RenderBody } from './attached-message-view.tsx';
import { viewKind } from './attachment-kind.ts';
import { AttachmentText } from './attachment-text.tsx';
import { CalendarFileView } from './calendar-file-view.tsx';
import { ContactFileView } from './contact-file-view.tsx';
import { safeFileName } from './file-name.ts';
import { PdfView } from './pdf-view.tsx';

export type AttachmentViewerProps = {
  accountId: AccountId;
  /** what can be looked at, in the order of the message */
  parts: readonly EmailBodyPart[];
  first: EmailBodyPart;
  urlOf: (part: EmailBodyPart, name: string) => string;
  renderBody: RenderBody;
  onClose: () => void;
};

/** A file of a message, looked at here; arrow keys go to the next one. */
export default function AttachmentViewer({ accountId, parts, first, urlOf, renderBody, onClose }: AttachmentViewerProps) {
  const [index, setIndex] = useState(Math.max(0, parts.indexOf(first)));
  const part = parts[index] ?? first;
  const name = safeFileName(part.name, t('message.unnamed'));
  const go = (step: number) => setIndex((index + step + parts.length) % parts.length);
  return (
    <Dialog
      open
      size="large"
      title={name}
      closeLabel={t('viewer.close')}
      onClose={onClose}
      actions={
        <>
          {parts.length > 1 ? (
            <span className="me-auto inline-flex items-center gap-1 text-sm text-ink-muted tabular-nums">
              <IconButton icon={ChevronLeft} label={t('viewer.previous')} onClick={() => go(-1)} />
              {t('viewer.place', { position: index + 1, count: parts.length })}
              <IconButton icon={ChevronRight} label={t('viewer.next')} onClick={() => go(1)} />
            </span>
          ) : null}
          <a
            href={urlOf(part, name)}
            download={name}
            className="inline-flex h-8 items-center gap-2 rounded-md border border-line-strong bg-paper-raised px-3 font-medium hover:bg-paper-hover"
          >
            <Download aria-hidden size={16} />
            {t('viewer.download')}
          </a>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows are a second way to what the buttons below do */}
      <div
        data-autofocus
        tabIndex={-1}
        className="min-h-24 outline-none"
        onKeyDown={(event) => {
          const pressed = leftToRight(event.key);
          const step = pressed === 'ArrowLeft' ? -1 : pressed === 'ArrowRight' ? 1 : 0;
          if (step === 0 || parts.length < 2 || !(event.target instanceof HTMLDivElement)) return;
          event.preventDefault();
          go(step);
        }}
      >
        <Shown
          key={part.blobId}
          accountId={accountId}
          part={part}
          name={name}
          url={urlOf(part, name)}
          renderBody={renderBody}
          onClose={onClose}
        />
      </div>
    </Dialog>
  );
}

type ShownProps = { accountId: AccountId; part: EmailBodyPart; name: string; url: string; renderBody: RenderBody; onClose: () => void };

function Shown({ accountId, part, name, url, renderBody, onClose }: ShownProps) {
  const [isFailed, setFailed] = useState(false);
  const account = mailClient().account(accountId);
  const kind = viewKind(part);
  if (isFailed || account === null || kind === null || part.blobId === null) return <Notice kind="warn">{t('viewer.failed')}</Notice>;
  switch (kind) {
    case 'image':
      return (
        // biome-ignore lint/performance/noImgElement: Next's image optimizer is off; this is the mail's own picture
        <img src={url} alt={name} onError={() => setFailed(true)} className="mx-auto max-h-[70dvh] max-w-full rounded-md object-contain" />
      );
    case 'audio':
      // biome-ignore lint/a11y/useMediaCaption: a file that came by mail has no captions
      return <audio src={url} aria-label={name} controls onError={() => setFailed(true)} className="w-full" />;
    case 'video':
      // biome-ignore lint/a11y/useMediaCaption: a file that came by mail has no captions
      return <video src={url} aria-label={name} controls onError={() => setFailed(true)} className="max-h-[70dvh] w-full" />;
    case 'calendar':
      return <CalendarFileView account={account} blobId={part.blobId} />;
    case 'card':
      return <ContactFileView account={account} blobId={part.blobId} />;
    case 'pdf':
      return <PdfView account={account} blobId={part.blobId} title={name} onClose={onClose} />;
    case 'message':
      return <AttachedMessageView account={account} blobId={part.blobId} renderBody={renderBody} />;
    case 'table':
    case 'text':
      return <AttachmentText account={account} blobId={part.blobId} isTable={kind === 'table'} />;
  }
}
