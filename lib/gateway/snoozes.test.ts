import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { openStore } from '#lib/store/index.ts';
import { inMailbox, mailboxOf, message } from './testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

const servers = await sharedMailServers();
const flagsIn = (login: string, mailbox: string) =>
  servers.doveadm(['fetch', '-u', login, 'flags', 'mailbox', mailbox, 'all']).catch(() => '');

test('put off mail is in Snoozed for other clients; due while the gateway was down, it is back in the inbox, unread, when it runs again', async () => {
  const user = await servers.newUser('snoozer');
  await servers.deliver(user, message('Later'));
  const first = await startTestGateway({ keep: true });
  const { mail, accountId } = await openMail(first.gateway, loginOf(servers, user));
  const inbox = await mailboxOf(mail, 'inbox');
  const [email] = await eventually(async () => {
    const found = await inMailbox(mail, inbox);
    return found.length === 1 ? found : null;
  }, 'the message');
  const { id } = email!;
  await mail.store.emails.update(accountId, [{ id, addKeywords: ['$seen'], removeKeywords: [], mailboxIds: null }]);
  const wish = { name: 'Snoozed', parentId: null, isSubscribed: true, sortOrder: 0, role: 'snoozed' as const };
  const made = await mail.store.mailboxes.create(accountId, wish);
  if (!made.ok) throw new Error(made.refusal.kind);
  const mailboxId = made.value.id;
  await mail.store.snoozes.put(accountId, { emailIds: [id], mailboxId, untilMs: Date.now() + 3_600_000 });
  mail.snoozesChanged();
  await eventually(async () => /Seen/.test(await flagsIn(user.login, 'Snoozed')), 'the message in Snoozed on the server');
  expect(await flagsIn(user.login, 'INBOX')).not.toMatch(/flags/);
  await first.stop();

  // Its time comes while nothing runs.
  const store = await openStore({ dataDir: join(first.dir, 'data') });
  await store.snoozes.put(accountId, { emailIds: [id], mailboxId, untilMs: Date.now() - 1_000 });
  await store.close();
  const second = await startTestGateway({ dir: first.dir });
  await eventually(async () => /flags/.test(await flagsIn(user.login, 'INBOX')), 'the message in the inbox on the server');
  expect(await flagsIn(user.login, 'INBOX')).not.toMatch(/Seen/);
  const [snooze] = await second.gateway.store.snoozes.list(accountId);
  expect(snooze).toMatchObject({ emailId: id, backAtMs: expect.any(Number) });
  await second.stop();
});
