import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { knownMessages } from '#lib/store/testing/known-messages.ts';
import type { AccountMail, Gateway } from './api.ts';
import { arrived, create, ended, inMailbox, mailboxOf, message, settled, submit } from './testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

// A POP3 account over a real Dovecot: above the gateway it is an account like any other.

const servers = await sharedMailServers();
const pop3 = { protocol: 'pop3' as const, port: servers.pop3.tlsPort };

let gateway: Gateway;
let stop: () => Promise<void>;
beforeAll(async () => ({ gateway, stop } = await startTestGateway()));
afterAll(() => stop());

async function open(): Promise<{ mail: AccountMail; user: Awaited<ReturnType<typeof servers.newUser>> }> {
  const user = await servers.newUser('maildrop');
  const { mail } = await openMail(gateway, loginOf(servers, user, pop3));
  return { mail, user };
}

const text = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString());

test('J24: mail of a maildrop is read, moved, marked, threaded, found and sent like any other, and the server keeps what it has', async () => {
  const { mail, user } = await open();
  const inbox = await mailboxOf(mail, 'inbox');
  const raw = message('Ahoi', { text: 'A word that is rare: zwetschgenknoedel.' });
  await servers.deliver(user, raw);
  mail.checkNow();
  const [email] = await arrived(mail, inbox, 1);
  expect(email).toMatchObject({ subject: 'Ahoi', preview: 'A word that is rare: zwetschgenknoedel.', keywords: [] });
  const signal = AbortSignal.timeout(30_000);
  expect(text(await mail.raw(email!.id, signal))).toContain('zwetschgenknoedel');
  expect(text(await mail.part(email!.id, '1', signal))).toContain('zwetschgenknoedel');

  // found by its text
  const found = await mail.store.emails.query(mail.id, {
    filter: { op: 'text', field: 'any', text: 'zwetschgenknoedel' },
    ...{ sort: [], collapseThreads: false, position: 0, anchor: null, anchorOffset: 0, limit: null, calculateTotal: true },
  });
  expect(found).toMatchObject({ ids: [email!.id] });

  // moved and marked: here
  const archive = await mailboxOf(mail, 'archive');
  await mail.store.emails.update(mail.id, [{ id: email!.id, addKeywords: ['$seen', 'mine'], removeKeywords: [], mailboxIds: [archive] }]);
  await settled(mail);
  expect((await inMailbox(mail, archive)).map(({ id, keywords }) => ({ id, keywords: keywords.toSorted() }))).toEqual([
    { id: email!.id, keywords: ['$seen', 'mine'] },
  ]);

  // an answer is drafted, sent, filed, and joins the thread
  const drafts = await mailboxOf(mail, 'drafts');
  const answer = message('Re: Ahoi', { from: user.address, inReplyTo: email!.messageId?.[0] ?? '' });
  const id = await create(mail, answer, drafts, ['$draft', '$seen']);
  const sent = await mailboxOf(mail, 'sent');
  const submission = await submit(mail, id, user.address, [user.address]);
  await mail.store.emails.update(mail.id, [{ id, addKeywords: [], removeKeywords: ['$draft'], mailboxIds: [sent] }]);
  expect(await ended(mail, submission.id)).toMatchObject({ state: 'done' });
  const [own] = await inMailbox(mail, sent);
  expect(own).toMatchObject({ id, threadId: email!.threadId });
  await eventually(async () => {
    // Its delivery takes as long as it takes.
    mail.checkNow();
    return (await inMailbox(mail, inbox)).length === 1;
  }, 'the message to oneself');
  expect((await servers.doveadm(['-f', 'tab', 'mailbox', 'status', '-u', user.login, 'messages', 'INBOX'])).trim()).toMatch(/2$/);
});

test('P12: mailboxes of a POP3 account are made, renamed and deleted here, with the rights of one’s own', async () => {
  const { mail } = await open();
  const { mailboxes } = mail.store;
  const made = await mailboxes.create(mail.id, { name: 'Reisen', parentId: null, isSubscribed: true, sortOrder: 0, role: null });
  if (!made.ok) throw new Error(made.refusal.kind);
  const inside = await mailboxes.create(mail.id, { name: '2026', parentId: made.value.id, isSubscribed: true, sortOrder: 0, role: null });
  if (!inside.ok) throw new Error(inside.refusal.kind);
  await settled(mail);
  const id = await create(mail, message('Fahrplan'), inside.value.id);
  await settled(mail);
  expect((await mailboxes.update(mail.id, made.value.id, { name: 'Fahrten' })).ok).toBe(true);
  await settled(mail);
  expect((await mailboxes.syncRows(mail.id)).find((row) => row.id === inside.value.id)?.path).toBe('Fahrten/2026');
  expect((await inMailbox(mail, inside.value.id)).map((email) => email.id)).toEqual([id]);
  expect((await mailboxes.destroy(mail.id, inside.value.id, { removeEmails: true, notBeforeMs: 0 })).ok).toBe(true);
  expect((await mailboxes.destroy(mail.id, made.value.id, { removeEmails: true, notBeforeMs: 0 })).ok).toBe(true);
  await settled(mail);
  expect((await mailboxes.syncRows(mail.id)).map(({ name }) => name).sort()).toEqual(['Archive', 'Drafts', 'Inbox', 'Sent', 'Trash']);
  expect(await mail.store.emails.summaries(mail.id, [id])).toEqual([]);
});

test('P6: a message that arrives is here after the next look, and its state is pushed', async () => {
  const { mail, user } = await open();
  await settled(mail);
  const events: string[] = [];
  const stopListening = gateway.store.onCommit(({ states }) => events.push(...Object.keys(states)));
  await servers.deliver(user, message('Neu'));
  mail.checkNow();
  await arrived(mail, await mailboxOf(mail, 'inbox'), 1);
  await eventually(async () => ['Email', 'Mailbox', 'Thread'].every((type) => events.includes(type)), 'the new states');
  stopListening();
  const health = await eventually(async () => {
    const now = await mail.health();
    return now.state === 'ok' ? now : null;
  }, 'a session that ended well');
  expect(health).toMatchObject({ error: null, toFetch: 0, pop3: { headersOnly: 0, lost: 0 } });
});

test('P11: Gmail’s own copy of what was sent here is not new mail; what was delivered to oneself is', async () => {
  const { mail, user } = await open();
  const account = (await gateway.store.people.account(mail.id))!;
  await gateway.store.people.updateAccount(mail.id, { servers: { ...account.servers, traits: { popRecent: true } } });
  const other = await servers.newUser('other');
  const raw = message('Sent over Gmail', { from: user.address, to: [other.address] });
  const [inbox, sent] = [await mailboxOf(mail, 'inbox'), await mailboxOf(mail, 'sent')];
  const id = await create(mail, raw, sent, ['$seen']);
  const submission = await submit(mail, id, user.address, [other.address]);
  expect(await ended(mail, submission.id)).toMatchObject({ state: 'done' });
  await servers.appendMany(user, 'INBOX', [
    { raw: Buffer.concat([Buffer.from('Received: from here by mx.example.test with ESMTPSA; Thu, 1 Jan 2026 10:00:00 +0000\r\n'), raw]) },
    { raw: Buffer.concat([Buffer.from(`Delivered-To: ${user.address}\r\n`), raw]) },
  ]);
  mail.checkNow();
  const [delivered] = await arrived(mail, inbox, 1);
  expect(delivered!.id).not.toBe(id);
  expect((await inMailbox(mail, sent)).map((email) => email.id)).toEqual([id]);
  const known = await eventually(async () => {
    const rows = await knownMessages(mail.store, mail.id);
    return rows.length === 2 ? rows : null;
  }, 'both known');
  expect(known.map(({ state, emailId }) => [state, emailId]).sort()).toEqual(
    [
      ['whole', delivered!.id],
      ['whole', id],
    ].sort(),
  );
  expect((await mail.health()).pop3).toMatchObject({ headersOnly: 0, lost: 0 });
});

test('a POP3 account becomes an IMAP account: nothing that is only here is lost, nothing that the server has is doubled', async () => {
  const { mail, user } = await open();
  const inbox = await mailboxOf(mail, 'inbox');
  for (const subject of ['stays', 'was moved', 'was removed there']) await servers.deliver(user, message(subject));
  await servers.deliver(
    user,
    message('has no id')
      .toString()
      .replace(/^Message-ID:.*\r\n/m, ''),
  );
  mail.checkNow();
  const all = await eventually(async () => {
    const found = await inMailbox(mail, inbox);
    return found.length === 4 ? found : null;
  }, '4 messages');
  const idOf = Object.fromEntries(all.map(({ subject, id }) => [subject, id]));
  const made = await mail.store.mailboxes.create(mail.id, { name: 'Mine', parentId: null, isSubscribed: true, sortOrder: 0, role: null });
  if (!made.ok) throw new Error(made.refusal.kind);
  await mail.store.emails.update(mail.id, [
    { id: idOf['was moved']!, addKeywords: ['$flagged'], removeKeywords: [], mailboxIds: [made.value.id] },
    { id: idOf.stays!, addKeywords: ['$seen'], removeKeywords: [], mailboxIds: null },
  ]);
  const draft = await create(mail, message('only here'), await mailboxOf(mail, 'drafts'), ['$draft']);
  await servers.doveadm(['expunge', '-u', user.login, 'mailbox', 'INBOX', 'header', 'subject', 'was removed there']);
  mail.checkNow();
  await settled(mail);

  const { personId } = (await gateway.store.people.account(mail.id))!;
  // A browser is open meanwhile and goes on asking: nothing of the old account may run on the new one.
  let isSwitched = false;
  const earlier = await gateway.userMail(personId);
  const asking = (async () => {
    while (!isSwitched) {
      expect(earlier.account(mail.id)).not.toBeNull();
      expect((await gateway.userMail(personId)).account(mail.id)).not.toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  })();
  await gateway.updateAccount(personId, mail.id, loginOf(servers, user), AbortSignal.timeout(30_000));
  isSwitched = true;
  await asking;
  const after = (await gateway.userMail(personId)).account(mail.id)!;
  await settled(after);
  await eventually(
    async () => (await after.store.mailboxes.syncRows(after.id)).every(({ checkpoint }) => checkpoint.isFilled),
    'all is read',
  );

  const table = await servers.doveadm(['-f', 'tab', 'fetch', '-u', user.login, 'mailbox hdr.subject flags', 'all']);
  const there = table
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t').map((cell) => cell.replace('\\Recent', '').trim()))
    .map((cells) => cells.filter((cell) => cell !== '').join(' · '));
  expect(there.filter((line) => line !== '').sort()).toEqual([
    'Drafts · only here · \\Draft',
    'INBOX · has no id',
    'INBOX · stays · \\Seen',
    'INBOX · was removed there',
    'Mine · was moved · \\Flagged',
  ]);
  const here = await after.store.emails.summaries(after.id, [...all.map(({ id }) => id), draft]);
  expect(here).toHaveLength(5);
  expect(await inMailbox(after, inbox)).toHaveLength(3);
  // The same ids, in the same folders.
  expect(here.find(({ id }) => id === idOf['was moved'])?.mailboxIds).toEqual([made.value.id]);
  // Whoever signs in finds the same account.
  expect((await gateway.signIn(loginOf(servers, user), AbortSignal.timeout(30_000))).accountId).toBe(mail.id);
});
