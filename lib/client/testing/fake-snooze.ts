import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import { addMailbox, type FakeAccount, mailboxWithRole, noteChange, recount } from './fake-account.ts';

/** Snooze/set of the scripted server: what is put off comes out of the inbox, and back into it. */
export function fakeSnooze(account: FakeAccount, args: Record<string, unknown>): Record<string, unknown> {
  const { emailIds, until } = args as { emailIds: EmailId[]; until: string | null };
  const known = [...account.mailboxes.values()].find(({ role }) => role === 'snoozed')?.id ?? null;
  const mailboxId = known ?? (until === null ? null : addMailbox(account, 'Snoozed', 'snoozed', null));
  for (const id of emailIds) {
    const email = account.emails.get(id);
    const place: MailboxId | null = until === null ? mailboxWithRole(account, 'inbox') : mailboxId;
    if (email === undefined || place === null) continue;
    account.emails.set(id, { ...email, mailboxIds: { [place]: true } });
    if (until === null) account.snoozes.delete(id);
    else account.snoozes.set(id, { id, until, isBack: false });
    noteChange(account, 'Email', id, 'updated');
  }
  recount(account);
  return { accountId: account.id, mailboxId, done: emailIds, notDone: null };
}
