import { expect, test } from 'vitest';
import { buildMessage, sharedMailServers } from '#e2e/servers/index.ts';
import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';

test('S9, J10: where the provider files its own copy, that one becomes the sent Email, and there is one', async () => {
  const servers = await sharedMailServers();
  const [from, to] = [await servers.newUser('files'), await servers.newUser('reads')];
  const first = await startTestGateway({ keep: true });
  const { accountId } = await openMail(first.gateway, loginOf(servers, from));
  const account = await first.gateway.store.people.account(accountId);
  await first.gateway.store.people.updateAccount(accountId, { servers: { ...account!.servers, traits: { savesSent: true } } });
  await first.stop();

  const { gateway, stop } = await startTestGateway({ dir: first.dir });
  try {
    const { mail } = await openMail(gateway, loginOf(servers, from));
    const mailboxes = await mail.store.mailboxes.get(mail.id, null);
    const [drafts, sent] = ['drafts', 'sent'].map((role) => mailboxes.find((mailbox) => mailbox.role === role)!.id);
    const raw = buildMessage({
      from: from.address,
      to: [to.address],
      subject: 'Filed once',
      text: 'One copy.',
      messageId: 'filed-once@example.test',
      dateMs: Date.now(),
    });
    const created = await mail.createEmail({ raw, mailboxIds: [drafts!], keywords: ['$draft', '$seen'], receivedAtMs: Date.now() });
    if (!created.ok) throw new Error(created.refusal.kind);
    const emailId = created.value.id;
    await eventually(async () => (await mail.store.intents.pendingCount(mail.id)) === 0, 'the draft on the server');
    const [identity] = await mail.store.identities.get(mail.id, null);
    const submitted = await mail.submit({
      identityId: identity!.id,
      emailId,
      envelope: { mailFrom: { email: from.address, parameters: null }, rcptTo: [{ email: to.address, parameters: null }] },
      sendAtMs: Date.now() + 1_000,
    });
    if (!submitted.ok) throw new Error(submitted.refusal.kind);
    await mail.store.emails.update(mail.id, [{ id: emailId, addKeywords: [], removeKeywords: ['$draft'], mailboxIds: [sent!] }]);
    await eventually(
      async () => (await mail.store.submissions.get(mail.id, [submitted.value.id]))[0]?.state === 'done',
      'the message sent',
    );
    // What such a provider does by itself.
    await servers.appendMany(from, 'Sent', [{ raw, flags: ['\\Seen'] }]);
    await eventually(async () => (await mail.store.intents.pendingCount(mail.id)) === 0, 'the filing', 50_000);
    const onServer = (mailbox: string) => servers.doveadm(['fetch', '-u', from.login, 'uid', 'mailbox', mailbox, 'all']);
    expect((await onServer('Sent')).match(/uid:/g)).toHaveLength(1);
    expect(await onServer('Drafts')).toBe('');
    await eventually(async () => (await mail.health()).state === 'ok', 'quiet');
    const shown = await mail.store.emails.query(mail.id, {
      filter: { op: 'in-mailbox', mailboxId: sent! },
      sort: [],
      collapseThreads: false,
      position: 0,
      anchor: null,
      anchorOffset: 0,
      limit: null,
      calculateTotal: false,
    });
    expect(shown).toMatchObject({ ids: [emailId] });
  } finally {
    await stop();
  }
});
