import { createDecipheriv, createECDH, hkdfSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import type { Keyword } from '#lib/mail/index.ts';
import type { Access, Gateway, MailboxLogin, UserMail } from './api.ts';
import { readPushKeys } from './push/read-push-keys.ts';
import type { PushSink } from './testing/push-sink.ts';
import { startPushSink } from './testing/push-sink.ts';
import { arrived, mailboxOf, message } from './testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

let servers: Awaited<ReturnType<typeof sharedMailServers>>;
let running: Awaited<ReturnType<typeof startTestGateway>>;
let gateway: Gateway;
let sink: PushSink;
beforeAll(async () => {
  servers = await sharedMailServers();
  running = await startTestGateway();
  gateway = running.gateway;
});
afterAll(() => running.stop());
beforeEach(async () => {
  sink = await startPushSink();
});
afterEach(() => sink.close());

const far = () => Date.now() + 60 * 60_000;
const json = (at: number) =>
  JSON.parse(sink.pushed[at]!.body.toString('utf8')) as { '@type': string; changed: Record<string, Record<string, string>> };

async function someone(): Promise<{ mail: UserMail; login: MailboxLogin; deliver: () => Promise<void>; accountId: string }> {
  const user = await servers.newUser('push');
  const login = loginOf(servers, user);
  const { user: plain, accountId } = await openMail(gateway, login);
  const mail = await gateway.userMail(plain.personId, access(`m:${accountId}`));
  return { mail, login, accountId, deliver: () => servers.deliver(user, message('pushed')) };
}
const access = (credential: string): Access => ({ scope: 'send', accountIds: null, credential });

async function subscribe(mail: UserMail, more: Partial<Parameters<UserMail['pushSubscriptions']['create']>[0]> = {}) {
  const row = await mail.pushSubscriptions.create({
    deviceClientId: 'd',
    url: sink.url,
    keys: null,
    expiresAtMs: far(),
    types: null,
    ...more,
  });
  if (row === null) throw new Error('too many');
  return row;
}

/** Takes the code out of the first message and gives it back. */
async function verified(mail: UserMail, more: Parameters<typeof subscribe>[1] = {}): Promise<string> {
  const { id, verificationCode } = await subscribe(mail, more);
  await eventually(async () => sink.pushed.length === 1, 'the verification');
  if (more.keys == null) expect(json(0)).toEqual({ '@type': 'PushVerification', pushSubscriptionId: id, verificationCode });
  await mail.pushSubscriptions.update(id, { isVerified: true });
  return id;
}

describe('RFC 8620 §7.2: what is pushed', () => {
  test('the verification at once and, before it came back, nothing else', async () => {
    const { mail, deliver } = await someone();
    const { id, verificationCode } = await subscribe(mail);
    await eventually(async () => sink.pushed.length === 1, 'the verification');
    // RFC 9749 §4: every message is signed with the key that the Session names, the verification too
    const authorization = expect.stringMatching(new RegExp(`^vapid t=\\S+, k=${mail.pushSubscriptions.serverKey}$`)) as string;
    expect(sink.pushed[0]!.headers).toMatchObject({
      'content-type': 'application/json',
      ttl: expect.stringMatching(/^\d+$/),
      authorization,
    });
    await deliver();
    const account = mail.account(mail.accounts[0]!.id)!;
    await eventually(
      async () => (await account.store.mailboxes.get(account.id, null)).some(({ totalEmails }) => totalEmails === 1),
      'the mail',
    );
    expect(sink.pushed).toHaveLength(1);
    // the code opens it
    expect(json(0)).toMatchObject({ pushSubscriptionId: id, verificationCode });
    await mail.pushSubscriptions.update(id, { isVerified: true });
    await deliver();
    await eventually(async () => sink.pushed.length > 1, 'the change');
    expect(json(1)['@type']).toBe('StateChange');
  });

  test('new mail: the states of the types that were asked for, EmailDelivery among them', async () => {
    const { mail, deliver, accountId } = await someone();
    await verified(mail, { types: ['Email', 'EmailDelivery', 'Mailbox'] });
    await deliver();
    const store = mail.account(accountId)!.store;
    const newest = await eventually(async () => {
      const { Email } = await store.states(accountId as never);
      return sink.pushed.slice(1).some((_, index) => json(index + 1).changed[accountId]?.Email === Email) && Email;
    }, 'the states');
    const types = new Set(sink.pushed.slice(1).flatMap((_, index) => Object.keys(json(index + 1).changed![accountId]!)));
    expect([...types].sort()).toEqual(['Email', 'EmailDelivery', 'Mailbox']);
    expect(newest).toMatch(/\./);
  });

  test('RFC 8291: with keys everything is encrypted for them, the verification too', async () => {
    const receiver = createECDH('prime256v1');
    receiver.generateKeys();
    const auth = Buffer.alloc(16, 9);
    const keys = readPushKeys({ p256dh: receiver.getPublicKey('base64url'), auth: auth.toString('base64url') });
    const { mail } = await someone();
    const { id, verificationCode } = await subscribe(mail, { keys });
    await eventually(async () => sink.pushed.length === 1, 'the verification');
    const { headers, body } = sink.pushed[0]!;
    expect(headers['content-encoding']).toBe('aes128gcm');
    const [salt, publicKey, record] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)];
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), receiver.getPublicKey(), publicKey]);
    const material = Buffer.from(hkdfSync('sha256', receiver.computeSecret(publicKey), auth, info, 32));
    const derive = (name: string, length: number) => Buffer.from(hkdfSync('sha256', material, salt, Buffer.from(name), length));
    const decipher = createDecipheriv('aes-128-gcm', derive('Content-Encoding: aes128gcm\0', 16), derive('Content-Encoding: nonce\0', 12));
    decipher.setAuthTag(record.subarray(-16));
    const text = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
    expect(text.at(-1)).toBe(2);
    expect(JSON.parse(text.subarray(0, -1).toString())).toEqual({ '@type': 'PushVerification', pushSubscriptionId: id, verificationCode });
  });

  test('a place that is gone (410) loses its subscription', async () => {
    const { mail, deliver } = await someone();
    const id = await verified(mail);
    sink.answers.push(410);
    await deliver();
    await eventually(async () => (await mail.pushSubscriptions.list()).every((row) => row.id !== id), 'the end of it');
  });

  test('it goes with its credential: an app password, a session, the password of the mailbox', async () => {
    const { mail, login, accountId } = await someone();
    const { people, push } = gateway.store;
    const { personId } = mail;
    await people.createAppPassword({
      id: 'wOne',
      personId,
      name: 'x',
      scope: 'send',
      accountIds: null,
      createdAtMs: 0,
      secretHash: 'hash-of-one',
    });
    const byPassword = await gateway.userMail(personId, access('w:wOne'));
    await subscribe(byPassword);
    await subscribe(mail);
    expect([await byPassword.pushSubscriptions.list(), await mail.pushSubscriptions.list()].map(({ length }) => length)).toEqual([1, 1]);
    await people.revokeAppPassword(personId, 'wOne');
    expect(await byPassword.pushSubscriptions.list()).toEqual([]);

    await people.createSession({ tokenHash: 'hash-of-token', personId, nowMs: Date.now(), expiresAtMs: far(), userAgent: null });
    const [session] = await people.sessionsOf(personId);
    const byCookie = await gateway.userMail(personId, access(`s:${session!.id}`));
    const { id } = await subscribe(byCookie);
    expect(await push.live(id, Date.now())).not.toBeNull();
    expect(await push.live(id, far() + 1)).toBeNull();
    await people.revokeSession(personId, session!.id);
    expect(await push.live(id, Date.now())).toBeNull();

    await push.destroyOf(`m:${accountId}`);
    expect(await mail.pushSubscriptions.list()).toEqual([]);
    expect(login.address).toContain('@');
  });

  test('RFC 8620 §8.6: nobody makes us ask strange places without end', async () => {
    const { mail } = await someone();
    const one = { deviceClientId: 'd', url: 'https://127.0.0.1:1/', keys: null, expiresAtMs: far(), types: null };
    const made: unknown[] = [];
    for (let count = 0; count < 40; count += 1) {
      const row = await mail.pushSubscriptions.create(one);
      if (row === null) break;
      made.push(row);
      await mail.pushSubscriptions.destroy([row.id]);
    }
    expect(made).toHaveLength(30);
  });

  test('it outlives a restart: what was missed is told then, and of EmailDelivery nothing unless mail came (RFC 8621 §1.5)', async () => {
    const own = await startTestGateway({ keep: true });
    const user = await servers.newUser('push');
    await servers.deliver(user, message('before'));
    const { user: plain, accountId } = await openMail(own.gateway, loginOf(servers, user));
    const mail = await own.gateway.userMail(plain.personId, access(`m:${accountId}`));
    const account = mail.account(accountId)!;
    const { store } = account;
    const { id } = (await arrived(account, await mailboxOf(account, 'inbox'), 1))[0]!;
    await verified(mail, { types: ['Email', 'EmailDelivery'] });
    const count = sink.pushed.length;
    const before = await store.states(accountId);
    // nobody takes it before the restart
    sink.answers.push(...Array<number>(50).fill(500));
    await store.emails.update(accountId, [{ id, addKeywords: ['$seen' as Keyword], removeKeywords: [], mailboxIds: null }]);
    await eventually(async () => sink.pushed.length > count, 'a push that is refused');
    await own.stop();
    sink.answers.length = 0;
    const told = sink.pushed.length;
    const again = await startTestGateway({ dir: own.dir });
    try {
      const states = await eventually(async () => sink.pushed.length > told && json(told).changed[accountId]!, 'a push after the restart');
      expect(states).toEqual({ Email: (await again.gateway.store.states(accountId)).Email });
      await servers.deliver(user, message('after'));
      const moved = await eventually(async () => sink.pushed.length > told + 1 && json(told + 1).changed[accountId]!, 'the new mail');
      expect(moved.EmailDelivery).not.toBe(before.EmailDelivery);
    } finally {
      await again.stop();
    }
  });
});
