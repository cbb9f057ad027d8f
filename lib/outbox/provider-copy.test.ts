import { expect, test } from 'vitest';
import { buildMessage, sharedMailServers } from '#e2e/servers/index.ts';
import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { openDovecot } from '#lib/imap/testing/dovecot-session.ts';
import { emailContent } from '#lib/store/testing/store-content.ts';
import { RunningAccount, until } from '#lib/sync/testing/running-account.ts';

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

test('S9: the provider’s copy never comes: ours is filed after the waiting time, once; it comes late after all: the two become one', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('late');
  const account = await RunningAccount.start(
    (purpose, more) => openDovecot(servers, user, { ...more, idleConnection: purpose === 'watch' }),
    {
      savesSent: true,
    },
  );
  const { store, accountId } = account;
  const inSent = async () =>
    (await servers.doveadm(['fetch', '-u', user.login, 'uid flags', 'mailbox', 'Sent', 'all'])).match(/uid:/g)?.length ?? 0;
  try {
    await account.quiet();
    const sent = await account.mailbox('Sent');
    const raw = Buffer.from('From: ann@a.example\r\nSubject: Subject late\r\nMessage-ID: <late@test.example>\r\n\r\nText\r\n');
    const { blobId } = await store.blobs.put(accountId, raw, 'message/rfc822');
    const created = await store.emails.create(accountId, {
      content: emailContent('late', { sizeBytes: raw.length, receivedAtMs: Date.now(), text: { search: 'text', preview: 'Text' } }),
      rawBlobId: blobId,
      mailboxIds: [sent],
      keywords: ['$seen'],
    });
    if (!created.ok) throw new Error(created.refusal.kind);
    const { id: emailId, threadId } = created.value;
    const [identity] = await store.identities.get(accountId, null);
    const submission = await store.submissions.create(accountId, {
      ...{ identityId: identity!.id, emailId, threadId, rawBlobId: blobId, messageId: 'late@test.example', recipients: [] },
      envelope: { mailFrom: { email: 'ann@a.example', parameters: null }, rcptTo: [] },
      ...{ sendAtMs: Date.now(), nowMs: Date.now() },
    });
    await store.submissions.setState(accountId, submission.id, { state: 'done' });
    // It is waited for …
    account.pass(10_000);
    await until(async () => account.commands().some((line) => line.startsWith('STATUS')), 'the target looked at');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await inSent()).toBe(0);
    expect(await store.intents.pendingCount(accountId)).toBe(1);
    // … and no longer than that.
    account.pass(60_000);
    await until(async () => (await inSent()) === 1, 'our own copy');
    await account.quiet({ passAll: true });
    account.pass(60_000);
    await account.quiet({ passAll: true });
    expect(await inSent()).toBe(1);
    const before = await store.emails.locate(accountId, emailId);
    // What the provider files after all, unseen and a little longer than ours.
    const copy = Buffer.from(raw.toString().replace('Subject:', 'X-Provider: filed\r\nSubject:'));
    await servers.appendMany(user, 'Sent', [{ raw: copy }]);
    await account.quiet({ passAll: true });
    await until(async () => (await inSent()) === 1 && (await store.intents.pendingCount(accountId)) === 0, 'one copy');
    const after = await store.emails.locate(accountId, emailId);
    expect(after!.uid).toBeGreaterThan(before!.uid);
    await account.quiet({ passAll: true });
    expect(await store.emails.summaries(accountId, [emailId])).toMatchObject([{ id: emailId, mailboxIds: [sent], keywords: ['$seen'] }]);
    expect((await store.mailboxes.get(accountId, [sent]))[0]).toMatchObject({ totalEmails: 1, unreadEmails: 0 });
    expect(await servers.doveadm(['fetch', '-u', user.login, 'flags hdr.x-provider', 'mailbox', 'Sent', 'all'])).toMatch(
      /Seen[\s\S]*filed/,
    );
  } finally {
    await account.stop();
  }
}, 120_000);
