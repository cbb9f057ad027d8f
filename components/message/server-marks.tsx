import { BadgeCheck, VenetianMask } from 'lucide-react';
import { type ConversationEmail, t } from '#lib/client/index.ts';
import { Notice } from '../ui/notice.tsx';

/** What the mail server says of a message by keyword (RFC 9979): shown, never set by this screen (C6). */
export function ServerMarks({ email }: { email: ConversationEmail }) {
  const { $istrusted: isTrusted, $maskedemail: isMasked } = email.keywords;
  if (isTrusted !== true && isMasked !== true) return null;
  return (
    <p className="mt-1 flex flex-wrap gap-x-4 ps-12 text-sm text-ink-muted">
      {isTrusted === true ? (
        <span className="inline-flex items-center gap-1">
          <BadgeCheck aria-hidden size={14} className="text-ok" />
          {t('mark.trusted')}
        </span>
      ) : null}
      {isMasked === true ? (
        <span className="inline-flex items-center gap-1">
          <VenetianMask aria-hidden size={14} />
          {t('mark.masked')}
        </span>
      ) : null}
    </p>
  );
}

/** The server holds this message for phishing. */
export function PhishingNotice({ email }: { email: ConversationEmail }) {
  if (email.keywords.$phishing !== true) return null;
  return (
    <Notice kind="danger" className="mt-3">
      {t('mark.phishing')}
    </Notice>
  );
}
