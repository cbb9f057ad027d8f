import { UserCheck, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { type Account, addToContacts, errorText, showToast, t } from '#lib/client/index.ts';
import { type EmailAddress, isMailError } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { shownSender } from './shown-sender.ts';

type ContactLineProps = { account: Account; contactId: string | null; from: readonly EmailAddress[] };

/** Whether the sender is in the address book, and the way there. The name that is taken over is the one that may be shown. */
export function ContactLine({ account, contactId, from }: ContactLineProps) {
  const [addedId, setAddedId] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [sender] = from;
  const id = addedId ?? contactId;
  if (sender === undefined || !sender.email.includes('@')) return null;
  if (id !== null)
    return (
      <p>
        <a href={`/contacts#${id}`} className="inline-flex items-center gap-1.5 text-accent underline-offset-2 hover:underline">
          <UserCheck aria-hidden size={15} />
          {t('trust.inContacts')}
        </a>
      </p>
    );
  async function add({ email }: EmailAddress, name: string | null): Promise<void> {
    setBusy(true);
    try {
      setAddedId(await addToContacts(account, { name, email }));
      showToast({ kind: 'success', text: t('trust.contactAdded'), durationMs: 3_000 });
    } catch (error) {
      if (!isMailError(error)) throw error;
      showToast({ kind: 'error', text: t('trust.contactFailed'), detail: errorText(error) });
    } finally {
      setBusy(false);
    }
  }
  const { name, isDoubtful } = shownSender(sender);
  return (
    <div>
      <Button
        size="small"
        busy={isBusy}
        icon={<UserPlus aria-hidden size={15} />}
        onClick={() => void add(sender, isDoubtful ? null : name)}
      >
        {t('trust.addContact')}
      </Button>
    </div>
  );
}
