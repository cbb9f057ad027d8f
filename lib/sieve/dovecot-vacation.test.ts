import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MailServers, type MailUser, sharedMailServers } from '#e2e/servers/index.ts';
import { noVacation, type Vacation } from '#lib/mail/index.ts';
import type { SieveSession } from './api.ts';
import { connectSieve } from './connect-sieve.ts';
import { readVacation, writeVacation } from './keep-vacation.ts';
import { sieveOptions } from './testing/sieve-options.ts';

const dayMs = 24 * 60 * 60_000;
let servers: MailServers;
beforeAll(async () => {
  servers = await sharedMailServers();
});

async function open(user: MailUser, extensions?: string[]): Promise<SieveSession> {
  const session = await connectSieve(sieveOptions(servers.sieve.port, { login: user.login, password: user.password }));
  sessions.push(session);
  return extensions === undefined ? session : { ...session, capabilities: { ...session.capabilities, extensions: new Set(extensions) } };
}
const sessions: SieveSession[] = [];
afterAll(() => {
  for (const session of sessions) session.destroy();
});

/** Delivers a mail from one person to another and tells what the sender's INBOX holds afterwards, and the receiver's mailbox. */
async function write(from: MailUser, to: MailUser): Promise<void> {
  const raw = `From: ${from.address}\r\nTo: ${to.address}\r\nSubject: are you there?\r\nMessage-ID: <${randomUUID()}@example.test>\r\n\r\nhello\r\n`;
  // the answer is handed on before Dovecot says that the mail is delivered
  await servers.deliver(to, raw, { from: from.address });
}
const inbox = async (user: MailUser): Promise<string> =>
  (await servers.doveadm(['fetch', '-u', user.login, 'text', 'mailbox', 'INBOX'])).replaceAll('\r\n', '\n');
const countIn = async (user: MailUser, mailbox: string): Promise<number> =>
  Number(/messages=(\d+)/.exec(await servers.doveadm(['mailbox', 'status', '-u', user.login, 'messages', mailbox]))?.[1]);

const away: Vacation = { ...noVacation, isEnabled: true, subject: 'Bin weg – "Süden"', textBody: 'Back on Monday.\n.\nYours "A\\na"' };
const optionsFor = (user: MailUser) => ({ addresses: [user.address], defaultText: 'I am away.' });
const copyFilter = 'require ["fileinto", "mailbox"];\r\n# vacation is only a word here\r\nfileinto :create "Filtered";\r\nstop;\r\n';

describe('against Dovecot', () => {
  test('the answer comes, once, and the mail stays; switched off none comes', async () => {
    const [ana, ben, cleo] = [await servers.newUser('away'), await servers.newUser('asks'), await servers.newUser('later')];
    const session = await open(ana);
    await writeVacation(session, away, optionsFor(ana));
    expect(await readVacation(session)).toEqual({ vacation: away, isOutdated: false });
    await write(ben, ana);
    await write(ben, ana);
    const answer = await inbox(ben);
    expect(answer.match(/^Auto-Submitted: auto-replied/gm)).toHaveLength(1);
    expect(answer).toContain('Back on Monday.\n.\nYours "A\\na"');
    expect(answer).toMatch(/^Subject: Bin weg =\?utf-8\?b\?/m);
    expect(await countIn(ana, 'INBOX')).toBe(2);

    await writeVacation(session, { ...away, isEnabled: false }, optionsFor(ana));
    expect(await readVacation(session)).toEqual({ vacation: { ...away, isEnabled: false }, isOutdated: false });
    await write(cleo, ana);
    expect(await countIn(cleo, 'INBOX')).toBe(0);
    await writeVacation(session, noVacation, optionsFor(ana));
    expect(await session.listScripts()).toEqual([]);
  });

  test('dates: only from the first instant on and before the last', async () => {
    const nowMs = Date.now();
    const answers: number[] = [];
    for (const [fromMs, toMs] of [
      [nowMs - dayMs, nowMs + dayMs],
      [nowMs - 60_000, nowMs + 60 * 60_000],
      [nowMs + 60 * 60_000, nowMs + dayMs],
      [nowMs - dayMs, nowMs - 60_000],
      [null, nowMs - 2 * dayMs],
      [null, nowMs + 2 * dayMs],
      [nowMs - 3 * dayMs, null],
      [nowMs + 3 * dayMs, null],
    ] as const) {
      const [ana, ben] = [await servers.newUser('dates'), await servers.newUser('asks')];
      await writeVacation(await open(ana), { ...away, fromMs, toMs }, optionsFor(ana));
      await write(ben, ana);
      answers.push(await countIn(ben, 'INBOX'));
      expect(await countIn(ana, 'INBOX')).toBe(1);
    }
    expect(answers).toEqual([1, 1, 0, 0, 0, 1, 1, 0]);
  });

  test('HTML goes beside its text, as two forms of one answer', async () => {
    const [ana, ben] = [await servers.newUser('html'), await servers.newUser('asks')];
    await writeVacation(await open(ana), { ...away, textBody: null, htmlBody: '<p>Back on <b>Monday</b> €</p>' }, optionsFor(ana));
    await write(ben, ana);
    const answer = await inbox(ben);
    expect(answer).toContain('multipart/alternative');
    const parts = [...answer.matchAll(/Content-Transfer-Encoding: base64\n\n([A-Za-z0-9+/=\n]+)/g)].map(([, data]) =>
      Buffer.from(data!, 'base64').toString('utf8').trim(),
    );
    expect(parts).toEqual(['Back on Monday €', '<p>Back on <b>Monday</b> €</p>']);
  });

  test.each([
    ['included', undefined],
    ['copied below, where nothing can be included', ['vacation', 'date', 'relational', 'fileinto', 'mailbox']],
  ])('the script that was active goes on working: %s', async (_how, extensions) => {
    const [ana, ben] = [await servers.newUser('rules'), await servers.newUser('asks')];
    const session = await open(ana, extensions);
    await session.putScript('my rules', copyFilter);
    await session.setActive('my rules');
    await writeVacation(session, away, optionsFor(ana));
    expect(await session.listScripts()).toContainEqual({ name: 'my rules', isActive: false });
    await write(ben, ana);
    expect([await countIn(ben, 'INBOX'), await countIn(ana, 'Filtered'), await countIn(ana, 'INBOX')]).toEqual([1, 1, 0]);
    // written again while it is on: what is below ours is still the person's own script
    await writeVacation(session, { ...away, textBody: 'Another text' }, optionsFor(ana));
    await write(ben, ana);
    expect([await countIn(ben, 'INBOX'), await countIn(ana, 'Filtered')]).toEqual([2, 2]);

    await session.putScript('my rules', copyFilter.replace('Filtered', 'Elsewhere'));
    const { isOutdated } = await readVacation(session);
    expect(isOutdated).toBe(extensions !== undefined);
    await writeVacation(session, { ...away, isEnabled: false }, optionsFor(ana));
    expect(await session.listScripts()).toContainEqual({ name: 'my rules', isActive: true });
    expect(await session.getScript('my rules')).toBe(copyFilter.replace('Filtered', 'Elsewhere'));
    await write(ben, ana);
    expect([await countIn(ben, 'INBOX'), await countIn(ana, 'Elsewhere')]).toEqual([2, 1]);
  });

  test('a script that answers by itself is left as it is, and said', async () => {
    const ana = await servers.newUser('own');
    const session = await open(ana);
    const own = 'require "vacation";\r\nvacation "I answer myself";\r\n';
    await session.putScript('mine', own);
    await session.setActive('mine');
    await expect(writeVacation(session, away, optionsFor(ana))).rejects.toMatchObject({ kind: 'already-exists', code: 'OWN_VACATION' });
    expect(await session.listScripts()).toEqual([{ name: 'mine', isActive: true }]);
  });

  test('a person’s script under our name is not touched', async () => {
    const ana = await servers.newUser('name');
    const session = await open(ana);
    await session.putScript('postern-out-of-office', 'keep;\r\n');
    await writeVacation(session, away, optionsFor(ana));
    expect(await session.getScript('postern-out-of-office')).toBe('keep;\r\n');
    expect((await readVacation(session)).vacation).toEqual(away);
  });

  test('another program that makes another script active has switched ours off', async () => {
    const ana = await servers.newUser('other');
    const session = await open(ana);
    await writeVacation(session, away, optionsFor(ana));
    await session.putScript('other', 'keep;\r\n');
    await session.setActive('other');
    expect((await readVacation(session)).vacation).toEqual({ ...away, isEnabled: false });
    await writeVacation(session, away, optionsFor(ana));
    await writeVacation(session, { ...away, isEnabled: false }, optionsFor(ana));
    expect(await session.listScripts()).toContainEqual({ name: 'other', isActive: true });
  });

  test('a missing extension is named before anything is changed', async () => {
    const ana = await servers.newUser('poor');
    const session = await open(ana, ['vacation']);
    await expect(writeVacation(session, { ...away, toMs: Date.now() }, optionsFor(ana))).rejects.toMatchObject({
      kind: 'refused',
      code: 'NO_EXTENSION',
      serverText: 'date relational',
    });
    expect(await session.listScripts()).toEqual([]);
  });
});
