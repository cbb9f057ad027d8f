import { BadgeCheck, Info, UserPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type Account, type ConversationEmail, senderReportOf, t } from '#lib/client/index.ts';
import type { SenderReport } from '#lib/contract/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { SenderPanel } from './sender-panel.tsx';
import { visibleText } from './shown-sender.ts';
import { UnsubscribeButton } from './unsubscribe-button.tsx';

/**
 * What there is to know about the sender of an open message: nothing where nothing is to be said, a quiet line for what is good or new, a
 * warning for what is not as it seems. All of it leads to the panel.
 */
export default function SenderTrust({ account, email }: { account: Account; email: ConversationEmail }) {
  const [report, setReport] = useState<SenderReport | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    let isHere = true;
    senderReportOf(account, email.id).then(
      (found) => {
        if (isHere) setReport(found);
      },
      (error: unknown) => {
        // the message is there to be read without it
        if (!isMailError(error)) throw error;
      },
    );
    return () => {
      isHere = false;
    };
  }, [account, email.id]);
  if (report === null) return null;

  const warnings = warningsOf(report, email);
  const domain = domainOf(email);
  const details = (
    <Button size="small" variant="ghost" onClick={() => setIsOpen(true)}>
      {t('trust.details')}
    </Button>
  );
  return (
    <>
      <p className="mt-1 flex flex-wrap items-center gap-x-4 ps-12 text-sm text-ink-muted">
        {report.verdict === 'verified' && domain !== '' ? (
          <span className="inline-flex items-center gap-1" data-tooltip={t('trust.verifiedHint', { domain })}>
            <BadgeCheck aria-hidden size={14} className="text-ok" />
            {t('trust.verified', { domain })}
          </span>
        ) : null}
        {report.isFirst === true ? (
          <span className="inline-flex items-center gap-1">
            <UserPlus aria-hidden size={14} />
            {t('trust.first')}
          </span>
        ) : null}
        {report.sender === null ? null : <span>{t('trust.via', { domain: domainPart(report.sender.email) })}</span>}
        {email.body === null || email.body.unsubscribeUrls.length === 0 || account.isReadOnly ? null : (
          <UnsubscribeButton account={account} emailId={email.id} />
        )}
        {warnings.length > 0 ? null : (
          <button
            type="button"
            onClick={() => setIsOpen(true)}
            className="-ms-1 inline-flex items-center gap-1 rounded-sm px-1 text-ink-faint hover:text-ink"
          >
            <Info aria-hidden size={13} />
            {t('trust.open')}
          </button>
        )}
      </p>
      {warnings.map((text, index) => (
        <Notice key={text} kind="warn" className="mt-3" action={index === 0 ? details : null}>
          <span className="break-words whitespace-pre-line select-text">{text}</span>
        </Notice>
      ))}
      {isOpen ? (
        <SenderPanel
          account={account}
          report={report}
          from={email.from ?? []}
          blobId={email.body?.blobId ?? null}
          onClose={() => setIsOpen(false)}
        />
      ) : null}
    </>
  );
}

const domainPart = (address: string): string => visibleText(address.slice(address.lastIndexOf('@') + 1)).slice(0, 253);
const domainOf = (email: ConversationEmail): string => domainPart(email.from?.[0]?.email ?? '');

function warningsOf(report: SenderReport, email: ConversationEmail): string[] {
  const domain = domainOf(email);
  const { disputedFrom, resembles, namesake } = report;
  const warnings: string[] = [];
  if (disputedFrom !== null && (email.from ?? []).length <= 1)
    warnings.push(disputedFrom.length === 0 ? t('trust.nobody') : [t('trust.disputed'), ...disputedFrom.map(visibleText)].join('\n'));
  if (report.verdict === 'failed') warnings.push(t('trust.failed', { domain }));
  if (resembles !== null) warnings.push(t(resembles.isOwn ? 'trust.resemblesOwn' : 'trust.resembles', { domain, other: resembles.domain }));
  if (namesake !== null) warnings.push(t('trust.namesake', { name: visibleText(namesake.name ?? ''), address: namesake.email }));
  return warnings;
}
