import { expect, test } from 'vitest';
import { listedMailbox, syncedMessage } from '../testing/store-content.ts';
import { openTestStore } from '../testing/test-store.ts';

test('the mailboxes as sync sees them are those of the last commit, of any account, and nobody changes another one’s list', async () => {
  const t = await openTestStore([listedMailbox('INBOX')]);
  try {
    const other = await t.another([listedMailbox('INBOX'), listedMailbox('Work')]);
    const rows = () => t.store.mailboxes.syncRows(t.accountId);
    const paths = async () => (await rows()).map(({ path }) => path);
    const before = await rows();
    // The places that every account has are not on this server (J13).
    expect(before.flatMap(({ path }) => path ?? [])).toEqual(['INBOX']);
    before.length = 0;
    expect(await paths()).toContain('INBOX');
    expect((await t.store.mailboxes.syncRows(other.accountId)).flatMap(({ path }) => path ?? [])).toEqual(['INBOX', 'Work']);
    await t.pass(await t.mailbox('INBOX'), { appeared: [syncedMessage(7, 'one')], checkpoint: { uidNext: 8, isFilled: true } });
    const [inbox] = await rows();
    expect(inbox).toMatchObject({ totalEmails: 1, checkpoint: { uidNext: 8, isFilled: true } });
    // What no JMAP client sees moves no state, and is seen all the same.
    await t.pass(inbox!.id, { checkpoint: { uidNext: 9 } });
    expect((await rows())[0]!.checkpoint.uidNext).toBe(9);
    await t.store.people.removeAccount(t.accountId);
    await expect(rows()).rejects.toMatchObject({ kind: 'not-found' });
  } finally {
    await t.close();
  }
});
