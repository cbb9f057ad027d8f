import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MailServersOptions, sharedMailServers, startMailServers } from '#e2e/servers/index.ts';
import { Secret } from '#lib/mail/index.ts';
import { bodyParts, parseMessage } from '#lib/message/index.ts';
import type { Gateway, MailboxLogin } from './api.ts';
import { messageBlobId, partBlobId } from './blob-ids.ts';
import { arrived, create, ended, inMailbox, mailboxOf, message, settled, submit } from './testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

const servers = await sharedMailServers();
let gateway: Gateway;
let stop: () => Promise<void>;
beforeAll(async () => ({ gateway, stop } = await startTestGateway()));
afterAll(() => stop());

const signIn = (login: MailboxLogin) => gateway.signIn(login, AbortSignal.timeout(30_000));

describe('a sign-in that cannot work says at which step and why', () => {
  test('a wrong password', async () => {
    const user = await servers.newUser('wrong');
    await expect(signIn({ ...loginOf(servers, user), password: new Secret('not the password') })).rejects.toMatchObject({
      kind: 'login-refused',
      stage: 'auth',
      code: 'AUTHENTICATIONFAILED',
    });
    expect(
      await gateway.store.people.personByIdentity({ protocol: 'imap', host: '127.0.0.1', port: servers.imap.tlsPort, login: user.login }),
    ).toBe(null);
  });

  test('a host that does not exist', async () => {
    const user = await servers.newUser('nohost');
    const failure = expect(signIn(loginOf(servers, user, { host: 'no-such-host.invalid', port: 993 }))).rejects;
    await failure.toMatchObject({ kind: 'network', stage: 'dns', code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) });
  });

  test('a port on which nothing listens', async () => {
    const user = await servers.newUser('noport');
    const closed = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => closed.once('listening', resolve));
    const address = closed.address();
    await new Promise((resolve) => closed.close(resolve));
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(signIn(loginOf(servers, user, { port }))).rejects.toMatchObject({ kind: 'network', stage: 'tcp', code: 'ECONNREFUSED' });
  });

  const certificates: { certificate: NonNullable<MailServersOptions['certificate']>; code: RegExp }[] = [
    { certificate: 'expired', code: /^CERT_HAS_EXPIRED$/ },
    {
      certificate: 'foreign',
      code: /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?)$/,
    },
    { certificate: 'other-name', code: /^ERR_TLS_CERT_ALTNAME_INVALID$/ },
  ];
  test.each(certificates)('an $certificate certificate, behind TLS and STARTTLS alike', async ({ certificate, code }) => {
    await using own = await startMailServers({ certificate, smtp: false });
    const user = await own.newUser('tls');
    await expect(signIn(loginOf(own, user))).rejects.toMatchObject({ kind: 'tls', code: expect.stringMatching(code) });
    const starttls = signIn(loginOf(own, user, { tls: 'starttls', port: own.imap.port }));
    await expect(starttls).rejects.toMatchObject({ kind: 'tls', code: expect.stringMatching(code) });
    expect(await own.doveadm(['who'])).not.toContain(user.login);
  });

  test('a server without STARTTLS gets no password', async () => {
    await using own = await startMailServers({ tls: false, smtp: false });
    const user = await own.newUser('clear');
    const login = loginOf(own, user, { tls: 'starttls', port: own.imap.port });
    await expect(signIn(login)).rejects.toMatchObject({ kind: 'tls', stage: 'starttls', code: 'NO_STARTTLS' });
  });
});

test('a server that goes away and comes back: “retrying” meanwhile, then everything arrives exactly once by itself', async () => {
  await using own = await startMailServers({ smtp: false });
  const user = await own.newUser('away');
  for (const subject of ['One', 'Two', 'Three']) await own.deliver(user, message(subject));
  const { mail } = await openMail(gateway, loginOf(own, user));
  const [inbox, archive, drafts] = [await mailboxOf(mail, 'inbox'), await mailboxOf(mail, 'archive'), await mailboxOf(mail, 'drafts')];
  const emails = await arrived(mail, inbox, 3);
  const id = (subject: string) => emails.find((email) => email.subject === subject)!.id;
  await settled(mail);

  await own.stopIncoming();
  await eventually(async () => (await mail.health()).state === 'retrying', 'the loss noticed');
  const health = await mail.health();
  expect(health).toMatchObject({ state: 'retrying', error: { kind: 'network', host: '127.0.0.1' } });
  expect(health.retryAtMs).toBeGreaterThan(0);
  // Mail already here stays readable, and what is done now is visible at once.
  await mail.store.emails.update(mail.id, [{ id: id('One'), addKeywords: ['$flagged'], removeKeywords: [], mailboxIds: null }]);
  await mail.store.emails.update(mail.id, [{ id: id('Two'), addKeywords: [], removeKeywords: [], mailboxIds: [archive] }]);
  await mail.store.emails.destroy(mail.id, [id('Three')]);
  const draft = await create(mail, message('Written while away'), drafts, ['$draft']);
  expect((await inMailbox(mail, inbox)).map((email) => email.subject)).toEqual(['One']);
  expect((await mail.health()).pending).toBe(4);

  await own.startIncoming();
  await settled(mail);
  expect((await inMailbox(mail, inbox)).map((email) => [email.id, email.keywords])).toEqual([[id('One'), ['$flagged']]]);
  expect((await inMailbox(mail, archive)).map((email) => email.id)).toEqual([id('Two')]);
  expect((await inMailbox(mail, drafts)).map((email) => email.id)).toEqual([draft]);
  const table = await own.doveadm(['-f', 'tab', 'fetch', '-u', user.login, 'mailbox flags hdr.subject', 'all']);
  expect(table.trim().split('\n').slice(1).sort()).toEqual([
    expect.stringMatching(/^Archive\t.*\tTwo$/),
    expect.stringMatching(/^Drafts\t.*\\Draft.*\tWritten while away$/),
    expect.stringMatching(/^INBOX\t.*\\Flagged.*\tOne$/),
  ]);
  // … and it is live again.
  await own.deliver(user, message('After the break'));
  await arrived(mail, inbox, 2);
});

test('messages that make no sense stay in the list and can be had as source; the others are unharmed', async () => {
  const user = await servers.newUser('odd');
  const odd = {
    'no header at all': Buffer.from('just some words, and nothing that looks like a header\r\n\r\nmore\r\n'),
    'header that is binary': Buffer.concat([
      Buffer.from('Subject: '),
      randomBytes(300).map((octet) => octet | 0x80),
      Buffer.from('\r\n\r\nx\r\n'),
    ]),
    'multipart without an end': Buffer.from(
      'Subject: endless\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n',
    ),
    'charset and encoding nobody knows': Buffer.from(
      'Subject: =?klingon?Q?=F8=E6=BD?= =?utf-8?B?!!!?=\r\nDate: the day after tomorrow\r\nFrom: <<@@>,,;;\r\nContent-Type: text/plain; charset=klingon\r\nContent-Transfer-Encoding: rot13\r\n\r\nuryyb\r\n',
    ),
    empty: Buffer.from('\r\n'),
  };
  const before = message('Sound, before');
  const after = message('Sound, after');
  await servers.appendMany(
    user,
    'INBOX',
    [before, ...Object.values(odd), after].map((raw) => ({ raw })),
  );
  const { mail } = await openMail(gateway, loginOf(servers, user));
  const inbox = await mailboxOf(mail, 'inbox');
  const emails = await arrived(mail, inbox, 2 + Object.keys(odd).length);
  const sources = new Set<string>();
  for (const { id } of emails) sources.add(Buffer.from((await mail.raw(id, AbortSignal.timeout(20_000)))!).toString('latin1'));
  for (const raw of [before, after, ...Object.values(odd)]) expect(sources).toContain(raw.toString('latin1'));
  const sound = emails.find((email) => email.subject === 'Sound, after')!;
  const ids = emails.map(({ id }) => id);
  mail.wantText(ids);
  await eventually(
    async () => (await mail.store.emails.summaries(mail.id, ids)).every((email) => email.textState !== 'absent'),
    'all texts looked at',
  );
  expect((await mail.store.emails.summaries(mail.id, [sound.id]))[0]?.preview).toBe('Text of Sound, after.');
  await settled(mail);
});

test('a header with 2,000 recipients is read whole and answered from', async () => {
  const user = await servers.newUser('many');
  const to = Array.from({ length: 2_000 }, (_, at) => `"Person, ${at}" <person.number.${at}@department-${at % 40}.example.org>`);
  await servers.deliver(user, message('To all', { to }));
  const { mail } = await openMail(gateway, loginOf(servers, user));
  const [email] = await arrived(mail, await mailboxOf(mail, 'inbox'), 1);
  const [record] = await mail.store.emails.get(mail.id, [email!.id]);
  expect(record?.to).toHaveLength(2_000);
  expect(record?.to?.[1_999]).toEqual({ name: 'Person, 1999', email: 'person.number.1999@department-39.example.org' });
});

test('a 30 MB attachment is uploaded, sent, received and downloaded byte by byte the same, as a stream', { timeout: 120_000 }, async () => {
  const [from, to] = [await servers.newUser('big'), await servers.newUser('receiver')];
  const content = randomBytes(30 * 1024 * 1024);
  const { mail } = await openMail(gateway, loginOf(servers, from));
  async function* inPieces() {
    for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536);
  }
  const upload = await mail.upload(inPieces(), 'application/octet-stream');
  expect(upload.sizeBytes).toBe(content.length);
  const stored = await mail.store.blobs.read(mail.id, upload.blobId);
  const raw = message('Large', {
    from: from.address,
    to: [to.address],
    attachments: [{ fileName: 'large.bin', type: 'application/octet-stream', content: Buffer.from(stored!) }],
  });
  const email = await create(mail, raw, await mailboxOf(mail, 'drafts'), ['$draft']);
  const submission = await submit(mail, email, from.address, [to.address]);
  expect((await ended(mail, submission.id, 60_000)).state).toBe('done');

  const other = (await openMail(gateway, loginOf(servers, to))).mail;
  const [received] = await arrived(other, await mailboxOf(other, 'inbox'), 1);
  expect(received).toMatchObject({ hasAttachment: true, subject: 'Large' });
  const [record] = await other.store.emails.get(other.id, [received!.id]);
  const part = bodyParts(record!.structure!).attachments[0]!;
  const download = await other.blob(partBlobId(received!.id, part.partId!), { range: null, signal: AbortSignal.timeout(60_000) });
  const hash = createHash('sha256');
  let pieces = 0;
  let largest = 0;
  for await (const piece of download!.stream) {
    pieces += 1;
    largest = Math.max(largest, piece.length);
    hash.update(piece);
  }
  expect(hash.digest('hex')).toBe(createHash('sha256').update(content).digest('hex'));
  expect(pieces).toBeGreaterThan(50);
  expect(largest).toBeLessThan(4 * 1024 * 1024);
  // The whole message, as its source, is what was sent (J4) under the headers that the road added.
  const whole = await other.blob(messageBlobId(received!.id), { range: null, signal: AbortSignal.timeout(60_000) });
  const chunks: Uint8Array[] = [];
  for await (const piece of whole!.stream) chunks.push(piece);
  const arrivedParts = parseMessage(Buffer.concat(chunks)).parts;
  expect(arrivedParts.some(({ part: { type } }) => type === 'application/octet-stream')).toBe(true);
  await settled(mail);
});

test('a mailbox that another client deletes goes here too, with its mail; one it renames stays what it was', async () => {
  const user = await servers.newUser('folders');
  await servers.doveadm(['mailbox', 'create', '-u', user.login, 'Doomed', 'Before']);
  await servers.appendMany(user, 'Doomed', [{ raw: message('Lost') }]);
  await servers.appendMany(user, 'Before', [{ raw: message('Kept') }]);
  const { mail } = await openMail(gateway, loginOf(servers, user));
  const named = async (name: string) =>
    (await mail.store.mailboxes.get(mail.id, null)).find((mailbox) => mailbox.name === name)?.id ?? null;
  const [doomed, before] = [(await named('Doomed'))!, (await named('Before'))!];
  const [lost] = await arrived(mail, doomed, 1);
  const [kept] = await arrived(mail, before, 1);
  await settled(mail);
  // An act on a message of the mailbox that is just going: it ends, and says so.
  await servers.doveadm(['mailbox', 'delete', '-u', user.login, 'Doomed']);
  await servers.doveadm(['mailbox', 'rename', '-u', user.login, 'Before', 'After']);
  await mail.store.emails.update(mail.id, [{ id: lost!.id, addKeywords: ['$flagged'], removeKeywords: [], mailboxIds: null }]);
  await mail.store.emails.update(mail.id, [{ id: kept!.id, addKeywords: ['$flagged'], removeKeywords: [], mailboxIds: null }]);
  await eventually(async () => (await named('Doomed')) === null, 'the deletion seen');
  await eventually(async () => (await named('After')) === before, 'the rename seen');
  await settled(mail);
  expect(await mail.store.emails.summaries(mail.id, [lost!.id])).toEqual([]);
  expect(await inMailbox(mail, before)).toMatchObject([{ id: kept!.id, keywords: ['$flagged'] }]);
  expect(await servers.doveadm(['fetch', '-u', user.login, 'flags', 'mailbox', 'After', 'all'])).toContain('\\Flagged');
});

test('I27: new UIDs in a mailbox cost a new look at it, no mail, no id and no act on the way', async () => {
  const user = await servers.newUser('validity');
  await servers.fillMailbox(user, 'INBOX', 130, { seed: 11 });
  const { mail } = await openMail(gateway, loginOf(servers, user));
  const inbox = await mailboxOf(mail, 'inbox');
  const before = await arrived(mail, inbox, 130);
  await settled(mail);
  await servers.doveadm(['mailbox', 'update', '-u', user.login, '--uid-validity', '1900000000', 'INBOX']);
  // Under the old UIDs this would hit whatever has them now: it must be resolved anew.
  const target = before[100]!;
  await mail.store.emails.update(mail.id, [{ id: target.id, addKeywords: ['$flagged'], removeKeywords: [], mailboxIds: null }]);
  await eventually(
    async () => (await mail.store.mailboxes.syncRow(mail.id, inbox))?.checkpoint.uidValidity === 1_900_000_000,
    'the mailbox read again',
  );
  await settled(mail);
  const after = await inMailbox(mail, inbox);
  expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
  const flagged = await servers.doveadm(['-f', 'tab', 'fetch', '-u', user.login, 'hdr.message-id', 'mailbox', 'INBOX', 'flagged']);
  expect(flagged).toContain(target.messageId![0]);
});

test('I14: after one refused login the account only waits; a new password from the person heals it at once', async () => {
  const user = await servers.newUser('changed');
  await servers.deliver(user, message('Already here'));
  const { mail } = await openMail(gateway, loginOf(servers, user));
  const inbox = await mailboxOf(mail, 'inbox');
  await arrived(mail, inbox, 1);
  await settled(mail);
  await servers.setPassword(user.login, 'a new password');
  await servers.doveadm(['kick', user.login]);
  await eventually(async () => (await mail.health()).error?.kind === 'login-refused', 'the refusal');
  expect((await mail.health()).state).toBe('retrying');
  expect(await inMailbox(mail, inbox)).toHaveLength(1);
  await expect(signIn(loginOf(servers, user))).rejects.toMatchObject({ kind: 'login-refused' });
  await signIn(loginOf(servers, { ...user, password: 'a new password' }));
  await settled(mail);
  await servers.deliver(user, message('Live again'));
  await arrived(mail, inbox, 2);
});
