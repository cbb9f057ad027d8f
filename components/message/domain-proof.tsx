import { CircleCheck, CircleHelp } from 'lucide-react';
import { useState } from 'react';
import { type Account, domainProofOf, errorText, showToast, t } from '#lib/client/index.ts';
import type { DomainProof } from '#lib/contract/index.ts';
import { type EmailId, isMailError } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';

/**
 * Postern's own look at the DKIM signatures, where nobody trusted says anything. Only on a click: the question goes to a name server that the
 * sender chose, and by it the sender learns that the message was opened (V2).
 */
export function DomainProofCheck({ account, emailId, fromDomain }: { account: Account; emailId: EmailId; fromDomain: string }) {
  const [proof, setProof] = useState<DomainProof | null>(null);
  const [isAsking, setAsking] = useState(false);
  async function check(): Promise<void> {
    setAsking(true);
    try {
      setProof(await domainProofOf(account, emailId));
    } catch (error) {
      if (!isMailError(error)) throw error;
      showToast({ kind: 'error', text: t('proof.failed'), detail: errorText(error) });
    }
    setAsking(false);
  }
  if (proof === null)
    return (
      <div className="mt-3">
        <Button size="small" busy={isAsking} onClick={() => void check()}>
          {t('proof.check')}
        </Button>
        <p className="mt-1 text-ink-muted">{t('proof.hint')}</p>
      </div>
    );
  const isOwn = (domain: string) => domain === fromDomain || fromDomain.endsWith(`.${domain}`) || domain.endsWith(`.${fromDomain}`);
  return (
    <div role="status" className="mt-3 flex flex-col gap-2">
      {proof.dkim.length === 0 ? <p>{t('proof.none')}</p> : null}
      {proof.dkim.map(({ domain, result }, index) => {
        const isGood = result === 'pass' && isOwn(domain);
        const Icon = isGood ? CircleCheck : CircleHelp;
        const words = result === 'pass' && !isGood ? 'proof.passOther' : (`proof.${result}` as const);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: signatures have no name of their own, and never change
          <p key={index} className="flex items-start gap-2">
            <Icon aria-hidden size={16} className={`mt-0.5 shrink-0 ${isGood ? 'text-ok' : 'text-ink-faint'}`} />
            <span className="font-medium break-words">{t(words, { domain, from: fromDomain })}</span>
          </p>
        );
      })}
      <p className="text-ink-muted">{t('proof.label')}</p>
    </div>
  );
}
