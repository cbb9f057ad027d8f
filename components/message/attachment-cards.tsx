import {
  Archive,
  CalendarDays,
  Download,
  File,
  FileAudio,
  FileImage,
  FileSpreadsheet,
  FileText,
  FileVideo,
  type LucideIcon,
  Mail,
  Presentation,
  TriangleAlert,
} from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { locale, t } from '#lib/client/index.ts';
import type { EmailBodyPart } from '#lib/contract/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import { untilItComes } from '../ui/until-it-comes.ts';
import type { RenderBody } from './attached-message-view.tsx';
import { namesDisagree, thumbnailKind, viewKind } from './attachment-kind.ts';
import { isRisky, middleCut, safeFileName } from './file-name.ts';
import { visibleText } from './shown-sender.ts';
import { shownSize } from './shown-size.ts';
import { useUnpacked } from './use-unpacked.ts';

const AttachmentViewer = lazy(() => untilItComes(() => import('./attachment-viewer.tsx')));
const PdfThumbnail = lazy(() => untilItComes(() => import('./pdf-thumbnail.tsx')));

export type AttachmentCardsProps = {
  accountId: AccountId;
  parts: readonly EmailBodyPart[];
  urlOf: (part: EmailBodyPart, name: string) => string;
  /** where all of them are saved from; null: only each by itself */
  archiveUrl: string | null;
  /** draws the body of a message that is one of the files */
  renderBody: RenderBody;
};

const icons: [RegExp, LucideIcon][] = [
  [/^image\//, FileImage],
  [/^audio\//, FileAudio],
  [/^video\//, FileVideo],
  [/^message\//, Mail],
  [/calendar/, CalendarDays],
  [/zip|compressed|tar|rar|7z/, Archive],
  [/sheet|excel|csv/, FileSpreadsheet],
  [/presentation|powerpoint/, Presentation],
  [/^text\/|pdf|word|document/, FileText],
];

/** The files of a message: name, size, look at it, download. Risky kinds say so. */
export function AttachmentCards({ accountId, parts: given, urlOf, archiveUrl, renderBody }: AttachmentCardsProps) {
  const parts = useUnpacked(accountId, given);
  const [viewed, setViewed] = useState<EmailBodyPart | null>(null);
  if (parts.length === 0) return null;
  return (
    <section aria-label={t('message.attachments', { count: parts.length })} className="mt-4">
      <div className="mb-2 flex items-center justify-between gap-3 text-sm text-ink-muted">
        <h3 className="font-medium">{t('message.attachments', { count: parts.length })}</h3>
        {archiveUrl === null || given.length < 2 ? null : (
          <a href={archiveUrl} download className="inline-flex items-center gap-1.5 rounded-sm px-1 hover:text-ink hover:underline">
            <Archive aria-hidden size={14} />
            {t('message.saveAll', { count: given.length })}
          </a>
        )}
      </div>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,240px),1fr))] gap-2">
        {parts.map((part) => (
          <AttachmentCard key={part.partId} accountId={accountId} part={part} urlOf={urlOf} onView={setViewed} />
        ))}
      </ul>
      {viewed === null ? null : (
        <Suspense fallback={null}>
          <AttachmentViewer
            accountId={accountId}
            parts={parts.filter((part) => viewKind(part) !== null)}
            first={viewed}
            urlOf={urlOf}
            renderBody={renderBody}
            onClose={() => setViewed(null)}
          />
        </Suspense>
      )}
    </section>
  );
}

type AttachmentCardProps = {
  accountId: AccountId;
  part: EmailBodyPart;
  urlOf: AttachmentCardsProps['urlOf'];
  onView: (part: EmailBodyPart) => void;
};

const cardClasses = 'flex min-w-0 flex-1 items-center gap-2.5 px-3 py-2 text-start';

function AttachmentCard({ accountId, part, urlOf, onView }: AttachmentCardProps) {
  const name = safeFileName(part.name, t('message.unnamed'));
  const size = shownSize(part.size, locale());
  const disagrees = namesDisagree(part);
  const risky = isRisky(name) || disagrees;
  const Icon = risky ? TriangleAlert : (icons.find(([type]) => type.test(part.type))?.[1] ?? File);
  const url = urlOf(part, name);
  const hint = disagrees ? t('message.typeDisagrees', { type: visibleText(part.type).slice(0, 80) }) : risky ? t('message.risky') : name;
  const download = { href: url, download: name, 'aria-label': `${t('message.downloadFile', { name })} ${size}` };
  const thumbnail = thumbnailKind(part);
  const icon = <Icon aria-hidden size={20} strokeWidth={1.5} className={risky ? 'shrink-0 text-warn' : 'shrink-0 text-ink-muted'} />;
  const about = (
    <>
      {thumbnail === 'image' ? (
        // biome-ignore lint/performance/noImgElement: Next's image optimizer is off; this is the mail's own picture
        <img src={url} alt="" loading="lazy" className="size-9 shrink-0 rounded-sm object-cover" />
      ) : thumbnail === 'pdf' && part.blobId !== null ? (
        <Suspense fallback={icon}>
          <PdfThumbnail accountId={accountId} blobId={part.blobId} instead={icon} />
        </Suspense>
      ) : (
        icon
      )}
      <span className="min-w-0 flex-1">
        <span dir="auto" className="block truncate font-medium">
          {middleCut(name, 26)}
        </span>{' '}
        <span className="block text-xs text-ink-muted tabular-nums">{size}</span>
      </span>
    </>
  );
  const arrow = <Download aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-ink-faint group-hover:text-ink" />;
  return (
    <li className="flex min-w-0 rounded-lg border border-line transition-colors duration-100 hover:border-line-strong">
      {viewKind(part) === null ? (
        <a {...download} data-tooltip={hint} className={`group rounded-lg hover:bg-paper-hover ${cardClasses}`}>
          {about}
          {arrow}
        </a>
      ) : (
        <>
          <button
            type="button"
            aria-label={`${t('message.viewFile', { name })} ${size}`}
            data-tooltip={hint}
            onClick={() => onView(part)}
            className={`rounded-s-lg hover:bg-paper-hover ${cardClasses}`}
          >
            {about}
          </button>
          <a
            {...download}
            data-tooltip={t('message.downloadFile', { name })}
            className="group flex items-center rounded-e-lg px-3 hover:bg-paper-hover"
          >
            {arrow}
          </a>
        </>
      )}
    </li>
  );
}
