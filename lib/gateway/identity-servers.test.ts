import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureCertificates, type MailUser, sharedMailServers } from '#e2e/servers/index.ts';
import { type AccountId, type IdentityId, newId, type PersonId, Secret } from '#lib/mail/index.ts';
import { type FakeSmtp, startFakeSmtp } from '#lib/smtp/testing/fake-smtp.ts';
import type { SubmissionRecord } from '#lib/store/index.ts';
import type { AccountMail } from './api.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

let servers: Awaited<ReturnType<typeof sharedMailServers>>;
let running: Awaited<ReturnType<typeof startTestGateway>>;
let other: FakeSmtp;
let user: MailUser;
let personId: PersonId;
let accountId: AccountId;
let mail: AccountMail;
/** the password that the other server takes */
let good = 'theirs';
beforeAll(async () => {
  servers = await sharedMailServers();
  running = await startTestGateway();
  const { trusted } = ensureCertificates();
  other = await startFakeSmtp({
    ...{ tls: 'tls', key: readFileSync(trusted.keyFile, 'utf8'), cert: readFileSync(trusted.certFile, 'utf8') },
    answer: (verb, line) => (verb === 'AUTH' && !line.includes(plain(good)) ? '535 5.7.8 no' : undefined),
  });
  user = await servers.newUser('alias');
  const opened = await openMail(running.gateway, loginOf(servers, user));
  ({ accountId, mail } = opened);
  personId = opened.user.personId;
});
afterAll(async () => {
  await running.stop();
  await other.stop();
});

const never = new AbortController().signal;
const plain = (password: string): string => Buffer.from(`\0ana@other.test\0${password}`).toString('base64');
const outgoing = (password: string) => ({
  server: { host: '127.0.0.1', port: other.port, tls: 'tls' as const, login: 'ana@other.test' },
  password: new Secret(password),
});
const submissions = (): Promise<SubmissionRecord[]> => running.gateway.store.submissions.get(accountId, null);

async function send(identityId: IdentityId, from: string): Promise<void> {
  const drafts = (await mail.store.mailboxes.get(accountId, null)).find(({ role }) => role === 'drafts')!;
  const raw = Buffer.from(`From: ${from}\r\nTo: ${user.address}\r\nMessage-ID: <${newId('m')}@x>\r\nSubject: s\r\n\r\nHello\r\n`);
  const email = await mail.createEmail({ raw, mailboxIds: [drafts.id], keywords: ['$draft'], receivedAtMs: Date.now() });
  if (!email.ok) throw new Error(email.refusal.kind);
  const envelope = { mailFrom: { email: from, parameters: null }, rcptTo: [{ email: user.address, parameters: null }] };
  const made = await mail.submit({ identityId, emailId: email.value.id, envelope, sendAtMs: Date.now() });
  if (!made.ok) throw new Error(made.refusal.kind);
}

const set = (id: IdentityId, wish: ReturnType<typeof outgoing> | null) =>
  running.gateway.setIdentityServer(personId, accountId, id, wish, never);
const states = async (identityId: IdentityId) =>
  (await submissions()).filter((one) => one.identityId === identityId).map(({ state, error }) => [state, error?.stage ?? null]);

test('an identity sends through its own server, proven before it is kept; the queue waits for a new password, and other mail goes on', async () => {
  const { store } = running.gateway;
  const [first] = await store.identities.get(accountId, null);
  const wish = { email: 'ana@other.test', name: 'Ana elsewhere' };

  // A refused login keeps nothing.
  const refused = running.gateway.addIdentity(personId, accountId, { ...wish, outgoing: outgoing('wrong') }, never);
  await expect(refused).rejects.toMatchObject({ kind: 'login-refused', stage: 'auth' });
  expect(await store.identities.get(accountId, null)).toHaveLength(1);

  const id = await running.gateway.addIdentity(personId, accountId, { ...wish, outgoing: outgoing('theirs') }, never);
  const { server } = outgoing('theirs');
  expect(await running.gateway.identityServers(personId, accountId)).toEqual([
    { id: first!.id, outgoing: null },
    { id, outgoing: server },
  ]);
  const [kept] = await store.identities.servers(accountId);
  expect(Buffer.from(kept!.sealed).includes('theirs')).toBe(false);

  await send(id, 'ana@other.test');
  await eventually(async () => (await states(id)).every(([state]) => state === 'done'), 'sent');
  expect(other.messages).toHaveLength(1);
  expect(other.commands.some((line) => line.startsWith('MAIL FROM:<ana@other.test>'))).toBe(true);

  // Its password changes there: the message waits, and the account's own mail goes on.
  good = 'changed';
  await send(id, 'ana@other.test');
  await eventually(async () => (await states(id)).some(([state, stage]) => state === 'deferred' && stage === 'auth'), 'the refusal');
  const logins = other.commands.filter((line) => line.startsWith('AUTH')).length;
  await send(id, 'ana@other.test');
  await send(first!.id, user.address);
  await eventually(async () => (await states(first!.id)).every(([state]) => state === 'done'), 'the other mail');
  await eventually(async () => (await states(id)).filter(([state]) => state === 'deferred').length === 2, 'both wait');
  expect(other.commands.filter((line) => line.startsWith('AUTH'))).toHaveLength(logins);
  expect(other.messages).toHaveLength(1);

  // A wrong one is not kept, the right one lets everything go.
  await expect(set(id, outgoing('wrong'))).rejects.toMatchObject({ kind: 'login-refused' });
  await set(id, outgoing('changed'));
  await eventually(async () => (await states(id)).every(([state]) => state === 'done'), 'the queue is empty');
  expect(other.messages).toHaveLength(3);

  // Back to the account's server, which decides whether it takes that sender.
  await set(id, null);
  expect((await running.gateway.identityServers(personId, accountId)).map(({ outgoing: own }) => own)).toEqual([null, null]);
});

test('N1, V6: no host inside the house is asked, and nobody changes another person’s identity', async () => {
  const [first] = await running.gateway.store.identities.get(accountId, null);
  const inside = { server: { host: '10.0.0.1', port: 465, tls: 'tls' as const, login: 'x' }, password: new Secret('x') };
  await expect(set(first!.id, inside)).rejects.toMatchObject({ kind: 'egress-denied' });
  const stranger = running.gateway.setIdentityServer(newId('p'), accountId, first!.id, null, never);
  await expect(stranger).rejects.toMatchObject({ kind: 'not-found' });
  await expect(set(newId('i'), null)).rejects.toMatchObject({ kind: 'not-found' });
  await expect(running.gateway.identityServers(newId('p'), accountId)).rejects.toMatchObject({ kind: 'not-found' });
});
