import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { buildMessage, sharedMailServers } from '#e2e/servers/index.ts';
import { openDovecot } from '#lib/imap/testing/dovecot-session.ts';
import { type FakeImapOptions, type FakeRequest, fakeCapabilities, startFakeImap } from '#lib/imap/testing/fake-imap-server.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { RunningAccount, until } from './testing/running-account.ts';

/** The list of mailboxes alone would show a change so late that no test waits for it. */
const listingEveryMs = 24 * 60 * 60_000;

const mail = (subject: string) => buildMessage({ from: 'a@example.test', to: ['b@example.test'], subject, text: 'x' });

async function overDovecot() {
  const servers = await sharedMailServers();
  const user = await servers.newUser('told');
  await servers.fillMailbox(user, 'INBOX', 2);
  await servers.fillMailbox(user, 'Archive', 3);
  const account = await RunningAccount.start(
    (purpose, options) => openDovecot(servers, user, { ...options, idleConnection: purpose === 'watch' }),
    { listingEveryMs },
  );
  const row = async (path: string) => (await account.store.mailboxes.syncRows(account.accountId)).find((each) => each.path === path);
  await until(async () => account.engine.health.state === 'ok', 'the first sync');
  await until(async () => account.commands('watch').includes('IDLE'), 'the watch');
  return { servers, user, account, row };
}

test('RFC 5465: mail, flags and deletions in mailboxes that nobody looks at are known without asking for them', async () => {
  const { servers, user, account, row } = await overDovecot();
  try {
    const lists = () => account.commands('worker').filter((line) => line.startsWith('LIST')).length;
    const before = lists();
    await servers.appendMany(user, 'Archive', [{ raw: mail('new in a folder') }]);
    await until(async () => (await row('Archive'))?.totalEmails === 4, 'the new message');
    await servers.doveadm(['flags', 'add', '-u', user.login, '\\Seen', 'mailbox', 'Archive', 'uid', '1:4']);
    await until(async () => (await row('Archive'))?.unreadEmails === 0, 'the flags');
    // Gone for good: kept until it is sure that no other mailbox has got it, for which one listing is asked (J1).
    expect(lists()).toBe(before);
    await servers.doveadm(['expunge', '-u', user.login, 'mailbox', 'Archive', 'uid', '2']);
    await until(async () => (await row('Archive'))?.totalEmails === 3, 'the deletion');
  } finally {
    await account.stop();
  }
});

test('RFC 5465: a mailbox that another client makes, fills and deletes is known without waiting for the next listing', async () => {
  const { servers, user, account, row } = await overDovecot();
  try {
    await servers.doveadm(['mailbox', 'create', '-u', user.login, '-s', 'Käse']);
    await until(async () => (await row('Käse'))?.checkpoint.isFilled === true, 'the new mailbox');
    await servers.doveadm(['save', '-u', user.login, '-m', 'Käse'], { input: mail('in it') });
    await until(async () => (await row('Käse'))?.totalEmails === 1, 'its mail');
    await servers.doveadm(['mailbox', 'unsubscribe', '-u', user.login, 'Käse']);
    await until(async () => (await row('Käse'))?.isSubscribed === false, 'the subscription');
    await servers.doveadm(['mailbox', 'delete', '-u', user.login, 'Käse']);
    await until(async () => (await row('Käse')) === undefined, 'the end of it');
  } finally {
    await account.stop();
  }
});

test('I25: beside NOTIFY the inbox is watched by IDLE as ever, on the same connection', async () => {
  const { servers, user, account, row } = await overDovecot();
  try {
    await servers.deliver(user, mail('new'));
    await until(async () => (await row('INBOX'))?.totalEmails === 3, 'the new message');
    await servers.doveadm(['flags', 'add', '-u', user.login, '\\Seen', 'mailbox', 'INBOX', 'uid', '1']);
    await until(async () => (await row('INBOX'))?.unreadEmails === 2, 'the flag');
    expect(account.commands('watch').filter((line) => /^(NOTIFY|EXAMINE|IDLE)/.test(line))).toEqual([
      'NOTIFY SET (selected (MessageNew MessageExpunge FlagChange)) (personal (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))',
      'EXAMINE "INBOX"',
      'IDLE',
    ]);
  } finally {
    await account.stop();
  }
});

/** INBOX and Archive, both empty; the listing shows Archive as `shown` says. */
async function overScript(notify: (request: FakeRequest) => void, options: FakeImapOptions = {}) {
  const shown = { modSeq: 1 };
  let watching: Socket | null = null;
  let idles = 0;
  const server = await startFakeImap({
    capabilities: `${fakeCapabilities} NOTIFY`,
    mailbox: { exists: 0, uidNext: 1, uidValidity: 1, highestModSeq: 1 },
    ...options,
    on: {
      list: (request) => {
        for (const name of ['INBOX', 'Archive']) {
          request.send(`* LIST () "/" "${name}"`);
          const modSeq = name === 'INBOX' ? 1 : shown.modSeq;
          request.send(`* STATUS ${name} (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 1 UNSEEN 0 HIGHESTMODSEQ ${modSeq})`);
        }
        request.ok();
      },
      notify,
      idle: (request) => {
        watching = request.socket;
        idles += 1;
        request.ask('idling');
      },
      ...options.on,
    },
  });
  const account = await RunningAccount.start(
    (purpose, more) => openTestSession(server.port, { ...more, idleConnection: purpose === 'watch' }),
    { listingEveryMs },
  );
  const examined = () => account.commands('worker').filter((line) => line.startsWith('EXAMINE "Archive"')).length;
  const lists = () => account.commands('worker').filter((line) => line.startsWith('LIST')).length;
  await until(async () => account.engine.health.state === 'ok', 'the first sync');
  await until(async () => idles === 1, 'the watch');
  const end = async () => {
    await account.stop();
    await server[Symbol.asyncDispose]();
  };
  return {
    server,
    account,
    examined,
    lists,
    idles: () => idles,
    shown,
    tell: (line: string) => watching?.write(`${line}\r\n`),
    [Symbol.asyncDispose]: end,
  };
}

const agrees = (request: FakeRequest) => request.ok();

test('RFC 5465: a status that the index knows already costs no pass; one that it does not know costs one', async () => {
  await using script = await overScript(agrees);
  const before = script.examined();
  script.tell('* STATUS Archive (HIGHESTMODSEQ 1)');
  script.tell('* STATUS Archive (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 1 UNSEEN 0 HIGHESTMODSEQ 1)');
  script.tell('* STATUS Archive (HIGHESTMODSEQ');
  script.tell('* STATUS "" (MESSAGES 9)');
  script.tell('* STATUS INBOX (HIGHESTMODSEQ 7)');
  const inboxes = () => script.account.commands('worker').filter((line) => line.startsWith('EXAMINE "INBOX"')).length;
  const inboxesBefore = inboxes();
  await until(async () => inboxes() > inboxesBefore, 'a pass over the inbox');
  expect(script.examined()).toBe(before);
  script.tell('* STATUS Archive (MESSAGES 1 UIDNEXT 2 UNSEEN 1 HIGHESTMODSEQ 3)');
  await until(async () => script.examined() > before, 'a pass over the folder');
});

test('RFC 5465: a mailbox that no listing has shown is a reason for one listing, however often it is told of', async () => {
  await using script = await overScript(agrees);
  const before = script.lists();
  for (let time = 0; time < 20; time += 1) script.tell('* STATUS Ghost (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 5)');
  await until(async () => script.lists() === before + 1, 'a listing');
  for (let time = 0; time < 5; time += 1) {
    const told = script.examined();
    script.tell('* STATUS Ghost (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 5)');
    script.tell(`* STATUS Archive (HIGHESTMODSEQ ${10 + time})`);
    await until(async () => script.examined() > told, 'the word was heard');
  }
  expect(script.lists()).toBe(before + 1);
});

test('RFC 5465 §5.8: after an overflow everything is listed, and the inbox is watched on a new connection without NOTIFY', async () => {
  await using script = await overScript(agrees);
  const passes = () => script.account.commands('worker').filter((line) => line.startsWith('EXAMINE "INBOX"')).length;
  const [lists, examined, atFirst] = [script.lists(), script.examined(), passes()];
  script.shown.modSeq = 4;
  script.tell('* OK [NOTIFICATIONOVERFLOW] too much happens here');
  await until(async () => script.lists() > lists && script.examined() > examined, 'a listing and the pass that it asks for');
  await until(async () => script.idles() === 2 && passes() > atFirst, 'the new watch, and the pass for what it missed');
  expect(script.account.commands('watch').filter((line) => line.startsWith('NOTIFY'))).toHaveLength(1);
  const before = passes();
  script.tell('* 1 EXISTS');
  await until(async () => passes() > before, 'the inbox is live');
});

test.each([
  ['refuses it', (request: FakeRequest) => request.no('[BADEVENT (MessageNew MessageExpunge)] not these')],
  ['does not know it after all', (request: FakeRequest) => request.bad('what?')],
])('RFC 5465: a server that offers NOTIFY and %s is watched by IDLE and listed as others are', async (_name, notify) => {
  await using script = await overScript(notify);
  const passes = () => script.account.commands('worker').filter((line) => line.startsWith('EXAMINE "INBOX"')).length;
  const before = passes();
  script.tell('* 1 EXISTS');
  await until(async () => passes() > before, 'the inbox is live');
  expect(script.account.attempts.filter((purpose) => purpose === 'watch')).toHaveLength(1);
});

test('RFC 5465: a server that does not offer NOTIFY is never asked', async () => {
  await using script = await overScript(agrees, { capabilities: fakeCapabilities });
  expect(script.account.commands().filter((line) => line.startsWith('NOTIFY'))).toEqual([]);
});

test('RFC 5465: a lost connection is a reason to list everything, and the new one tells again', async () => {
  await using script = await overScript(agrees);
  const [lists, examined] = [script.lists(), script.examined()];
  script.shown.modSeq = 9;
  for (const session of script.account.sessions.slice(-1)) session.destroy();
  await until(async () => script.lists() > lists && script.examined() > examined, 'what was missed');
  await until(async () => script.account.commands('watch').filter((line) => line.startsWith('NOTIFY')).length === 2, 'the new watch');
});
