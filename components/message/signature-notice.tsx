import { BadgeCheck, Lock, ShieldAlert, ShieldQuestion } from 'lucide-react';
import { useEffect, useState } from 'react';
import {
  type Account,
  acceptSignatureKey,
  type ConversationEmail,
  commaList,
  errorText,
  isClearSigned,
  showToast,
  signatureReportOf,
  t,
} from '#lib/client/index.ts';
import type { Signature, SignatureReport } from '#lib/contract/index.ts';
import { type BlobId, isMailError } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { AttachedMessageView, type RenderBody } from './attached-message-view.tsx';
import { visibleText } from './shown-sender.ts';

type SignatureNoticeProps = {
  account: Account;
  email: ConversationEmail;
  renderBody: RenderBody;
  /** told once it is known */
  onReport: (report: SignatureReport | null) => void;
};

/**
 * What signatures say of a message, outside of the frames that show it: who signed, what it covers and what it does not, and how far the key
 * can be trusted. Encrypted mail says what is needed. Nothing a mail holds is drawn here but names, as text.
 */
export default function SignatureNotice({ account, email, renderBody, onReport }: SignatureNoticeProps) {
  const [report, setReport] = useState<SignatureReport | null>(null);
  useEffect(() => {
    let isHere = true;
    signatureReportOf(account, email.id).then(
      (found) => {
        if (!isHere) return;
        setReport(found);
        onReport(found);
      },
      (error: unknown) => {
        // the message is there to be read without it
        if (!isMailError(error)) throw error;
      },
    );
    return () => {
      isHere = false;
    };
  }, [account, email.id, onReport]);
  if (report === null) return null;
  const accept = async (fingerprint: string): Promise<void> => {
    try {
      const now = await acceptSignatureKey(account, email.id, fingerprint);
      setReport(now);
      onReport(now);
    } catch (error) {
      if (!isMailError(error)) throw error;
      showToast({ kind: 'error', text: t('signature.acceptFailed'), detail: errorText(error) });
    }
  };
  return (
    <>
      {report.signatures.map((signature, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: signatures have no name of their own, and never change
        <SignatureLine key={index} signature={signature} onAccept={account.isReadOnly ? null : accept} />
      ))}
      {email.body !== null && isClearSigned(email.body) ? (
        <p role="note" className="mb-3 flex items-start gap-2 rounded-md bg-paper-sunken px-3 py-2 text-sm">
          <ShieldQuestion aria-hidden size={15} className="mt-0.5 shrink-0 text-warn" />
          <span>{t('signature.inText')}</span>
        </p>
      ) : null}
      {report.isTooLarge ? <p className="mb-3 text-sm text-ink-muted">{t('signature.tooLarge')}</p> : null}
      {report.encrypted === null ? null : (
        <p role="note" className="mb-3 flex items-start gap-2 rounded-md bg-paper-sunken px-3 py-2 text-sm">
          <Lock aria-hidden size={15} className="mt-0.5 shrink-0 text-ink-muted" />
          <span>{report.encrypted === 'pgp' ? t('signature.encryptedPgp') : t('signature.encryptedSmime')}</span>
        </p>
      )}
      {report.insideBlobId === null ? null : <Inside account={account} blobId={report.insideBlobId} renderBody={renderBody} />}
    </>
  );
}

/** The message that an opaque signature holds, in a place of its own. */
function Inside({ account, blobId, renderBody }: { account: Account; blobId: BlobId; renderBody: RenderBody }) {
  return (
    <section aria-label={t('signature.inside')} className="mb-4 rounded-md border border-line-strong p-3">
      <AttachedMessageView account={account} blobId={blobId} renderBody={renderBody} isBare />
    </section>
  );
}

/** @param onAccept  null: this is not the person to say whose key it is */
function SignatureLine({ signature, onAccept }: { signature: Signature; onAccept: ((fingerprint: string) => Promise<void>) | null }) {
  const { look, words } = verdictOf(signature);
  const [Icon, colour] =
    look === 'good' ? [BadgeCheck, 'text-ok'] : look === 'bad' ? [ShieldAlert, 'text-danger'] : [ShieldQuestion, 'text-warn'];
  return (
    <div role="note" className="mb-3 flex items-start gap-2 rounded-md bg-paper-sunken px-3 py-2 text-sm">
      <Icon aria-hidden size={15} className={`mt-0.5 shrink-0 ${colour}`} />
      <div className="min-w-0">
        <p className="font-medium break-words">{words}</p>
        <p className="text-ink-muted">
          {[trustWordsOf(signature), signature.isWhole ? t('signature.covers') : t('signature.coversPart')].filter(Boolean).join(' ')}
        </p>
        {onAccept !== null && mayAccept(signature) ? (
          <Button size="small" className="my-1" onClick={() => void onAccept(signature.fingerprint ?? '')}>
            {t('signature.acceptKey')}
          </Button>
        ) : null}
        {signature.fingerprint === null ? null : (
          <details className="text-ink-muted">
            <summary className="cursor-pointer">{t('signature.details')}</summary>
            <p className="font-mono text-xs break-all select-text">{signature.fingerprint.replace(/(.{4})(?=.)/g, '$1 ')}</p>
            <p className="break-words select-text">{commaList(signature.emails.map(visibleText))}</p>
          </details>
        )}
      </div>
    </div>
  );
}

/** A strange key that signed validly as the sender: they may have a new one. */
const mayAccept = ({ status, matchesFrom, trust, fingerprint }: Signature): boolean =>
  status === 'valid' && matchesFrom && trust === 'otherKey' && fingerprint !== null;

/** Good is only what is valid, of the sender, and of a key that is not strange; everything else is said as what it is. */
function verdictOf(signature: Signature): { look: 'good' | 'doubtful' | 'bad'; words: string } {
  const { status, matchesFrom, trust, emails, name } = signature;
  const who = visibleText(emails[0] ?? name ?? '') || t('signature.somebody');
  if (status === 'changed') return { look: 'bad', words: t('signature.changed') };
  if (status === 'noKey') return { look: 'doubtful', words: t('signature.noKey') };
  if (status === 'unreadable') return { look: 'doubtful', words: t('signature.unreadable') };
  if (status === 'weak') return { look: 'doubtful', words: t('signature.weak', { who }) };
  if (!matchesFrom) return { look: 'bad', words: t('signature.otherSender', { who }) };
  if (trust === 'otherKey') return { look: 'bad', words: t('signature.otherKey', { who }) };
  if (status === 'outdated') return { look: 'doubtful', words: t('signature.outdated', { who }) };
  const isTrusted = trust === 'knownAuthority' || trust === 'sameKey';
  return { look: isTrusted ? 'good' : 'doubtful', words: t('signature.valid', { who }) };
}

function trustWordsOf({ status, trust, authority }: Signature): string {
  if (status !== 'valid' && status !== 'outdated') return '';
  if (trust === 'firstKey') return t('signature.firstKey');
  if (trust === 'sameKey') return t('signature.sameKey');
  if (trust === 'knownAuthority') return t('signature.knownAuthority', { authority: visibleText(authority ?? '') });
  if (trust === 'unknownAuthority') return t('signature.unknownAuthority', { authority: visibleText(authority ?? '') });
  return '';
}
