import { afterEach, expect, test } from 'vitest';
import { startTappedLine } from '#e2e/servers/index.ts';
import { type ModelServer, startModelImap } from '#lib/imap/testing/model-imap-server.ts';
import { ModelMail } from '#lib/imap/testing/model-mail.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { MailError } from '#lib/mail/index.ts';
import type { Store } from '#lib/store/index.ts';
import { openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import { differing, indexPicture, otherPicture } from './testing/compare-with-server.ts';
import { full } from './testing/house.ts';
import { modelClient } from './testing/other-client.ts';
import { RunningAccount, until } from './testing/running-account.ts';

const message = (name: string) =>
  `Message-ID: <${name}@example.test>\r\nSubject: ${name}\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n\r\n${'Text. '.repeat(40)}${name}\r\n`;

let mail: ModelMail;
let server: ModelServer;
let line: Awaited<ReturnType<typeof startTappedLine>>;
let account: RunningAccount;
/** octets that still come through before everything that stands now is dead: no octet more, no end, no reset */
let passes = Number.POSITIVE_INFINITY;
const dead = new Set<unknown>();
let outage: MailError | null = null;

async function start(messages: number, within?: TestStore): Promise<void> {
  mail = new ModelMail(['INBOX', 'Drafts', 'Sent', 'Trash', 'Archive']);
  for (let at = 1; at <= messages; at += 1) mail.append('INBOX', message(`n${at}`), [], Date.UTC(2026, 0, 1) + at * 60_000);
  server = await startModelImap(mail, { capabilities: full });
  const known = new Set<unknown>();
  line = await startTappedLine(server.port, (chunk, near) => {
    known.add(near);
    if (dead.has(near)) return;
    const part = chunk.subarray(0, passes);
    passes -= part.length;
    if (part.length > 0) near.write(part);
    if (passes > 0) return;
    for (const socket of known) dead.add(socket);
    passes = Number.POSITIVE_INFINITY;
  });
  account = await RunningAccount.start(
    (purpose, options) => {
      if (outage !== null) return Promise.reject(outage);
      return openTestSession(line.port, { ...options, silenceMs: 300, idleConnection: purpose === 'watch' });
    },
    within === undefined ? {} : { within },
  );
}

afterEach(async () => {
  passes = Number.POSITIVE_INFINITY;
  dead.clear();
  outage = null;
  await account.stop();
  await line.stop();
  await server[Symbol.asyncDispose]();
});

const isTrue = async () => {
  await account.settle({ passAll: true });
  expect(differing(await otherPicture(modelClient(mail)), await indexPicture(account.store, account.accountId))).toEqual([]);
};
const indexed = async () => {
  const { store, accountId } = account;
  const row = (await store.mailboxes.syncRows(accountId)).find(({ role }) => role === 'inbox');
  return row === undefined ? 0 : store.emails.countUids(accountId, row.id, null);
};
const flagOne = async () => {
  const { store, accountId } = account;
  const [id] = await store.emails.idsOfUids(accountId, await account.mailbox('INBOX'), [1]);
  await store.emails.update(accountId, [{ id: id!, addKeywords: ['$flagged'], removeKeywords: [], mailboxIds: null }]);
};

test.each([{ octets: 20_000 }, { octets: 60_000 }, { octets: 150_000 }])(
  'G4: a line that is dead after $octets octets, in the middle of an answer, without an end or a reset, is given up and all is read over another',
  async ({ octets }) => {
    passes = octets;
    await start(300);
    await until(async () => dead.size > 0, 'the dead line');
    const before = account.attempts.length;
    await until(async () => (await indexed()) === 300, 'the whole mailbox');
    expect(account.attempts.length).toBeGreaterThan(before);
    expect(account.health.some(({ error }) => error?.kind === 'network' && error.code === 'ETIMEDOUT')).toBe(true);
    await isTrue();
  },
);

test.each([
  { what: 'the name of the server is gone', stage: 'dns', code: 'ENOTFOUND' },
  { what: 'this process may open no more files', stage: 'tcp', code: 'EMFILE' },
  { what: 'there is no network', stage: 'tcp', code: 'ENETUNREACH' },
] as const)('own machine: while $what mail can be read and changed, and afterwards all is as on the server', async ({ stage, code }) => {
  await start(3);
  await isTrue();
  outage = new MailError('network', 'no way to the server', { stage, code });
  for (const session of account.sessions.splice(0)) session.destroy();
  await until(async () => account.engine.health.state === 'retrying', 'the loss is noticed');
  expect(account.engine.health.error).toMatchObject({ kind: 'network', stage, code });
  expect(await indexed()).toBe(3);
  await flagOne();
  mail.append('INBOX', message('meanwhile'));
  outage = null;
  account.engine.hurry();
  await isTrue();
  expect(await indexed()).toBe(4);
  expect([...(mail.mailbox('INBOX').message(1)?.flags ?? [])]).toEqual(['\\Flagged']);
});

test('own-disk-full-sync: while nothing can be written what is here is read, and the sync goes on when there is room', async () => {
  const opened = await openTestStore([]);
  let isFull = false;
  const full = () => Promise.reject(new MailError('storage', 'database or disk is full', { stage: 'store', code: 'SQLITE_FULL' }));
  /** The store whose writes fail while the disk is full. */
  const within: TestStore = Object.create(opened, {
    store: {
      get: () => {
        const { store } = opened;
        const emails = {
          ...store.emails,
          applyPass: (...values: Parameters<Store['emails']['applyPass']>) => (isFull ? full() : store.emails.applyPass(...values)),
        };
        return { ...store, emails };
      },
    },
  });
  try {
    await start(3, within);
    await isTrue();
    isFull = true;
    for (let at = 0; at < 5; at += 1) mail.append('INBOX', message(`more${at}`));
    account.engine.relist();
    await until(async () => account.engine.health.error?.kind === 'storage', 'the full disk is told');
    expect(account.engine.health.error).toMatchObject({ code: 'SQLITE_FULL' });
    expect(await indexed()).toBe(3);
    isFull = false;
    await isTrue();
    expect(await indexed()).toBe(8);
  } finally {
    await account.pause();
    await opened.close();
  }
});

test.each([{ hours: -1 }, { hours: 24 }])(
  'own-clock-back: a clock that jumps by $hours h is no reason to stop or to ask without end',
  async ({ hours }) => {
    await start(3);
    await isTrue();
    account.wire.length = 0;
    account.pass(hours * 3_600_000);
    mail.append('Archive', message('after'));
    // Nobody told: the listing that is due finds it, and not one of before the jump.
    account.engine.markDirty(await account.mailbox('INBOX'));
    await until(async () => account.commands('worker').some((command) => command.startsWith('LIST')), 'a listing');
    await flagOne();
    await isTrue();
    // One full comparison of each mailbox at the most (I22, I26), beside the looks of the test itself.
    expect(account.commands('worker').filter((command) => command.startsWith('UID SEARCH')).length).toBeLessThan(60);
    expect([...(mail.mailbox('INBOX').message(1)?.flags ?? [])]).toEqual(['\\Flagged']);
  },
);
