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
import { locale, t } from '#lib/client/index.ts';
import type { EmailBodyPart } from '#lib/contract/index.ts';
import { isRisky, middleCut, safeFileName, shownSize } from './file-name.ts';

export type AttachmentCardsProps = { parts: readonly EmailBodyPart[]; urlOf: (part: EmailBodyPart, name: string) => string };

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

/** The files of a message: name, size, download. Risky kinds say so. */
export function AttachmentCards({ parts, urlOf }: AttachmentCardsProps) {
  if (parts.length === 0) return null;
  return (
    <section aria-label={t('message.attachments', { count: parts.length })} className="mt-4">
      <h3 className="mb-2 text-sm font-medium text-ink-muted">{t('message.attachments', { count: parts.length })}</h3>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,220px),1fr))] gap-2">
        {parts.map((part) => (
          <AttachmentCard key={part.partId} part={part} urlOf={urlOf} />
        ))}
      </ul>
    </section>
  );
}

function AttachmentCard({ part, urlOf }: { part: EmailBodyPart; urlOf: AttachmentCardsProps['urlOf'] }) {
  const name = safeFileName(part.name, t('message.unnamed'));
  const size = shownSize(part.size, locale());
  const risky = isRisky(name);
  const Icon = risky ? TriangleAlert : (icons.find(([type]) => type.test(part.type))?.[1] ?? File);
  return (
    <li className="min-w-0">
      <a
        href={urlOf(part, name)}
        download={name}
        aria-label={`${t('message.downloadFile', { name })} ${size}`}
        data-tooltip={risky ? t('message.risky') : name}
        className="group flex items-center gap-2.5 rounded-lg border border-line px-3 py-2 transition-colors duration-100 hover:border-line-strong hover:bg-paper-hover"
      >
        <Icon aria-hidden size={20} strokeWidth={1.5} className={risky ? 'shrink-0 text-warn' : 'shrink-0 text-ink-muted'} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{middleCut(name, 26)}</span>{' '}
          <span className="block text-xs text-ink-muted tabular-nums">{size}</span>
        </span>
        <Download aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-ink-faint group-hover:text-ink" />
      </a>
    </li>
  );
}
