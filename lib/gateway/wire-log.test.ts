import { expect, test } from 'vitest';
import { type OwnMailServers, startMailServers } from '#e2e/servers/index.ts';
import type { WireLogPage } from '#lib/contract/index.ts';
import { isMailError, newId } from '#lib/mail/index.ts';
import type { Gateway } from './api.ts';
import { create, ended, mailboxOf, message, submit } from './testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';
import { WireLog } from './wire-log.ts';

const canary = 'canary-9f3"kö\\x7';
const inBase64 = (text: string) => Buffer.from(text).toString('base64');
const textOf = (page: WireLogPage): string => JSON.stringify(page);
const log = () => new WireLog(() => 1_000);
const linesOf = (page: WireLogPage): string[][] => page.exchanges.map(({ lines }) => lines.map(({ text }) => text));

type Line = ['in' | 'out', string];
/** As a session would tell it that took nothing out of its lines. */
const signIns: Record<string, { protocol: 'imap' | 'pop3' | 'smtp'; lines: Line[] }> = {
  'IMAP LOGIN': { protocol: 'imap', lines: [['out', `A1 LOGIN ana ${JSON.stringify(canary)}`]] },
  'IMAP LOGIN with literals': {
    protocol: 'imap',
    lines: [
      ['out', 'A1 LOGIN {3}'],
      ['in', '+ go ahead'],
      ['out', 'ana {18}'],
      ['in', '+ go ahead'],
      ['out', canary],
    ],
  },
  'IMAP AUTHENTICATE PLAIN, in two steps': {
    protocol: 'imap',
    lines: [
      ['out', 'A1 AUTHENTICATE PLAIN'],
      ['in', '+ '],
      ['out', inBase64(`\0ana\0${canary}`)],
    ],
  },
  'IMAP XOAUTH2, refused with a challenge': {
    protocol: 'imap',
    lines: [
      ['out', `A1 AUTHENTICATE XOAUTH2 ${inBase64(`user=ana\u0001auth=Bearer ${canary}\u0001\u0001`)}`],
      ['in', `+ ${inBase64(canary)}`],
      ['out', ''],
    ],
  },
  'POP3 USER and PASS': {
    protocol: 'pop3',
    lines: [
      ['out', 'USER ana'],
      ['in', '+OK'],
      ['out', `PASS ${canary}`],
    ],
  },
  'SMTP AUTH LOGIN': {
    protocol: 'smtp',
    lines: [
      ['out', 'AUTH LOGIN'],
      ['in', `334 ${inBase64('Username:')}`],
      ['out', inBase64('ana')],
      ['in', `334 ${inBase64('Password:')}`],
      ['out', inBase64(canary)],
    ],
  },
  'SMTP AUTH SCRAM-SHA-256': {
    protocol: 'smtp',
    lines: [
      ['out', `AUTH SCRAM-SHA-256 ${inBase64(`n,,n=ana,r=${canary}`)}`],
      ['in', `334 ${inBase64(`r=${canary},s=abc,i=4096`)}`],
      ['out', inBase64(`c=biws,r=${canary},p=proof`)],
    ],
  },
};

test.each(Object.entries(signIns))('X6: of a sign-in nothing is kept but that there was one: %s', (_, { protocol, lines }) => {
  const wire = log();
  const { onWire } = wire.open({ protocol, host: 'mail.example.test', port: 1 });
  for (const [direction, line] of lines) onWire(line, direction);
  const kept = textOf(wire.page(0));
  for (const form of [canary, JSON.stringify(canary).slice(1, -1), inBase64(canary).slice(0, 12), 'canary', 'c=biws'])
    expect(kept).not.toContain(form);
  for (const [, line] of lines) if (/^[A-Za-z0-9+/=]{8,}$/.test(line)) expect(kept).not.toContain(line);
  expect(kept).toContain('[secret]');
});

test('the text of a message is told by its size, also where the server gives it as a string; a bearer token goes wherever it stands', () => {
  const wire = log();
  const { onWire, onBulk } = wire.open({ protocol: 'imap', host: 'mail.example.test', port: 993 });
  onWire('A1 UID FETCH 1 (BODY.PEEK[1])', 'out');
  onWire('* 1 FETCH (UID 1 BODY[1] "dear \\"Ana\\", canary" FLAGS (\\Seen))', 'in');
  onWire('* 2 FETCH (UID 2 BODY[1]<0> "canary that has no end', 'in');
  onBulk(4_096);
  onWire('A1 OK Bearer canary.canary', 'in');
  const [[, first, second, bulk, end] = []] = linesOf(wire.page(0));
  expect(first).toBe('* 1 FETCH (UID 1 BODY[1] (20 characters) FLAGS (\\Seen))');
  expect(second).toBe('* 2 FETCH (UID 2 BODY[1]<0> (22 characters)');
  expect([bulk, end]).toEqual(['(4096 octets)', 'A1 OK Bearer [secret]']);
});

test('the last 200 exchanges are kept, each with its first lines and the one that ends it; what is asked for again is what grew', () => {
  const wire = log();
  const tap = wire.open({ protocol: 'imap', host: 'mail.example.test', port: 993 });
  for (let number = 1; number <= 205; number += 1) {
    tap.onWire(`A${number} NOOP`, 'out');
    tap.onWire(`A${number} OK`, 'in');
  }
  const { revision, exchanges } = wire.page(0);
  expect([exchanges.length, exchanges[0]?.lines[0]?.text]).toEqual([200, 'A6 NOOP']);
  tap.onWire('A206 SEARCH ALL', 'out');
  for (let number = 0; number < 100; number += 1) tap.onWire(`* ${'9'.repeat(500)}`, 'in');
  tap.onWire('A206 OK', 'in');
  const news = wire.page(revision).exchanges;
  expect(news).toHaveLength(1);
  const [{ lines, leftOut } = { lines: [], leftOut: 0 }] = news;
  expect([lines.length + leftOut, lines.at(-1)?.text, lines[1]?.text.length]).toEqual([102, 'A206 OK', 301]);
  // a screen that has seen an earlier process
  expect(wire.page(1_000_000).exchanges).toHaveLength(200);
});

test('answers to commands sent ahead stand with their commands', () => {
  const wire = log();
  const { onWire } = wire.open({ protocol: 'pop3', host: 'mail.example.test', port: 995 });
  onWire('+OK ready', 'in');
  onWire('RETR 1', 'out');
  onWire('RETR 2', 'out');
  for (const line of ['+OK one', '(10 octets)', '-ERR no two']) onWire(line, 'in');
  expect(linesOf(wire.page(0))).toEqual([['+OK ready'], ['RETR 1', '+OK one', '(10 octets)'], ['RETR 2', '-ERR no two']]);
  const other = log();
  const smtp = other.open({ protocol: 'smtp', host: 'mail.example.test', port: 465 });
  smtp.onWire('220 hello', 'in');
  smtp.onWire('EHLO [127.0.0.1]', 'out');
  for (const line of ['250-one', '250 two']) smtp.onWire(line, 'in');
  for (const line of ['MAIL FROM:<>', 'RCPT TO:<a@example.test>']) smtp.onWire(line, 'out');
  for (const line of ['250-2.1.0 well', '250 2.1.0 done', '550 5.1.1 no']) smtp.onWire(line, 'in');
  expect(linesOf(other.page(0))).toEqual([
    ['220 hello'],
    ['EHLO [127.0.0.1]', '250-one', '250 two'],
    ['MAIL FROM:<>', '250-2.1.0 well', '250 2.1.0 done'],
    ['RCPT TO:<a@example.test>', '550 5.1.1 no'],
  ]);
});

test('what IMAP, POP3 and SMTP said is there for the owner alone, without password and without the message', async () => {
  const servers = await startMailServers();
  const house = await startTestGateway();
  try {
    await listenTo(servers, house.gateway);
  } finally {
    await house.stop();
    await servers.stop();
  }
});

async function listenTo(servers: OwnMailServers, gateway: Gateway): Promise<void> {
  const user = await servers.newUser('wire');
  const { user: person, mail, accountId } = await openMail(gateway, loginOf(servers, user));
  const raw = message('Overheard', { text: 'a secret thing' });
  const sent = await submit(mail, await create(mail, raw, await mailboxOf(mail, 'drafts')), user.address, [user.address]);
  expect((await ended(mail, sent.id)).state).toBe('done');
  const { personId } = person;
  const page = (id = accountId) => gateway.wireLog(personId, id, 0);
  const { exchanges } = await page();
  expect([...new Set(exchanges.map(({ server }) => server.protocol))].sort()).toEqual(['imap', 'smtp']);
  const lines = linesOf(await page()).flat();
  expect(lines.filter((line) => /^\d+ AUTHENTICATE PLAIN( \[secret\])?$/.test(line))).not.toEqual([]);
  expect(lines).toContain('[secret]');
  expect(lines.filter((line) => /^AUTH \S+( \[secret\])?$/.test(line))).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('MAIL FROM:'))).toHaveLength(1);
  const data = linesOf({ revision: 0, exchanges: exchanges.filter(({ server }) => server.protocol === 'smtp') }).find(
    ([line]) => line === 'DATA',
  );
  expect(data?.map((line) => line.replace(/^(\d{3} |\().*/, '$1'))).toEqual(['DATA', '354 ', '(', '.', '250 ']);
  const drop = await servers.newUser('drop');
  const login = loginOf(servers, drop, { protocol: 'pop3', port: servers.pop3.tlsPort });
  const { accountId: dropId } = await gateway.addAccount(personId, login, AbortSignal.timeout(60_000));
  await eventually(
    async () =>
      linesOf(await page(dropId))
        .flat()
        .includes('QUIT'),
    'a whole visit to the maildrop',
  );
  const all = `${textOf(await page())}${textOf(await page(dropId))}`;
  for (const secret of [user.password, drop.password, 'a secret thing'])
    for (const form of [secret, inBase64(secret).slice(0, -4), inBase64(`\0${user.login}\0${secret}`)]) expect(all).not.toContain(form);
  const refusalOf = (asked: Promise<unknown>) =>
    asked.then(
      () => 'given',
      (error: unknown) => isMailError(error) && error.kind,
    );
  expect(await refusalOf(gateway.wireLog(newId('p'), accountId, 0))).toBe('not-found');
  await gateway.removeAccount(personId, dropId);
  expect(await refusalOf(page(dropId))).toBe('not-found');
}
