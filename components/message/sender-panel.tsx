import { CircleCheck, CircleHelp, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { type Account, commaList, t } from '#lib/client/index.ts';
import type { SenderCheck, SenderReport } from '#lib/contract/index.ts';
import type { EmailAddress } from '#lib/mail/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ContactLine } from './contact-line.tsx';
import { DomainProofCheck } from './domain-proof.tsx';
import { SenderHeader } from './sender-header.tsx';
import { SenderJourney } from './sender-journey.tsx';
import { fullPerson, visibleText } from './shown-sender.ts';
import { VipLine } from './vip-line.tsx';

export type SenderPanelProps = {
  account: Account;
  report: SenderReport;
  from: readonly EmailAddress[];
  blobId: string | null;
  onClose: () => void;
};

/** Everything that is known about who sent a message: addresses, the provider's checks in plain words, the way it took, the header. */
export function SenderPanel({ account, report, from, blobId, onClose }: SenderPanelProps) {
  const hasAddressBook = account.client.session().primaryAccounts['urn:ietf:params:jmap:contacts'] !== undefined;
  const { authentication, disputedFrom, sender, replyTo, returnPath, hops } = report;
  return (
    <Dialog open size="large" title={t('trust.title')} closeLabel={t('trust.close')} onClose={onClose}>
      <div className="flex flex-col gap-6 text-sm">
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 select-text">
          <Row label={t('trust.from')} people={from} />
          {disputedFrom === null ? null : (
            <>
              <dt className="text-ink-muted">{t('trust.rawFrom')}</dt>
              <dd dir="ltr" className="font-mono text-xs leading-5 text-start break-all whitespace-pre-line text-warn">
                {disputedFrom.map((line) => visibleText(line)).join('\n') || t('trust.nobody')}
              </dd>
            </>
          )}
          <Row label={t('trust.sender')} people={sender === null ? [] : [sender]} />
          <Row label={t('trust.replyTo')} people={replyTo} />
          <Row label={t('trust.returnPath')} people={returnPath === null ? [] : [{ name: null, email: returnPath }]} />
        </dl>
        {hasAddressBook ? <ContactLine account={account} contactId={report.contactId} from={from} /> : null}
        <VipLine from={from} />
        <Section title={t('trust.checks')}>
          {authentication === null ? (
            <>
              <p className="text-ink-muted">{t('trust.notChecked')}</p>
              <DomainProofCheck
                account={account}
                emailId={report.id}
                fromDomain={(from[0]?.email ?? '').split('@').at(-1)?.toLowerCase() ?? ''}
              />
            </>
          ) : (
            <>
              <ul className="flex flex-col gap-2">
                <Check label={t('trust.dmarc')} check={authentication.dmarc} />
                {(authentication.dkim.length === 0 ? [null] : authentication.dkim).map((check, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: signatures have no name of their own, and never change
                  <Check key={index} label={t('trust.dkim')} check={check} />
                ))}
                <Check label={t('trust.spf')} check={authentication.spf} />
              </ul>
              <p className="mt-2 text-ink-muted">{t('trust.checkedBy', { server: authentication.authservId })}</p>
            </>
          )}
        </Section>
        <Section title={t('trust.journey')}>
          <SenderJourney hops={hops} />
        </Section>
        {blobId === null ? null : (
          <Section title={t('trust.header')}>
            <SenderHeader accountId={account.id} blobId={blobId} />
          </Section>
        )}
      </div>
    </Dialog>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function Row({ label, people }: { label: string; people: readonly EmailAddress[] }) {
  if (people.length === 0) return null;
  return (
    <>
      <dt className="text-ink-muted">{label}</dt>
      <dd className="break-words">{commaList(people.map(fullPerson))}</dd>
    </>
  );
}

function Check({ label, check }: { label: string; check: SenderCheck | null }) {
  const result = check?.result ?? 'none';
  const [Icon, look] =
    result === 'pass'
      ? ([CircleCheck, 'text-ok'] as const)
      : result === 'fail'
        ? ([CircleX, 'text-danger'] as const)
        : ([CircleHelp, 'text-ink-faint'] as const);
  return (
    <li className="flex items-start gap-2">
      <Icon aria-hidden size={16} className={`mt-0.5 shrink-0 ${look}`} />
      <span>
        <span className="font-medium">{resultWords(result, check?.domain ?? null)}</span>
        <span className="block text-ink-muted">{label}</span>
      </span>
    </li>
  );
}

function resultWords(result: string, domain: string | null): string {
  if (result === 'pass') return domain === null ? t('trust.pass') : t('trust.passFor', { domain });
  if (result === 'fail' || result === 'softfail') return domain === null ? t('trust.fail') : t('trust.failFor', { domain });
  return result === 'none' ? t('trust.none') : t('trust.other', { result });
}
