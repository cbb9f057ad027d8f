import { expect, test } from 'vitest';
import { defaultLimits } from '#lib/config/index.ts';
import { isMailError, MailError } from '#lib/mail/index.ts';
import { createAppPassword, isAppPasswordForm } from './app-passwords.ts';
import { createBasicDoor, parseAuthorization } from './basic-access.ts';
import { createLoginLimits } from './login-limits.ts';
import { createFakeHouse } from './testing/fake-house.ts';

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

function startDoor({ takesMailboxPasswords = true } = {}) {
  const house = createFakeHouse();
  let now = 1_000_000;
  const limits = createLoginLimits(defaultLimits, () => now);
  const door = createBasicDoor(house.gateway, defaultLimits, limits, { nowMs: () => now, takesMailboxPasswords });
  const open = (user: string, password: string, client = '192.0.2.1') => door.open(basic(user, password), client);
  const kindOf = async (opening: Promise<unknown>): Promise<string> =>
    opening.then(
      () => 'opened',
      (error: unknown) => (isMailError(error) ? error.kind : String(error)),
    );
  return {
    house,
    door,
    open,
    kindOf,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

test('settled 1: a mailbox password opens that mailbox only', async () => {
  const { house, open } = startDoor();
  const ana = house.addPerson('ana@example.test', 'pässword:1');
  expect(await open('ana@example.test', 'pässword:1')).toEqual({
    personId: ana.personId,
    kind: 'mailbox-password',
    scope: 'send',
    accountIds: [ana.accountId],
    credential: `m:${ana.accountId}`,
  });
});

test('J21: a proven credential is believed for a quarter of an hour, then proven again', async () => {
  const { house, open, pass } = startDoor();
  house.addPerson('ana@example.test', 'right');
  for (let i = 0; i < 20; i += 1) await open('ana@example.test', 'right');
  expect(house.logins).toHaveLength(1);
  pass(defaultLimits.basicCacheMs + 1);
  await open('ana@example.test', 'right');
  expect(house.logins).toHaveLength(2);
});

test('equal requests at once are one login at the mail server', async () => {
  const { house, open } = startDoor();
  house.addPerson('ana@example.test', 'right');
  await Promise.all(Array.from({ length: 10 }, () => open('ana@example.test', 'right')));
  expect(house.logins).toHaveLength(1);
});

test('a believed credential opens nothing once its account is gone', async () => {
  const { house, open, kindOf } = startDoor();
  const ana = house.addPerson('ana@example.test', 'right');
  await open('ana@example.test', 'right');
  await house.gateway.removeAccount(ana.personId, ana.accountId);
  house.failWith(new MailError('login-refused', 'gone'));
  expect(await kindOf(open('ana@example.test', 'right'))).toBe('login-refused');
});

test('J21: limits count failures, not requests; five, then a wait that asks no server', async () => {
  const { house, open, kindOf, pass } = startDoor();
  house.addPerson('ana@example.test', 'right');
  for (let i = 0; i < 5; i += 1) expect(await kindOf(open('ana@example.test', `wrong ${i}`))).toBe('login-refused');
  expect(await kindOf(open('ana@example.test', 'wrong'))).toBe('too-many');
  expect(await kindOf(open('ana@example.test', 'right'))).toBe('too-many');
  expect(house.logins).toHaveLength(5);
  pass(defaultLimits.loginFirstWaitMs);
  expect(await kindOf(open('ana@example.test', 'right', '192.0.2.9'))).toBe('opened');
});

test('another client of the same account waits too, and so does another account of the same client', async () => {
  const { house, open, kindOf } = startDoor();
  house.addPerson('ana@example.test', 'right');
  house.addPerson('bo@example.test', 'right');
  for (let i = 0; i < 5; i += 1) await kindOf(open('ana@example.test', `wrong ${i}`, '2001:db8::1'));
  expect(await kindOf(open('ANA@example.test', 'x', '198.51.100.1'))).toBe('too-many');
  expect(await kindOf(open('bo@example.test', 'right', '2001:db8::ffff'))).toBe('too-many');
  expect(await kindOf(open('bo@example.test', 'right', '2001:db8:0:1::1'))).toBe('opened');
});

test('trouble at the mail server is no failure of the password', async () => {
  const { house, open, kindOf } = startDoor();
  house.addPerson('ana@example.test', 'right');
  house.failWith(new MailError('network', 'down', { stage: 'tcp', code: 'ECONNREFUSED' }));
  for (let i = 0; i < 10; i += 1) expect(await kindOf(open('ana@example.test', 'right'))).toBe('network');
  house.failWith(null);
  expect(await kindOf(open('ana@example.test', 'right'))).toBe('opened');
});

test('app passwords open their scope and never reach a mail server', async () => {
  const { house, open, door, kindOf } = startDoor();
  const ana = house.addPerson('ana@example.test', 'right');
  const bo = house.addPerson('bo@example.test', 'right');
  const { password, row } = await createAppPassword(house.people, {
    personId: ana.personId,
    name: 'phone',
    scope: 'read',
    accountIds: [ana.accountId],
    most: 5,
    nowMs: 0,
  });
  expect(isAppPasswordForm(password)).toBe(true);
  const access = { personId: ana.personId, kind: 'app-password', scope: 'read', accountIds: [ana.accountId], credential: `w:${row.id}` };
  expect(await open('ana@example.test', password)).toEqual(access);
  expect(await door.open(`Bearer ${password}`, 'x')).toEqual(access);
  expect(await kindOf(open('bo@example.test', password))).toBe('login-refused');
  expect(
    await kindOf(
      open(
        'ana@example.test',
        password.replace(/.$/, (sign) => (sign === 'a' ? 'b' : 'a')),
      ),
    ),
  ).toBe('login-refused');
  expect(house.logins).toHaveLength(0);
  await house.people.revokeAppPassword(ana.personId, row.id);
  expect(await kindOf(open('ana@example.test', password))).toBe('login-refused');
  const foreign = createAppPassword(house.people, {
    personId: ana.personId,
    name: 'x',
    scope: 'send',
    accountIds: [bo.accountId],
    most: 5,
    nowMs: 0,
  });
  expect(await kindOf(foreign)).toBe('not-found');
});

test('J21: right app passwords are no attempts, however many come at once; wrong ones make waits', async () => {
  const { house, open, kindOf } = startDoor();
  const ana = house.addPerson('ana@example.test', 'right');
  const { password } = await createAppPassword(house.people, {
    personId: ana.personId,
    name: 'phone',
    scope: 'send',
    accountIds: null,
    most: 5,
    nowMs: 0,
  });
  const right = () => kindOf(open('ana@example.test', password));
  for (let i = 0; i < 2 * defaultLimits.signInsPerTenMinutes; i += 1) expect(await right()).toBe('opened');
  expect(await Promise.all(Array.from({ length: 16 }, right))).toEqual(Array.from({ length: 16 }, () => 'opened'));
  const wrong = password.replace(/.$/, (sign) => (sign === 'a' ? 'b' : 'a'));
  for (let i = 0; i < 5; i += 1) expect(await kindOf(open('ana@example.test', wrong))).toBe('login-refused');
  expect(await kindOf(open('ana@example.test', wrong))).toBe('too-many');
  expect(await right()).toBe('opened');
});

test('what is no usable Authorization header is refused before any look-up', async () => {
  const { house, door, kindOf } = startDoor();
  for (const header of [
    '',
    'Basic',
    'Basic !!!',
    'Digest x',
    `Basic ${'A'.repeat(9_000)}`,
    basic('', 'x'),
    basic('x', ''),
    'Basic /w==',
    basic('a\r\nb', 'x'),
    basic('a\u0000', 'x'),
    'Bearer not-ours',
  ]) {
    expect(await kindOf(door.open(header, 'x')), header.slice(0, 20)).toBe('login-refused');
  }
  expect(house.logins).toHaveLength(0);
  expect(parseAuthorization(basic('ana@example.test', 'a:b'))).toEqual({ user: 'ana@example.test', password: 'a:b' });
});

test('§9: whether a credential is still good is asked here and not at the mail server: a revoked app password, a removed account', async () => {
  const { house, door } = startDoor();
  const ana = house.addPerson('ana@example.test', 'right');
  const { row, password } = await createAppPassword(house.people, {
    ...{ personId: ana.personId, name: 'phone', scope: 'read', accountIds: null, most: 5, nowMs: 0 },
  });
  const header = basic('ana@example.test', password);
  const access = await door.open(header, '192.0.2.1');
  expect(await door.isOpen(header, access)).toBe(true);
  await house.people.revokeAppPassword(ana.personId, row.id);
  expect(await door.isOpen(header, access)).toBe(false);
  const mailbox = basic('ana@example.test', 'right');
  const own = await door.open(mailbox, '192.0.2.1');
  const { length } = house.logins;
  expect(await door.isOpen(mailbox, own)).toBe(true);
  expect(house.logins).toHaveLength(length);
  await house.gateway.removeAccount(ana.personId, ana.accountId);
  expect(await door.isOpen(mailbox, own)).toBe(false);
  expect(await door.isOpen('Basic !', own)).toBe(false);
});

test('mailbox passwords can be switched off: they never reach a mail server then, and app passwords still open', async () => {
  const { house, open, kindOf } = startDoor({ takesMailboxPasswords: false });
  const ana = house.addPerson('ana@example.test', 'right');
  expect(await kindOf(open('ana@example.test', 'right'))).toBe('login-refused');
  expect(house.logins).toEqual([]);
  const { password } = await createAppPassword(house.people, {
    ...{ personId: ana.personId, name: 'phone', scope: 'send', accountIds: null, most: 5, nowMs: 0 },
  });
  expect(await kindOf(open('ana@example.test', password))).toBe('opened');
});
