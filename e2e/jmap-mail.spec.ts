import { randomBytes } from 'node:crypto';
import type { ChangesResponse, Email, EmailSubmission, GetResponse, Mailbox, QueryResponse, SetResponse } from '#lib/contract/index.ts';
import { flagsOn, messagesOn, placesOn, rawOn } from './app/server-mailbox.ts';
import { expect, test } from './fixtures.ts';
import type { JmapDoor } from './jmap/jmap-door.ts';
import { openDoor } from './jmap/jmap-door.ts';
import { mailboxIds } from './jmap/mailboxes.ts';
import { buildMessage, type MailServers, type MailUser } from './servers/index.ts';

const message = (to: MailUser, subject: string) =>
  buildMessage({
    from: 'Zoe <zoe@example.test>',
    to: [to.address],
    subject,
    text: `${subject}.`,
    messageId: `${crypto.randomUUID()}@example.test`,
  });
const find = async (door: JmapDoor, subject: string): Promise<string[]> =>
  (await door.ask<QueryResponse>('Email/query', { filter: { subject } })).ids;
const mailboxesOn = async (servers: MailServers, user: MailUser) =>
  (await servers.doveadm(['mailbox', 'list', '-u', user.login])).split('\n').filter(Boolean).sort();

test('RFC 8621 §4.6: a draft with an uploaded attachment, keywords, a move and a destroy, all seen by the server', async ({
  app,
  newUser,
  mailServers,
}) => {
  const user = await newUser('set');
  const door = await openDoor(app.url, user);
  const boxes = await mailboxIds(door);
  const octets = randomBytes(20_000);
  const { blobId } = await door.put(octets, 'application/x-thing');
  const set = await door.ask<SetResponse>('Email/set', {
    create: {
      d: {
        mailboxIds: { [boxes.drafts!]: true },
        keywords: { $draft: true, $seen: true },
        from: [{ name: 'Zoë', email: user.address }],
        to: [{ name: null, email: 'ben@example.test' }],
        subject: 'A draft of mine',
        bodyValues: { t: { value: 'Grüße\nund mehr' } },
        textBody: [{ partId: 't', type: 'text/plain' }],
        attachments: [{ blobId, type: 'application/x-thing', name: 'Müller & Söhne.bin', disposition: 'attachment' }],
      },
    },
  });
  const created = set.created?.d as unknown as { id: string; blobId: string; threadId: string; size: number };
  expect(Object.keys(created).sort()).toEqual(['blobId', 'id', 'size', 'threadId']);
  // complete at once (J8)
  const properties = ['subject', 'keywords', 'mailboxIds', 'hasAttachment', 'preview', 'attachments', 'size', 'messageId', 'sentAt'];
  const get = async () => (await door.ask<GetResponse<Email>>('Email/get', { ids: [created.id], properties })).list[0]!;
  const email = await get();
  expect(email).toMatchObject({
    subject: 'A draft of mine',
    keywords: { $draft: true, $seen: true },
    mailboxIds: { [boxes.drafts!]: true },
    hasAttachment: true,
    preview: 'Grüße und mehr',
    size: created.size,
  });
  const attachment = email.attachments![0]!;
  expect(attachment).toMatchObject({ name: 'Müller & Söhne.bin', type: 'application/x-thing' });
  const back = await door.download(attachment.blobId!, 'a', 'application/octet-stream');
  expect(Buffer.from(await back.arrayBuffer()).equals(octets)).toBe(true);

  await expect.poll(() => flagsOn(mailServers, user, 'Drafts', 'A draft of mine')).toEqual(expect.arrayContaining(['\\Draft', '\\Seen']));
  const whole = await (await door.download(created.blobId, 'm.eml', 'message/rfc822')).text();
  expect(whole.replaceAll('\r\n', '\n')).toBe((await rawOn(mailServers, user, 'Drafts', 'A draft of mine')).replaceAll('\r\n', '\n'));

  await door.ask('Email/set', { update: { [created.id]: { 'keywords/$flagged': true, 'keywords/$seen': null, 'keywords/work': true } } });
  await expect.poll(() => flagsOn(mailServers, user, 'Drafts', 'A draft of mine')).toEqual(expect.arrayContaining(['\\Flagged', 'work']));
  expect(await flagsOn(mailServers, user, 'Drafts', 'A draft of mine')).not.toContain('\\Seen');
  await door.ask('Email/set', { update: { [created.id]: { mailboxIds: { [boxes.archive!]: true } } } });
  await expect.poll(() => placesOn(mailServers, user, 'A draft of mine')).toEqual(['Archive']);
  // the id stays (J1), the octets too (J4)
  expect(await get()).toMatchObject({ mailboxIds: { [boxes.archive!]: true }, size: created.size });
  const destroyed = await door.ask<SetResponse>('Email/set', { destroy: [created.id, 'Mnothing'] });
  expect(destroyed).toMatchObject({ destroyed: [created.id], notDestroyed: { Mnothing: { type: 'notFound' } } });
  await expect.poll(() => placesOn(mailServers, user, 'A draft of mine')).toEqual([]);
});

test('RFC 8621 §2.5: mailboxes made, renamed and destroyed are so on the server', async ({ app, newUser, mailServers }) => {
  const user = await newUser('boxes');
  const door = await openDoor(app.url, user);
  const boxes = await mailboxIds(door);
  const set = await door.ask<SetResponse>('Mailbox/set', {
    create: { p: { name: 'Projects' }, c: { name: 'Größe & Maß', parentId: '#p' }, twin: { name: 'Archive' }, bad: { name: 'a/b' } },
  });
  expect(set.notCreated).toMatchObject({ twin: { type: 'alreadyExists', existingId: boxes.archive }, bad: { type: 'invalidProperties' } });
  const [parent, child] = [set.created!.p!.id, set.created!.c!.id];
  await expect.poll(() => mailboxesOn(mailServers, user)).toEqual(expect.arrayContaining(['Projects', 'Projects/Größe & Maß']));
  await door.ask('Mailbox/set', { update: { [parent]: { name: 'Work' } } });
  await expect.poll(() => mailboxesOn(mailServers, user)).toEqual(expect.arrayContaining(['Work', 'Work/Größe & Maß']));
  expect(await mailboxesOn(mailServers, user)).not.toContain('Projects');
  const refused = await door.ask<SetResponse>('Mailbox/set', { destroy: [parent, boxes.inbox] });
  expect(refused.notDestroyed).toMatchObject({ [parent]: { type: 'mailboxHasChild' }, [boxes.inbox!]: { type: 'forbidden' } });
  await door.ask('Email/set', { create: { m: { mailboxIds: { [child]: true }, subject: 'Inside' } } });
  const full = await door.ask<SetResponse>('Mailbox/set', { destroy: [child] });
  expect(full.notDestroyed).toMatchObject({ [child]: { type: 'mailboxHasEmail' } });
  expect(await door.ask('Mailbox/set', { destroy: [child, parent], onDestroyRemoveEmails: true })).toMatchObject({ notDestroyed: null });
  expect((await door.ask<GetResponse<Mailbox>>('Mailbox/get', { ids: [parent, child] })).notFound.sort()).toEqual([parent, child].sort());
  // a folder delete is held for ten seconds (settled 22)
  await expect.poll(() => mailboxesOn(mailServers, user), { timeout: 30_000 }).not.toContain('Work');
});

test('RFC 8620 §5.2: what another client does comes by /changes', async ({ app, newUser, mailServers }) => {
  const user = await newUser('changes');
  await mailServers.deliverMany(user, [message(user, 'Stays'), message(user, 'Goes')]);
  const door = await openDoor(app.url, user);
  await expect.poll(() => find(door, 'Goes')).toHaveLength(1);
  const [stays, goes] = [(await find(door, 'Stays'))[0]!, (await find(door, 'Goes'))[0]!];
  const boxes = await mailboxIds(door);
  const state = async (method: string) => (await door.ask<GetResponse<{ id: string }>>(method, { ids: [] })).state;
  const [emails, mailboxes] = [await state('Email/get'), await state('Mailbox/get')];
  expect(await door.ask('Email/changes', { sinceState: emails })).toMatchObject({
    created: [],
    updated: [],
    destroyed: [],
    newState: emails,
  });

  await mailServers.doveadm(['flags', 'add', '-u', user.login, '\\Flagged', 'mailbox', 'INBOX', 'subject', 'Stays']);
  await mailServers.doveadm(['expunge', '-u', user.login, 'mailbox', 'INBOX', 'subject', 'Goes']);
  await mailServers.deliver(user, message(user, 'New one'));
  await mailServers.doveadm(['mailbox', 'create', '-u', user.login, 'Elsewhere']);
  const since = (sinceState: string) => door.ask<ChangesResponse>('Email/changes', { sinceState });
  // a vanished Email is held back for up to ten seconds: it may have moved (J1)
  await expect.poll(async () => (await since(emails)).destroyed, { timeout: 40_000 }).toEqual([goes]);
  await expect.poll(async () => (await since(emails)).created).toHaveLength(1);
  const changes = await since(emails);
  expect(changes).toMatchObject({ oldState: emails, updated: [stays], hasMoreChanges: false });
  const { list } = await door.ask<GetResponse<Email>>('Email/get', { ids: changes.created, properties: ['subject', 'mailboxIds'] });
  expect(list).toMatchObject([{ subject: 'New one', mailboxIds: { [boxes.inbox!]: true } }]);
  // one at a time leads to the same end
  let [at, steps, more] = [emails, 0, true];
  while (more && steps < 20) {
    const step = await door.ask<ChangesResponse>('Email/changes', { sinceState: at, maxChanges: 1 });
    expect(step.created.length + step.updated.length + step.destroyed.length).toBeLessThanOrEqual(1);
    [at, steps, more] = [step.newState, steps + 1, step.hasMoreChanges];
  }
  expect(at).toBe(changes.newState);
  const inbox = await door.ask<ChangesResponse>('Mailbox/changes', { sinceState: mailboxes });
  expect(inbox.updated).toContain(boxes.inbox);
  const counts = await door.ask<GetResponse<Mailbox>>('Mailbox/get', { ids: [boxes.inbox], properties: ['totalEmails', 'unreadEmails'] });
  expect(counts.list[0]).toMatchObject({ totalEmails: 2, unreadEmails: 2 });
});

test('RFC 8621 §7.5: a sent mail arrives with the same octets, its only copy filed by onSuccessUpdateEmail', async ({
  app,
  newUser,
  mailServers,
}) => {
  const [ana, ben] = [await newUser('ana'), await newUser('ben')];
  const [hers, his] = [await openDoor(app.url, ana), await openDoor(app.url, ben)];
  const boxes = await mailboxIds(hers);
  const octets = randomBytes(150_000);
  const { blobId } = await hers.put(octets, 'application/octet-stream');
  const identityId = (await hers.ask<GetResponse<{ id: string }>>('Identity/get', { ids: null })).list[0]!.id;
  const answers = await hers.call(
    [
      'Email/set',
      {
        create: {
          d: {
            mailboxIds: { [boxes.drafts!]: true },
            keywords: { $draft: true, $seen: true },
            from: [{ name: null, email: ana.address }],
            to: [{ name: 'Ben', email: ben.address }],
            subject: 'Octet for octet',
            bodyValues: { t: { value: 'A line\n.\n.. and dots\nFrom here\n' } },
            textBody: [{ partId: 't', type: 'text/plain' }],
            attachments: [{ blobId, type: 'application/octet-stream', name: 'all.bin' }],
          },
        },
      },
      'draft',
    ],
    [
      'EmailSubmission/set',
      {
        create: { s: { identityId, emailId: '#d' } },
        onSuccessUpdateEmail: {
          '#s': { [`mailboxIds/${boxes.drafts}`]: null, [`mailboxIds/${boxes.sent}`]: true, 'keywords/$draft': null },
        },
      },
      'send',
    ],
  );
  expect(answers.map(([name, , callId]) => [name, callId])).toEqual([
    ['Email/set', 'draft'],
    ['EmailSubmission/set', 'send'],
    ['Email/set', 'send'],
  ]);
  const emailId = (answers[0]![1] as unknown as SetResponse).created!.d!.id;
  const submissionId = (answers[1]![1] as unknown as SetResponse).created!.s!.id;
  expect((answers[2]![1] as unknown as SetResponse).updated).toHaveProperty(emailId);

  await expect.poll(() => find(his, 'Octet for octet')).toHaveLength(1);
  await expect.poll(() => placesOn(mailServers, ana, 'Octet for octet')).toEqual(['Sent']);
  const submission = async () => (await hers.ask<GetResponse<EmailSubmission>>('EmailSubmission/get', { ids: [submissionId] })).list[0]!;
  await expect.poll(async () => (await submission()).deliveryStatus?.[ben.address]?.smtpReply ?? '').toMatch(/^250 /);
  expect(await submission()).toMatchObject({
    undoStatus: 'final',
    emailId,
    envelope: { mailFrom: { email: ana.address }, rcptTo: [{ email: ben.address }] },
  });
  const unsend = await hers.ask<SetResponse>('EmailSubmission/set', { update: { [submissionId]: { undoStatus: 'canceled' } } });
  expect(unsend.notUpdated).toMatchObject({ [submissionId]: { type: 'cannotUnsend' } });

  const octetsOf = async (door: JmapDoor, id: string) => {
    const { list } = await door.ask<GetResponse<Email>>('Email/get', { ids: [id], properties: ['blobId', 'attachments'] });
    const raw = await (await door.download(list[0]!.blobId, 'm.eml', 'message/rfc822')).text();
    const part = await door.download(list[0]!.attachments![0]!.blobId!, 'a', 'application/octet-stream');
    return { raw, attachment: Buffer.from(await part.arrayBuffer()) };
  };
  const sent = await octetsOf(hers, emailId);
  const arrived = await octetsOf(his, (await find(his, 'Octet for octet'))[0]!);
  expect(arrived.attachment.equals(octets)).toBe(true);
  // what the servers on the way put on top is all that differs
  expect(arrived.raw.endsWith(sent.raw)).toBe(true);
  expect(arrived.raw.slice(0, -sent.raw.length)).toMatch(/^(?:(?:Return-Path|Delivered-To|Received):[^\n]*\n(?:[ \t][^\n]*\n)*)*$/);
  expect(await messagesOn(mailServers, ana, 'Sent')).toHaveLength(1);
});

test('J11: held by HOLDFOR, canceled in time, and nothing was ever sent', async ({ app, newUser, mailServers }) => {
  const [ana, ben] = [await newUser('ana'), await newUser('ben')];
  const door = await openDoor(app.url, ana);
  const boxes = await mailboxIds(door);
  const identityId = (await door.ask<GetResponse<{ id: string }>>('Identity/get', { ids: null })).list[0]!.id;
  const draft = (subject: string) => ({
    mailboxIds: { [boxes.drafts!]: true },
    keywords: { $draft: true },
    from: [{ name: null, email: ana.address }],
    to: [{ name: null, email: ben.address }],
    subject,
    bodyValues: { t: { value: 'x' } },
    textBody: [{ partId: 't', type: 'text/plain' }],
  });
  const { created } = await door.ask<SetResponse>('Email/set', { create: { held: draft('Held'), short: draft('Short') } });
  const envelope = (holdSeconds: number) => ({
    mailFrom: { email: ana.address, parameters: { HOLDFOR: String(holdSeconds) } },
    rcptTo: [{ email: ben.address, parameters: null }],
  });
  const set = await door.ask<SetResponse>('EmailSubmission/set', {
    create: {
      held: { identityId, emailId: created!.held!.id, envelope: envelope(600) },
      short: { identityId, emailId: created!.short!.id, envelope: envelope(2) },
      nobody: { identityId, emailId: created!.held!.id, envelope: { ...envelope(0), rcptTo: [] } },
      long: { identityId, emailId: created!.held!.id, envelope: envelope(10 ** 9) },
      strange: {
        identityId,
        emailId: created!.held!.id,
        envelope: { ...envelope(0), mailFrom: { email: 'zoe@example.org', parameters: null } },
      },
    },
  });
  expect(set.notCreated).toMatchObject({
    nobody: { type: 'noRecipients' },
    long: { type: 'invalidProperties' },
    strange: { type: 'forbiddenMailFrom' },
  });
  const id = set.created!.held!.id;
  const get = async (one: string) => (await door.ask<GetResponse<EmailSubmission>>('EmailSubmission/get', { ids: [one] })).list[0]!;
  const held = await get(id);
  expect(held).toMatchObject({ undoStatus: 'pending' });
  expect(Date.parse(held.sendAt) - Date.now()).toBeGreaterThan(500_000);
  expect(await door.ask('EmailSubmission/set', { update: { [id]: { undoStatus: 'canceled' } } })).toMatchObject({ notUpdated: null });
  expect(await get(id)).toMatchObject({ undoStatus: 'canceled' });
  // the one beside it was only held, and goes
  await expect.poll(() => placesOn(mailServers, ben, 'Short')).toEqual(['INBOX']);
  expect(await get(set.created!.short!.id)).toMatchObject({ undoStatus: 'final' });
  expect(await placesOn(mailServers, ben, 'Held')).toEqual([]);
  expect(await placesOn(mailServers, ana, 'Held')).toEqual(['Drafts']);
});
