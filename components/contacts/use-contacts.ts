import { useEffect, useState } from 'react';
import {
  type ContactList,
  type ContactListState,
  createContactList,
  createValue,
  errorText,
  mailClient,
  showToast,
  t,
  type Undo,
} from '#lib/client/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { useValue } from '../ui/use-value.ts';

const nothing = createValue<ContactListState>({ kind: 'loading' }).readable;

/** The address book, kept up to date while it is on the screen; null until somebody is known to be signed in. */
export function useContacts(): { list: ContactList | null; state: ContactListState } {
  const client = useValue(mailClient().state);
  const told = useValue(mailClient().contactState);
  const [list, setList] = useState<ContactList | null>(null);
  useEffect(() => {
    void mailClient().start();
  }, []);
  useEffect(() => {
    const jmap = mailClient().jmap();
    const accountId = mailClient().session()?.primaryAccounts['urn:ietf:params:jmap:contacts'];
    if (client.kind !== 'ready' || jmap === null || accountId === undefined || list !== null) return;
    const made = createContactList(jmap, accountId);
    setList(made);
    void made.load();
    // Whom mail was written to elsewhere, and before there was an address book.
    for (const account of client.accounts)
      if (account.isPersonal && !account.isReadOnly)
        jmap.call('Correspondent/collect', { accountId: account.id }).catch((error: unknown) => {
          // what is there can be seen without it
          if (!isMailError(error)) throw error;
        });
  }, [client, list]);
  useEffect(() => {
    if (told !== null) void list?.load();
  }, [told, list]);
  return { list, state: useValue(list?.state ?? nothing) };
}

/** Does something with the address book, and says so: with its undo, or that it went wrong. @returns whether it went well */
export async function changeContacts<T>(run: () => Promise<T>, done: (result: T) => { text: string; detail?: string; undo?: Undo } | null) {
  try {
    const said = done(await run());
    if (said !== null) sayDone(said);
    return true;
  } catch (error) {
    if (!isMailError(error)) throw error;
    showToast({ kind: 'error', text: t('contacts.failedToSave'), detail: errorText(error) });
    return false;
  }
}

function sayDone({ text, detail, undo }: { text: string; detail?: string; undo?: Undo }): void {
  if (undo === undefined) {
    showToast({ kind: 'success', text, detail: detail ?? null });
    return;
  }
  const step = mailClient().undoStack.push({
    label: text,
    undo: () => void changeContacts(undo, () => ({ text: t('contacts.undone') })),
  });
  showToast({ kind: 'success', text, detail: detail ?? null, action: { label: t('contacts.undo'), run: () => step.undo() } });
}
