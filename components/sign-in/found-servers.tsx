import { ServerCog } from 'lucide-react';
import { commaList, t } from '#lib/client/index.ts';
import type { FoundServers } from '#lib/contract/index.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import type { Protocol } from './server-fields.ts';

export type Found = NonNullable<FoundServers['found']>;

/** What an address was found to be served by, the way chosen, and whether the person agrees to machines outside of the mail domain (D4). */
export type FoundState = { address: string; found: Found; protocol: Protocol; isAgreed: boolean };

/** A table's word needs no telling: it is what the person expects. */
export const isFromTable = ({ source }: Found): boolean => source === 'operator' || source === 'built-in';

export const protocolsOf = ({ incoming, otherIncoming }: Found): Protocol[] => [
  ...new Set([incoming, ...otherIncoming].map(({ protocol }) => protocol)),
];

/** The server to read from by that protocol: the best one. */
export const incomingOf = ({ incoming, otherIncoming }: Found, protocol: Protocol) =>
  [incoming, ...otherIncoming].find((each) => each.protocol === protocol) ?? incoming;

/** What the provider wants from those who come with a password, said before they try. */
export function ProviderNeeds({ found: { provider, needs, helpUrl } }: { found: Found }) {
  if (needs.length === 0) return null;
  return (
    <p className="text-sm text-ink-muted">
      {needs.includes('app-password') ? `${t('signIn.needsAppPassword', { provider })} ` : null}
      {needs.includes('enable-access') ? `${t('signIn.needsAccess', { provider })} ` : null}
      {helpUrl === null ? null : (
        <a className="underline" href={helpUrl} target="_blank" rel="noreferrer noopener">
          {t('signIn.providerHelp', { provider })}
        </a>
      )}
    </p>
  );
}

type FoundNoticeProps = { id: string; state: FoundState; isWrong: boolean; onAgree: (isAgreed: boolean) => void };

/** Which servers were found and how; strangers are agreed to before a password goes there. */
export function FoundNotice({ id, state: { address, found, protocol, isAgreed }, isWrong, onAgree }: FoundNoticeProps) {
  const hosts = commaList([...new Set([incomingOf(found, protocol).host, found.outgoing.host])]);
  return (
    <div className="rounded-md border border-line bg-paper-sunken px-3 py-2 text-sm">
      <p className="flex items-start gap-2" role="status">
        <ServerCog aria-hidden size={15} className="mt-0.5 shrink-0 text-ink-muted" />
        <span className="min-w-0 break-words">
          <span className="font-medium">{hosts}</span> <span className="text-ink-muted">{t(`signIn.foundIn.${found.source}`)}</span>
        </span>
      </p>
      {found.strangers.length === 0 ? null : (
        <div className="mt-2 border-t border-line pt-2">
          <p className="mb-1.5">
            {t('signIn.strangers', { domain: address.slice(address.lastIndexOf('@') + 1), hosts: commaList(found.strangers) })}
          </p>
          <Checkbox
            label={t('signIn.agree')}
            checked={isAgreed}
            aria-invalid={isWrong || undefined}
            aria-describedby={isWrong ? `${id}-agree` : undefined}
            onChange={(event) => onAgree(event.target.checked)}
          />
          {isWrong ? (
            <p id={`${id}-agree`} className="mt-1 text-danger">
              {t('signIn.agreeFirst')}
            </p>
          ) : null}
        </div>
      )}
    </div>
  );
}
