import { UserPlus } from 'lucide-react';
import { useCallback, useState } from 'react';
import { type Account, addToContacts, errorText, readBlobOctets, readVcards, showToast, t } from '#lib/client/index.ts';
import { type BlobId, type ContactCard, contactName, isMailError } from '#lib/mail/index.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { visibleText } from './shown-sender.ts';
import { useLoaded } from './use-loaded.ts';

const maxBytes = 5_000_000;
const mostShown = 50;
const mostValues = 12;

/** The cards of a vCard file, and the way into one's own contacts. */
export function ContactFileView({ account, blobId }: { account: Account; blobId: BlobId }) {
  const load = useCallback(
    async (signal: AbortSignal) => {
      const { octets } = await readBlobOctets(account.client.session(), account.id, blobId, { maxBytes, signal });
      return readVcards(octets);
    },
    [account, blobId],
  );
  const loaded = useLoaded(load);
  if (loaded.kind === 'failed') return <Notice kind="danger">{loaded.why}</Notice>;
  if (loaded.kind === 'loading') return <Skeleton className="h-40 w-full" />;
  const { cards, leftOut } = loaded.value;
  if (cards.length === 0) return <Notice kind="info">{t('viewer.noCard')}</Notice>;
  const left = cards.length - mostShown + leftOut;
  return (
    <ul className="flex flex-col divide-y divide-line">
      {cards.slice(0, mostShown).map((card, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a file may hold the same card twice, and never changes
        <li key={index} className="flex gap-3 py-3 first:pt-0">
          <Card account={account} card={card} />
        </li>
      ))}
      {left > 0 ? <li className="py-3 text-sm text-ink-muted">{t('viewer.moreCards', { count: left })}</li> : null}
    </ul>
  );
}

function Card({ account, card }: { account: Account; card: ContactCard }) {
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const name = visibleText(contactName(card) ?? '').slice(0, 200);
  const addresses = Object.values(card.emails ?? {})
    .slice(0, mostValues)
    .map(({ address }) => visibleText(address).slice(0, 320));
  const others = [
    ...Object.values(card.phones ?? {}).map(({ number }) => number),
    ...Object.values(card.organizations ?? {}).map(({ name: organization }) => organization ?? ''),
    ...Object.values(card.titles ?? {}).map((title) => title.name),
    ...Object.values(card.addresses ?? {}).map(({ full, components }) => full ?? (components ?? []).map(({ value }) => value).join(' ')),
    ...Object.values(card.links ?? {}).map(({ uri }) => uri),
    ...Object.values(card.notes ?? {}).map(({ note }) => note),
  ]
    .map((text) => visibleText(text).slice(0, 500))
    .filter((text) => text !== '')
    .slice(0, mostValues);

  async function add(address: string): Promise<void> {
    try {
      await addToContacts(account, { name: name === '' ? null : name, email: address });
      setAdded((before) => new Set(before).add(address));
      showToast({ kind: 'success', text: t('viewer.contactAdded', { address }), durationMs: 4_000 });
    } catch (error) {
      if (!isMailError(error)) throw error;
      showToast({ kind: 'error', text: t('viewer.contactFailed'), detail: errorText(error) });
    }
  }

  return (
    <>
      <Avatar name={name === '' ? null : name} email={addresses[0] ?? ''} />
      <div className="min-w-0 flex-1 select-text">
        <p className="font-semibold break-words">{name || addresses[0]}</p>
        {addresses.map((address) => (
          <p key={address} className="flex flex-wrap items-center gap-x-2 break-all">
            {address}
            <Button
              size="small"
              variant="ghost"
              icon={<UserPlus aria-hidden size={15} />}
              disabled={added.has(address) || !/^[^\s@]+@[^\s@]+$/.test(address)}
              onClick={() => void add(address)}
            >
              {t('viewer.addContact')}
            </Button>
          </p>
        ))}
        {others.map((text) => (
          <p key={text} className="text-sm break-words text-ink-muted">
            {text}
          </p>
        ))}
      </div>
    </>
  );
}
