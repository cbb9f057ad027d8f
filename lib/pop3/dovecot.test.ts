import { expect, test } from 'vitest';
import { type MailUser, sharedMailServers } from '#e2e/servers/index.ts';
import { failureOf } from '#lib/imap/testing/failure-of.ts';
import { Secret } from '#lib/mail/index.ts';
import { openDovecotPop3 } from './testing/dovecot-session.ts';
import { listOf, textOf, uidlOf } from './testing/open-session.ts';

const servers = await sharedMailServers();

const raws = [
  'Subject: dots\r\nFrom: a@example.test\r\n\r\n.\r\n..\r\n.a\r\nend.\r\n.\r\n',
  'Subject: empty\r\nFrom: a@example.test\r\n\r\n',
  `Subject: long\r\nFrom: a@example.test\r\n\r\n${`${'x'.repeat(900)}\r\n.${'y'.repeat(70)}\r\n`.repeat(400)}`,
  'Subject: eight bit\r\nFrom: a@example.test\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\u00fc\u00e4\u00ff\r\n',
].map((text) => Buffer.from(text, 'latin1'));

async function filled(): Promise<MailUser> {
  const user = await servers.newUser('pop3');
  await servers.appendMany(
    user,
    'INBOX',
    raws.map((raw) => ({ raw })),
  );
  return user;
}

test.each(['tls', 'starttls'] as const)('a maildrop of Dovecot over %s: every octet as it was stored', async (tls) => {
  const user = await filled();
  const session = await openDovecotPop3(servers, user, { tls });
  expect(session.capabilities).toMatchObject({
    isListed: true,
    top: true,
    uidl: true,
    pipelining: true,
    respCodes: true,
    sasl: ['PLAIN', 'LOGIN', 'SCRAM-SHA-256'],
  });
  expect(await session.stat()).toEqual({ messages: 4, sizeBytes: raws.reduce((sum, { length }) => sum + length, 0) });
  expect(await listOf(session)).toEqual(raws.map(({ length }, index) => ({ number: index + 1, sizeBytes: length })));
  const ids = await uidlOf(session);
  expect(new Set(ids?.map(({ uid }) => uid)).size).toBe(4);
  const found: string[] = [];
  for await (const message of session.retrEach([1, 2, 3, 4])) found.push(message.octets === null ? 'refused' : await textOf(message));
  expect(found).toEqual(raws.map((raw) => raw.toString('latin1')));
  expect(await textOf(await session.top(1, 2))).toBe('Subject: dots\r\nFrom: a@example.test\r\n\r\n.\r\n..\r\n');
  expect(await session.quit()).toMatchObject({ outcome: 'confirmed' });
});

test('P8: Dovecot removes at QUIT and not before; ids stay the same from session to session', async () => {
  const user = await filled();
  const first = await openDovecotPop3(servers, user);
  const ids = await uidlOf(first);
  await Promise.all([first.dele(1), first.dele(3)]);
  first.close();
  const second = await openDovecotPop3(servers, user);
  expect(await uidlOf(second)).toEqual(ids);
  await second.dele(2);
  expect((await second.quit()).outcome).toBe('confirmed');
  const third = await openDovecotPop3(servers, user);
  expect((await uidlOf(third))?.map(({ uid }) => uid)).toEqual(ids?.filter(({ number }) => number !== 2).map(({ uid }) => uid));
  expect((await failureOf(third.retr(9))).kind).toBe('refused');
  await third.quit();
});

test('P5: a wrong password is told by Dovecot as such', async () => {
  const user = await servers.newUser('pop3');
  const error = await failureOf(openDovecotPop3(servers, user, { credential: { kind: 'password', password: new Secret('wrong') } }));
  expect([error.kind, error.stage, error.code]).toEqual(['login-refused', 'auth', 'AUTH']);
});
