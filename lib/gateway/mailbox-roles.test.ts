import { expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { create, inMailbox, message, settled } from './testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

test('I11: against Dovecot a chosen Sent outlives its attribute, a restart and every listing, and what goes to Sent goes there', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('roles');
  await servers.doveadm(['mailbox', 'create', '-u', user.login, '-s', 'Sent Items', 'Post-Ausgang']);
  const first = await startTestGateway({ keep: true });
  const { mail, accountId } = await openMail(first.gateway, loginOf(servers, user));
  const roles = async (store = mail.store) =>
    Object.fromEntries((await store.mailboxes.syncRows(accountId)).map(({ path, role }) => [path, role]));
  // Attribute over name.
  await eventually(async () => (await roles())['Post-Ausgang'] === null, 'the listing');
  expect(await roles()).toMatchObject({ Sent: 'sent', 'Sent Items': null, Trash: 'trash' });
  const byPath = async (path: string) => (await mail.store.mailboxes.syncRows(accountId)).find((row) => row.path === path)!.id;
  // Choice over both.
  expect(await mail.store.mailboxes.update(accountId, await byPath('Post-Ausgang'), { role: 'sent' })).toMatchObject({ ok: true });
  await servers.doveadm(['mailbox', 'create', '-u', user.login, 'Makes a listing differ']);
  await settled(mail);
  await first.stop();
  const { gateway, stop } = await startTestGateway({ dir: first.dir });
  try {
    const { mail: again } = await openMail(gateway, loginOf(servers, user));
    await eventually(async () => 'Makes a listing differ' in (await roles(again.store)), 'a later listing');
    expect(await roles(again.store)).toMatchObject({ Sent: null, 'Sent Items': null, 'Post-Ausgang': 'sent' });
    const sent = (await again.store.mailboxes.get(accountId, null)).find(({ role }) => role === 'sent')!;
    await create(again, message('Filed by choice'), sent.id);
    await settled(again);
    expect(await servers.doveadm(['fetch', '-u', user.login, 'hdr.subject', 'mailbox', 'Post-Ausgang', 'all'])).toContain(
      'Filed by choice',
    );
    expect(await inMailbox(again, sent.id)).toHaveLength(1);
  } finally {
    await stop();
  }
});
