import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import type { EmailId } from '#lib/mail/index.ts';
import type { Gateway } from './api.ts';
import { inMailbox, mailboxOf, message } from './testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

const servers = await sharedMailServers();
let gateway: Gateway;
let stop: () => Promise<void>;
beforeAll(async () => ({ gateway, stop } = await startTestGateway()));
afterAll(() => stop());

const onServer = (login: string, mailbox: string, fields = 'uid flags hdr.subject') =>
  servers.doveadm(['fetch', '-u', login, fields, 'mailbox', mailbox, 'all']);

test('a first sign-in fills the index newest first, with counts, threads and previews on demand', async () => {
  const user = await servers.newUser('fill');
  await servers.fillMailbox(user, 'INBOX', 350, { seed: 1 });
  const { mail } = await openMail(gateway, loginOf(servers, user));
  const inbox = await mailboxOf(mail, 'inbox');
  const all = await eventually(async () => {
    const found = await inMailbox(mail, inbox);
    return found.length === 350 ? found : null;
  }, '350 messages');
  const mailbox = (await mail.store.mailboxes.get(mail.id, [inbox]))[0];
  expect(mailbox).toMatchObject({ totalEmails: 350, role: 'inbox' });
  expect(mailbox!.totalThreads).toBeGreaterThan(1);
  expect(mailbox!.totalThreads).toBeLessThanOrEqual(350);
  const newest = all.slice(0, 20).map((email) => email.id);
  mail.wantText(newest);
  await eventually(
    async () => (await mail.store.emails.summaries(mail.id, newest)).every((email) => email.textState === 'stored'),
    'text of the first rows',
  );
  expect((await mail.store.emails.summaries(mail.id, newest)).some((email) => email.preview.length > 0)).toBe(true);
  expect(await mail.progress()).toContainEqual({
    mailboxId: inbox,
    serverMessages: 350,
    indexed: 350,
    threads: expect.any(Number),
    windows: [],
  });
});

test('I25: a delivered message, a flag set and a message deleted by another client arrive by themselves', async () => {
  const user = await servers.newUser('live');
  const { mail } = await openMail(gateway, loginOf(servers, user));
  const inbox = await mailboxOf(mail, 'inbox');
  await eventually(async () => (await mail.health()).state === 'ok', 'first sync');
  await servers.deliver(user, message('Hello'));
  const [email] = await eventually(async () => {
    const found = await inMailbox(mail, inbox);
    return found.length === 1 ? found : null;
  }, 'the delivered message');
  expect(email).toMatchObject({ subject: 'Hello', keywords: [] });
  await servers.doveadm(['flags', 'add', '-u', user.login, '\\Seen $Important', 'mailbox', 'INBOX', 'all']);
  await eventually(async () => (await inMailbox(mail, inbox))[0]?.keywords.includes('$seen'), 'the flag of another client');
  expect((await inMailbox(mail, inbox))[0]?.keywords.sort()).toEqual(['$important', '$seen']);
  await servers.doveadm(['expunge', '-u', user.login, 'mailbox', 'INBOX', 'all']);
  await eventually(async () => (await inMailbox(mail, inbox)).length === 0, 'the deletion of another client');
});

test('J1: a message moved by another client keeps its id', async () => {
  const user = await servers.newUser('moved');
  await servers.deliver(user, message('Wanders'));
  const { mail } = await openMail(gateway, loginOf(servers, user));
  const [inbox, archive] = [await mailboxOf(mail, 'inbox'), await mailboxOf(mail, 'archive')];
  const [before] = await eventually(async () => {
    const found = await inMailbox(mail, inbox);
    return found.length === 1 ? found : null;
  }, 'the message');
  await eventually(async () => (await mail.health()).state === 'ok', 'first sync');
  await servers.doveadm(['move', '-u', user.login, 'Archive', 'mailbox', 'INBOX', 'all']);
  const [after] = await eventually(async () => {
    const found = await inMailbox(mail, archive);
    return found.length === 1 ? found : null;
  }, 'the message in its new mailbox');
  expect(after?.id).toBe(before?.id);
  await eventually(async () => (await inMailbox(mail, inbox)).length === 0, 'the message gone from the old mailbox');
});

test('G3, I28, I31: keywords, moves, copies and deletions made here reach the server', async () => {
  const user = await servers.newUser('acts');
  for (const subject of ['One', 'Two', 'Three']) await servers.deliver(user, message(subject));
  const { mail } = await openMail(gateway, loginOf(servers, user));
  const [inbox, archive] = [await mailboxOf(mail, 'inbox'), await mailboxOf(mail, 'archive')];
  const emails = await eventually(async () => {
    const found = await inMailbox(mail, inbox);
    return found.length === 3 ? found : null;
  }, 'three messages');
  const id = (subject: string): EmailId => emails.find((email) => email.subject === subject)!.id;
  const { emails: store } = mail.store;
  await store.update(mail.id, [{ id: id('One'), addKeywords: ['$flagged', '$seen'], removeKeywords: [], mailboxIds: null }]);
  await store.update(mail.id, [{ id: id('Two'), addKeywords: [], removeKeywords: [], mailboxIds: [archive] }]);
  await store.destroy(mail.id, [id('Three')]);
  // Visible at once (J8) …
  expect((await inMailbox(mail, inbox)).map((email) => email.subject)).toEqual(['One']);
  expect((await inMailbox(mail, archive)).map((email) => email.id)).toEqual([id('Two')]);
  // … and on the server soon after.
  await eventually(async () => (await mail.store.intents.pendingCount(mail.id)) === 0, 'all intents carried');
  expect(await onServer(user.login, 'INBOX')).toMatch(/flags: .*\\Flagged.*\n.*One/);
  expect(await onServer(user.login, 'INBOX')).not.toMatch(/Two|Three/);
  expect(await onServer(user.login, 'Archive')).toMatch(/Two/);
  // The echo of our own changes makes no new message and no new state of Email (J7).
  // What is fetched ahead is news of its own, and comes when nothing else is to be done.
  const seen = async () => [...(await inMailbox(mail, inbox)), ...(await inMailbox(mail, archive))];
  await eventually(async () => (await seen()).every(({ preview }) => preview !== ''), 'the text of both');
  await eventually(async () => (await mail.health()).state === 'ok', 'quiet');
  const state = await mail.store.state(mail.id, 'Email');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await mail.store.state(mail.id, 'Email')).toBe(state);
  expect((await inMailbox(mail, archive)).map((email) => email.id)).toEqual([id('Two')]);
});

test('J8, J4: a created draft is complete at once, is appended once, and its octets stay', async () => {
  const user = await servers.newUser('draft');
  const { mail } = await openMail(gateway, loginOf(servers, user));
  const drafts = await mailboxOf(mail, 'drafts');
  const raw = message('My draft');
  const created = await mail.createEmail({ raw, mailboxIds: [drafts], keywords: ['$draft', '$seen'], receivedAtMs: Date.now() });
  if (!created.ok) throw new Error(created.refusal.kind);
  expect(await inMailbox(mail, drafts)).toMatchObject([{ id: created.value.id, subject: 'My draft', preview: 'Text of My draft.' }]);
  await eventually(async () => (await mail.store.intents.pendingCount(mail.id)) === 0, 'the append');
  expect((await onServer(user.login, 'Drafts')).match(/My draft/g)).toHaveLength(1);
  expect(Buffer.from((await mail.raw(created.value.id, AbortSignal.timeout(10_000)))!)).toEqual(raw);
  await eventually(async () => (await mail.health()).state === 'ok', 'quiet');
  expect(await inMailbox(mail, drafts)).toMatchObject([{ id: created.value.id }]);
});

test('a sent message arrives without Bcc header, byte-identical otherwise, at every recipient', async () => {
  const [from, to, hidden] = [await servers.newUser('from'), await servers.newUser('to'), await servers.newUser('hidden')];
  const { mail } = await openMail(gateway, loginOf(servers, from));
  const drafts = await mailboxOf(mail, 'drafts');
  const raw = message('Byte for byte', { from: from.address, to: [to.address], headers: [`Bcc: ${hidden.address}`] });
  const created = await mail.createEmail({ raw, mailboxIds: [drafts], keywords: ['$draft'], receivedAtMs: Date.now() });
  if (!created.ok) throw new Error(created.refusal.kind);
  const [identity] = await mail.store.identities.get(mail.id, null);
  const submitted = await mail.submit({
    identityId: identity!.id,
    emailId: created.value.id,
    envelope: {
      mailFrom: { email: from.address, parameters: null },
      rcptTo: [to.address, hidden.address].map((email) => ({ email, parameters: null })),
    },
    sendAtMs: Date.now(),
  });
  if (!submitted.ok) throw new Error(submitted.refusal.kind);
  const done = await eventually(async () => {
    const [record] = await mail.store.submissions.get(mail.id, [submitted.value.id]);
    return record?.state === 'done' || record?.state === 'failed' ? record : null;
  }, 'the submission');
  expect(done).toMatchObject({ state: 'done', recipients: [{ state: 'accepted' }, { state: 'accepted' }] });
  const body = raw.toString('latin1').replace(/^Bcc:.*\r\n/m, '');
  for (const recipient of [to, hidden]) {
    const text = await eventually(
      async () => (await servers.doveadm(['fetch', '-u', recipient.login, 'text', 'mailbox', 'INBOX', 'all'])) || null,
      'delivery',
    );
    expect(text.replaceAll('\r\n', '\n')).toContain(body.replaceAll('\r\n', '\n').slice(body.indexOf('Subject:')).trimEnd());
    expect(text).not.toMatch(/^Bcc:/m);
  }
});

test('a refused recipient is named alone, the others are served', async () => {
  const [from, to] = [await servers.newUser('partial'), await servers.newUser('served')];
  const { mail } = await openMail(gateway, loginOf(servers, from));
  const drafts = await mailboxOf(mail, 'drafts');
  const created = await mail.createEmail({
    raw: message('Some', { from: from.address, to: [to.address] }),
    mailboxIds: [drafts],
    keywords: [],
    receivedAtMs: Date.now(),
  });
  if (!created.ok) throw new Error(created.refusal.kind);
  const [identity] = await mail.store.identities.get(mail.id, null);
  const submitted = await mail.submit({
    identityId: identity!.id,
    emailId: created.value.id,
    envelope: {
      mailFrom: { email: from.address, parameters: null },
      rcptTo: [to.address, 'nobody-here@example.test'].map((email) => ({ email, parameters: null })),
    },
    sendAtMs: Date.now(),
  });
  if (!submitted.ok) throw new Error(submitted.refusal.kind);
  const done = await eventually(async () => {
    const [record] = await mail.store.submissions.get(mail.id, [submitted.value.id]);
    return record?.state === 'done' || record?.state === 'failed' ? record : null;
  }, 'the submission');
  expect(done.state).toBe('done');
  expect(done.recipients).toMatchObject([{ state: 'accepted' }, { state: 'refused', smtpReply: expect.stringMatching(/^550 .*5\.1\.1/) }]);
});

test('mailboxes made, renamed and deleted here are so on the server, and there made ones appear here', async () => {
  const user = await servers.newUser('folders');
  const { mail } = await openMail(gateway, loginOf(servers, user));
  const { mailboxes } = mail.store;
  const made = await mailboxes.create(mail.id, { name: 'Projects', parentId: null, isSubscribed: true, sortOrder: 10, role: null });
  if (!made.ok) throw new Error(made.refusal.kind);
  const child = await mailboxes.create(mail.id, {
    name: 'Größe & Maß',
    parentId: made.value.id,
    isSubscribed: true,
    sortOrder: 10,
    role: null,
  });
  if (!child.ok) throw new Error(child.refusal.kind);
  const list = () => servers.doveadm(['mailbox', 'list', '-u', user.login]);
  await eventually(async () => (await list()).includes('Projects/Größe & Maß'), 'both on the server');
  await mailboxes.update(mail.id, made.value.id, { name: 'Work' });
  await eventually(async () => (await list()).includes('Work/Größe & Maß') && !(await list()).includes('Projects'), 'the rename');
  // RENAME does not take subscriptions along (RFC 9051 §6.3.6)
  const subscribed = () => servers.doveadm(['mailbox', 'list', '-s', '-u', user.login]);
  await eventually(async () => {
    const names = (await subscribed()).split('\n');
    return names.includes('Work') && names.includes('Work/Größe & Maß') && !names.some((name) => name.startsWith('Projects'));
  }, 'the subscriptions');
  await mailboxes.destroy(mail.id, child.value.id, { removeEmails: false, notBeforeMs: Date.now() });
  await eventually(async () => !(await list()).includes('Größe'), 'the deletion');
  await servers.doveadm(['mailbox', 'create', '-u', user.login, 'Elsewhere']);
  (await openMail(gateway, loginOf(servers, user))).mail.wantWindow(made.value.id, 0, 10);
});
