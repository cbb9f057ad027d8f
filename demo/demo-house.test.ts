import { createConnection } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DemoHouse, MailboxLogin } from '#lib/gateway/index.ts';
import { createLogger } from '#lib/log/index.ts';
import { connectPop3 } from '#lib/pop3/index.ts';
import { uidlOf } from '#lib/pop3/testing/open-session.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { openDemoHouse } from './index.ts';

const log = createLogger({ level: () => 'silent', write: () => undefined });
const allowed = new Set<string>();
let house: DemoHouse;
beforeAll(async () => {
  house = await openDemoHouse({
    allow: (host, port) => {
      allowed.add(`${host}:${port}`);
      return () => void allowed.delete(`${host}:${port}`);
    },
    log,
    maxPairs: 4,
  });
});
afterAll(() => house.close());

/** Sends the lines one after the other, each after an answer, and gives all that came back. */
function talk(port: number, lines: string[], until: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = createConnection(port, '127.0.0.1');
    const guard = setTimeout(() => reject(new Error(`no end: ${heard}`)), 20_000);
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      heard += text;
      if (until.test(heard)) {
        clearTimeout(guard);
        socket.destroy();
        resolve(heard);
        return;
      }
      if (/\r\n$/.test(heard)) {
        const next = lines.shift();
        if (next !== undefined) socket.write(`${next}\r\n`);
      }
    });
    socket.on('error', reject);
  });
}

const status = (login: MailboxLogin, mailbox: string) =>
  talk(
    login.servers!.incoming.port,
    [`a LOGIN ${login.address} ${login.password.reveal()}`, `b STATUS ${mailbox} (MESSAGES UNSEEN)`],
    /^b (OK|NO|BAD)/m,
  );

const plain = (login: MailboxLogin) => Buffer.from(`\0${login.address}\0${login.password.reveal()}`).toString('base64');

function send(from: MailboxLogin, to: string): Promise<string> {
  const lines = [
    'EHLO test',
    `AUTH PLAIN ${plain(from)}`,
    `MAIL FROM:<${from.address}>`,
    `RCPT TO:<${to}>`,
    'DATA',
    'Subject: hi\r\n\r\n..dot\r\nbye\r\n.',
    'QUIT',
  ];
  return talk(from.servers!.outgoing!.port, lines, /^(221|550|535)/m);
}

test('a pair has about two hundred messages, in roles of its own, reachable by the registered ports only', async () => {
  const { first, second } = await house.newPair();
  const count = async (login: MailboxLogin, mailbox: string) => Number(/MESSAGES (\d+)/.exec(await status(login, mailbox))?.[1]);
  const all = await Promise.all([first, second].flatMap((login) => ['INBOX', 'Sent', 'Archive'].map((mailbox) => count(login, mailbox))));
  expect(all.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(150);
  for (const login of [first, second]) expect(allowed).toContain(`127.0.0.1:${login.servers!.incoming.port}`);
});

test('the third person is read over POP3: a maildrop with mail of today, and what the others write arrives in it', async () => {
  const { first, third } = await house.newPair();
  expect(third.servers!.incoming).toMatchObject({ protocol: 'pop3', tls: 'plain' });
  const open = () =>
    connectPop3({
      server: { ...third.servers!.incoming, login: third.address },
      credential: { kind: 'password', password: third.password },
      guard: createEgressGuard({ allowNetworks: '127.0.0.1/32' }),
      log,
    });
  const session = await open();
  const before = await session.stat();
  expect(before.messages).toBeGreaterThan(10);
  expect(await uidlOf(session)).toHaveLength(before.messages);
  await session.dele(1);
  await session.quit();
  expect(await send(first, third.address)).toMatch(/250 2\.0\.0 Delivered/);
  const later = await open();
  const ids = (await uidlOf(later)) ?? [];
  expect(ids).toHaveLength(before.messages);
  expect(ids.map(({ uid }) => uid)).not.toContain('demo-0');
  let newest = '';
  for await (const chunk of (await later.retr(ids.length)).octets) newest += Buffer.from(chunk).toString();
  expect(newest).toContain('Subject: hi\r\n\r\n.dot\r\nbye\r\n');
  let top = '';
  for await (const chunk of (await later.top(ids.length, 1)).octets) top += Buffer.from(chunk).toString();
  expect(top).toContain('Subject: hi\r\n\r\n.dot\r\n');
  expect(top).not.toContain('bye');
  await later.quit();
});

test('mail goes between the people of a pair and nowhere else', async () => {
  const { first, second } = await house.newPair();
  const stranger = await house.newPair();
  const before = await status(second, 'INBOX');
  expect(await send(first, second.address)).toMatch(/250 2\.0\.0 Delivered/);
  expect(await status(second, 'INBOX')).not.toBe(before);
  expect(await send(first, stranger.first.address)).toMatch(/^550 5\.1\.1/m);
  expect(await send(first, 'someone@example.org')).toMatch(/^550 5\.1\.1/m);
});

test('a wrong password opens neither mailbox nor outgoing server, and the cap holds', async () => {
  await expect(house.newPair()).rejects.toMatchObject({ kind: 'too-many' });
  expect(
    await send(
      {
        address: 'alex@demo.invalid',
        password: { reveal: () => 'no' },
        servers: { incoming: null, outgoing: { port: smtpPort() } },
      } as never,
      'x@demo.invalid',
    ),
  ).toMatch(/^535/m);
});

test('settled 9: a pair is dropped when its time is over: those who keep it are told, and its ports are let go', async () => {
  const ports = new Set<number>();
  const brief = await openDemoHouse({
    allow: (_host, port) => {
      ports.add(port);
      return () => void ports.delete(port);
    },
    log,
    maxPairs: 1,
    lifeMs: 1,
  });
  const expired = new Promise<string[]>((resolve) => brief.onExpired(resolve));
  const { first, second, third } = await brief.newPair();
  expect(await expired).toEqual([first.address, second.address, third.address]);
  await expect.poll(() => ports.size).toBe(1);
  await expect(status(first, 'INBOX')).rejects.toThrow();
  // There is room for another try.
  await brief.newPair();
  await brief.close();
});

test('settled 9: every start has another UIDVALIDITY', async () => {
  const seen: string[] = [];
  for (const nowMs of [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1, 0, 0, 1)]) {
    const started = await openDemoHouse({ allow: () => () => undefined, log, nowMs: () => nowMs });
    const { first } = await started.newPair();
    const said = await talk(
      first.servers!.incoming.port,
      [`a LOGIN ${first.address} ${first.password.reveal()}`, 'b STATUS INBOX (UIDVALIDITY)'],
      /^b (OK|NO|BAD)/m,
    );
    seen.push(/UIDVALIDITY (\d+)/.exec(said)?.[1] ?? 'none');
    await started.close();
  }
  expect(seen[0]).toMatch(/^\d+$/);
  expect(seen[1]).not.toBe(seen[0]);
});

const smtpPort = () => Number([...allowed][0]?.split(':')[1]);
