import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { defaultPop3Settings, type EmailId, MailError, type Pop3Policy } from '#lib/mail/index.ts';
import { knownMessages } from '#lib/store/testing/known-messages.ts';
import { openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import { mail, RunningMaildrop } from './testing/running-maildrop.ts';

let house: TestStore;
let running: RunningMaildrop;
beforeAll(async () => {
  house = await openTestStore([]);
});
afterAll(() => house.close());
beforeEach(async () => {
  running = await RunningMaildrop.open(house);
});
afterEach(() => running.stop());

const put = (...subjects: string[]) => {
  for (const subject of subjects) running.maildrop.messages.push({ uid: `uid-${subject}`, raw: mail(subject) });
};
const keeping = (policy: Pop3Policy) => {
  running.settings = { ...defaultPop3Settings, policy };
};
const day = 24 * 60 * 60_000;

test('P12: the local mailboxes are there before the server has said anything', async () => {
  running.maildrop.refusesLogin = new MailError('network', 'nobody there', { stage: 'tcp' });
  running.start();
  await running.engine.ready(AbortSignal.timeout(30_000));
  const { store, accountId } = running.opened;
  const mailboxes = await store.mailboxes.get(accountId, null);
  expect(mailboxes.map(({ name, role }) => `${name} ${role}`).sort()).toEqual([
    'Archive archive',
    'Drafts drafts',
    'Inbox inbox',
    'Sent sent',
    'Trash trash',
  ]);
  await running.until(() => running.maildrop.count('LOGIN') > 0, 'a login');
});

test('P7, P8: a message is fetched once, and is a file under its checksum and a row before QUIT', async () => {
  put('one', 'two');
  const { store, accountId, dataDir } = running.opened;
  const atQuit: number[] = [];
  running.maildrop.onCommand = async (line) => {
    if (line !== 'QUIT') return;
    const rows = await knownMessages(store, accountId);
    for (const { contentHash } of rows) {
      const name = Buffer.from(contentHash!.slice(1), 'base64url').toString('hex');
      const octets = await readFile(join(dataDir, 'blobs', name.slice(0, 2), name));
      expect(createHash('sha256').update(octets).digest('hex')).toBe(name);
    }
    atQuit.push(rows.length);
  };
  await running.check();
  await running.check();
  expect(atQuit).toEqual([2, 2]);
  expect(await running.subjects()).toEqual(['one', 'two']);
  expect(running.maildrop.count('RETR')).toBe(2);
  // Newest first.
  expect(running.maildrop.log.filter((line) => line.startsWith('RETR'))).toEqual(['RETR 2', 'RETR 1']);
  const [email] = await store.emails.get(accountId, [await running.emailOf('one')]);
  expect(email).toMatchObject({ sizeBytes: mail('one').length, preview: 'Text of one.', textState: 'stored', isHeaderComplete: true });
  expect(Buffer.from((await store.blobs.read(accountId, email!.rawBlobId!))!)).toEqual(mail('one'));
});

test('J24: the date of a message is that of its newest Received field, else of its first download, and does not change', async () => {
  const at = Date.parse('2026-02-03T04:05:06Z');
  running.maildrop.messages.push(
    { uid: 'a', raw: mail('dated', { receivedAt: 'Tue, 03 Feb 2026 05:05:06 +0100' }) },
    { uid: 'b', raw: mail('undated') },
    { uid: 'c', raw: mail('from the future', { receivedAt: 'Tue, 03 Feb 2099 05:05:06 +0100' }) },
  );
  const beforeMs = Math.floor(Date.now() / 1000) * 1000;
  await running.check();
  const dates = async () => Object.fromEntries((await running.list()).map(({ subject, receivedAtMs }) => [subject, receivedAtMs]));
  const first = await dates();
  expect(first.dated).toBe(at);
  for (const subject of ['undated', 'from the future']) {
    expect(first[subject], subject).toBeGreaterThanOrEqual(beforeMs);
    expect(first[subject], subject).toBeLessThanOrEqual(Date.now());
  }
  running.aheadMs = day;
  await running.check();
  expect(await dates()).toEqual(first);
});

test('P7: twice the same id in one listing is two messages when their headers differ, one when they do not', async () => {
  running.maildrop.messages = [
    { uid: 'same', raw: mail('one') },
    { uid: 'same', raw: mail('two') },
    { uid: 'same', raw: mail('two') },
  ];
  await running.check();
  await running.check();
  expect(await running.subjects()).toEqual(['one', 'two']);
});

test.each([
  ['no UIDL', { uidl: false }, 3],
  ['no UIDL and no TOP', { uidl: false, top: false }, 9],
] as const)('P7: with %s messages are told apart by what they are, equal ones counted', async (_, capabilities, retrieved) => {
  running.maildrop.capabilities = capabilities;
  running.maildrop.messages = [
    { uid: null, raw: mail('one') },
    { uid: null, raw: mail('two') },
    { uid: null, raw: mail('two') },
  ];
  await running.check();
  expect(await running.subjects()).toEqual(['one', 'two', 'two']);
  await running.check();
  expect(running.maildrop.count('RETR')).toBe(retrieved === 3 ? 3 : 6);
  running.maildrop.messages.shift();
  running.maildrop.messages.push({ uid: null, raw: mail('three') });
  await running.check();
  expect(await running.subjects()).toEqual(['one', 'three', 'two', 'two']);
  expect(running.maildrop.count('RETR')).toBe(retrieved + (retrieved === 3 ? 1 : 0));
});

test('pop3-top-missing: TOP is offered and then refused; what has no id is known by the message itself, and nothing comes twice', async () => {
  running.maildrop.capabilities = { uidl: false };
  running.maildrop.refusesTop = true;
  running.maildrop.messages = [
    { uid: null, raw: mail('one') },
    { uid: null, raw: mail('two') },
    { uid: null, raw: mail('two') },
  ];
  await running.check();
  await running.check();
  expect(await running.subjects()).toEqual(['one', 'two', 'two']);
  running.maildrop.messages.shift();
  running.maildrop.messages.push({ uid: null, raw: mail('three') });
  await running.check();
  expect(await running.subjects()).toEqual(['one', 'three', 'two', 'two']);
});

test('P7, V5: twice the same id where the server has no TOP: messages are told apart by what they are, and only what was destroyed here goes', async () => {
  keeping({ kind: 'until-deleted' });
  running.maildrop.capabilities = { top: false };
  const same = (...subjects: string[]) => subjects.map((subject) => ({ uid: 'same', raw: mail(subject) }));
  running.maildrop.messages = same('one', 'two');
  await running.check();
  await running.check();
  expect(await running.subjects()).toEqual(['one', 'two']);
  await running.destroy('one');
  running.maildrop.messages = [...running.maildrop.messages, ...same('three')];
  await running.check();
  expect(await running.subjects()).toEqual(['three', 'two']);
  expect(running.maildrop.messages.map(({ raw }) => raw)).toEqual([mail('two'), mail('three')]);
});

test('pop3-top-missing: TOP is offered and then refused; a message above the limit comes whole', async () => {
  running.messageBytes = 400;
  running.maildrop.refusesTop = true;
  put('one');
  running.maildrop.messages.push({ uid: 'large', raw: mail('large', { body: 'x'.repeat(1000) }) });
  await running.check();
  await running.check();
  expect((await running.list()).map(({ subject, rawBlobId }) => [subject, rawBlobId !== null]).sort()).toEqual([
    ['large', true],
    ['one', true],
  ]);
  expect(running.maildrop.count('RETR')).toBe(2);
});

test('P7, pop3-uidl-changed: when the server numbers its messages anew they are found again by their headers, and nothing is fetched twice', async () => {
  put('one', 'two', 'three');
  await running.check();
  await running.destroy('two');
  const ids = (await running.list()).map(({ id }) => id).sort();
  for (const [index, message] of running.maildrop.messages.entries()) message.uid = `new-${index}`;
  await running.check();
  await running.check();
  expect(running.maildrop.count('RETR')).toBe(3);
  expect(running.maildrop.count('TOP')).toBe(3);
  expect((await running.list()).map(({ id }) => id).sort()).toEqual(ids);
});

test.each([true, false])(
  'P7: an id that comes back for another message does not hide it, and the same message put back is no new one; TOP: %s',
  async (top) => {
    running.maildrop.capabilities = { top };
    running.maildrop.messages = [{ uid: '1', raw: mail('one') }];
    await running.check();
    running.maildrop.messages = [{ uid: '1', raw: mail('another one') }];
    await running.check();
    running.maildrop.messages = [];
    await running.check();
    running.maildrop.messages = [{ uid: '1', raw: mail('three') }];
    await running.check();
    expect(await running.subjects()).toEqual(['another one', 'one', 'three']);
    running.maildrop.messages = [{ uid: '1', raw: mail('one') }];
    await running.check();
    await running.check();
    expect(await running.subjects()).toEqual(['another one', 'one', 'three']);
  },
);

test('P9, J24: left on the server for ever, a message destroyed here is remembered and does not come back', async () => {
  put('one', 'two');
  await running.check();
  await running.destroy('one');
  await running.check();
  expect(await running.subjects()).toEqual(['two']);
  expect(running.maildrop.count('DELE')).toBe(0);
  expect(running.maildrop.messages).toHaveLength(2);
});

test('P9: until deleted here — what is destroyed here goes from the server in the next session, and only that', async () => {
  keeping({ kind: 'until-deleted' });
  put('one', 'two');
  await running.check();
  expect(running.maildrop.count('DELE')).toBe(0);
  await running.destroy('one');
  await running.check();
  expect(running.maildrop.messages.map(({ uid }) => uid)).toEqual(['uid-two']);
  await running.check();
  expect(await running.subjects()).toEqual(['two']);
});

test('P9: a folder that is deleted with its mail counts as destroying it, once nobody can take it back', async () => {
  keeping({ kind: 'until-deleted' });
  put('one');
  await running.check();
  const { store, accountId } = running.opened;
  const made = await store.mailboxes.create(accountId, { name: 'Old', parentId: null, isSubscribed: true, sortOrder: 0, role: null });
  if (!made.ok) throw new Error(made.refusal.kind);
  const carry = async (atMs = Date.now()) => {
    while ((await store.maildrops.carryLocally(accountId, atMs)) > 0);
  };
  const id = await running.emailOf('one');
  await store.emails.update(accountId, [{ id, addKeywords: [], removeKeywords: [], mailboxIds: [made.value.id] }]);
  await carry();
  await store.mailboxes.destroy(accountId, made.value.id, { removeEmails: true, notBeforeMs: Date.now() + day });
  await carry();
  await running.check();
  expect(running.maildrop.messages).toHaveLength(1);
  expect((await store.mailboxes.restore(accountId, made.value.id)).ok).toBe(true);
  expect((await store.emails.summaries(accountId, [id]))[0]?.mailboxIds).toEqual([made.value.id]);
  await store.mailboxes.destroy(accountId, made.value.id, { removeEmails: true, notBeforeMs: Date.now() + day });
  await carry(Date.now() + 2 * day);
  await running.check();
  expect(running.maildrop.messages).toHaveLength(0);
});

test('P9: so many days — counted from the first download; a message goes earlier when it is destroyed here', async () => {
  keeping({ kind: 'days', days: 3 });
  put('one', 'two');
  await running.check();
  await running.destroy('two');
  running.aheadMs = 2 * day;
  await running.check();
  expect(running.maildrop.messages.map(({ uid }) => uid)).toEqual(['uid-one']);
  running.aheadMs = 3 * day + 60_000;
  await running.check();
  expect(running.maildrop.messages).toEqual([]);
  expect(await running.subjects()).toEqual(['one']);
});

test('P9, V5: removed at once, but only after the message is durable here', async () => {
  keeping({ kind: 'remove' });
  put('one', 'two', 'three');
  const { store, accountId } = running.opened;
  running.maildrop.onCommand = async (line) => {
    if (!line.startsWith('DELE')) return;
    const rows = await knownMessages(store, accountId);
    for (const row of rows) expect(await store.maildrops.hasRaw(accountId, row.rawBlobId!)).toBe(true);
    expect(rows.filter(({ state }) => state === 'whole')).toHaveLength(3);
  };
  await running.check();
  expect(running.maildrop.messages).toEqual([]);
  expect(await running.subjects()).toEqual(['one', 'three', 'two']);
  expect(running.maildrop.log.at(-1)).toBe('QUIT');
});

test('P9: the policy can be changed later: what is here by then goes, what is not stays', async () => {
  put('one', 'two');
  running.messageBytes = 400;
  running.maildrop.messages.push({ uid: 'large', raw: mail('large', { body: 'x'.repeat(1000) }) });
  await running.check();
  keeping({ kind: 'remove' });
  await running.check();
  expect(running.maildrop.messages.map(({ uid }) => uid)).toEqual(['large']);
});

test('P8: no answer to QUIT leaves the removal unknown; the next listing decides', async () => {
  keeping({ kind: 'remove' });
  put('one');
  running.maildrop.quitOutcome = 'unknown';
  await running.check();
  expect(running.maildrop.messages).toHaveLength(1);
  running.maildrop.quitOutcome = 'confirmed';
  await running.check();
  expect(running.maildrop.messages).toEqual([]);
  expect(running.maildrop.log.filter((line) => line.startsWith('DELE'))).toEqual(['DELE 1', 'DELE 1']);
  expect(running.maildrop.count('RETR')).toBe(1);
  expect(await running.subjects()).toEqual(['one']);
});

test('V5: a message whose file is missing here is not removed from the server', async () => {
  put('damaged');
  await running.check();
  const { store, accountId, dataDir } = running.opened;
  const [row] = await knownMessages(store, accountId);
  const name = Buffer.from(row!.contentHash!.slice(1), 'base64url').toString('hex');
  await rm(join(dataDir, 'blobs', name.slice(0, 2), name));
  keeping({ kind: 'remove' });
  await running.check();
  expect(running.maildrop.messages).toHaveLength(1);
});

test('P8, V9: while the disk is slow no more than a few megabytes of messages are held, however many and large they are', async () => {
  running.messageBytes = 4 * 1024 * 1024;
  for (let at = 0; at < 8; at += 1)
    running.maildrop.messages.push({ uid: `${at}`, raw: mail(`large ${at}`, { body: 'x'.repeat(1024 * 1024) }) });
  const { maildrops } = running.opened.store;
  const { stageRaw } = maildrops;
  const gate = Promise.withResolvers<void>();
  let held = 0;
  try {
    maildrops.stageRaw = async (octets) => {
      held += 1;
      await gate.promise;
      return stageRaw(octets);
    };
    running.start();
    await running.until(() => held >= 4, 'four of them');
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(held).toBe(4);
    gate.resolve();
    await running.until(() => running.engine.health.state === 'ok', 'the end of the session');
  } finally {
    maildrops.stageRaw = stageRaw;
    gate.resolve();
  }
  expect(await running.subjects()).toHaveLength(8);
});

test('P10: a message above the limit comes as its header first, the rest when somebody opens it', async () => {
  running.messageBytes = 400;
  const raw = mail('large', { body: 'word '.repeat(200) });
  running.maildrop.messages = [{ uid: 'l', raw, listedBytes: raw.length + 7 }];
  running.start();
  await running.until(() => running.engine.health.state === 'ok', 'the first session');
  const { store, accountId } = running.opened;
  const id = await running.emailOf('large');
  const before = (await store.emails.get(accountId, [id]))[0]!;
  expect(before).toMatchObject({ rawBlobId: null, sizeBytes: raw.length + 7, textState: 'absent', isHeaderComplete: true });
  expect(running.maildrop.count('RETR')).toBe(0);
  expect(await store.maildrops.incomplete(accountId)).toEqual({ headersOnly: 1, lost: 0 });
  expect(await running.engine.fetchWhole(id, AbortSignal.timeout(30_000))).toBe(true);
  const after = (await store.emails.get(accountId, [id]))[0]!;
  expect(after).toMatchObject({ id, sizeBytes: raw.length + 7, receivedAtMs: before.receivedAtMs, textState: 'stored' });
  expect(Buffer.from((await store.blobs.read(accountId, after.rawBlobId!))!)).toEqual(raw);
  expect(await store.maildrops.incomplete(accountId)).toEqual({ headersOnly: 0, lost: 0 });
});

test('P10, J24: the rest of a message that its server has no more cannot be had, and is not waited for', async () => {
  running.messageBytes = 400;
  running.maildrop.messages = [{ uid: 'l', raw: mail('large', { body: 'word '.repeat(200) }) }];
  running.start();
  await running.until(() => running.engine.health.state === 'ok', 'the first session');
  running.maildrop.messages = [];
  expect(await running.engine.fetchWhole(await running.emailOf('large'), AbortSignal.timeout(30_000))).toBe(false);
  const { store, accountId } = running.opened;
  expect(await store.maildrops.incomplete(accountId)).toEqual({ headersOnly: 1, lost: 1 });
});

test.each(['refuses', 'breaks'] as const)(
  'P10: a message that the server three times %s to give is taken with its header only; the others come meanwhile',
  async (trouble) => {
    put('one', 'two');
    running.maildrop.messages.push({ uid: 'bad', raw: mail('bad'), trouble });
    for (let round = 0; round < 6; round += 1) {
      running.aheadMs += 60 * 60_000;
      const before = running.maildrop.count('LOGIN');
      await running.until(() => running.maildrop.count('LOGIN') > before && running.maildrop.open === 0, 'a session');
    }
    expect(await running.subjects()).toEqual(['bad', 'one', 'two']);
    expect(running.maildrop.log.filter((line) => line === 'RETR 3')).toHaveLength(3);
    const { store, accountId } = running.opened;
    expect(await store.maildrops.incomplete(accountId)).toEqual({ headersOnly: 1, lost: 0 });
  },
);

test('P11: Gmail shows a part of its mail in each session; sessions go on until there is nothing new', async () => {
  running.showsMoreNextTime = true;
  running.maildrop.hidesRetrieved = true;
  put('one');
  const later = ['two', 'three'];
  running.maildrop.onCommand = (line) => {
    // What QUIT hides makes room for the next part.
    const next = line === 'QUIT' ? later.shift() : undefined;
    if (next !== undefined) put(next);
  };
  await running.check();
  expect(await running.subjects()).toEqual(['one', 'three', 'two']);
  expect(running.maildrop.count('LOGIN')).toBe(4);
});

test('P11: never DELE with recent:', async () => {
  running.settings = { ...defaultPop3Settings, policy: { kind: 'remove' }, recent: true };
  put('one');
  await running.check();
  await running.destroy('one');
  await running.check();
  expect(running.maildrop.count('DELE')).toBe(0);
});

test('P6: never two sessions at once, and none while another process has the lock', async () => {
  put('one');
  const { store, accountId } = running.opened;
  await store.maildrops.makeMailboxes(accountId);
  expect(await store.maildrops.lock(accountId, 'somebody', Date.now() + day)).toBe(true);
  running.start();
  running.engine.checkNow();
  await running.until(async () => !(await store.maildrops.lock(accountId, 'a third', Date.now() + day)), 'the lock is held');
  expect(running.maildrop.count('LOGIN')).toBe(0);
  await store.maildrops.unlock(accountId, 'somebody');
  for (let ask = 0; ask < 20; ask += 1) running.engine.checkNow();
  await running.until(() => running.engine.health.state === 'ok', 'a session');
  for (let ask = 0; ask < 20; ask += 1) running.engine.checkNow();
  await running.until(() => running.maildrop.count('QUIT') >= 2, 'another session');
  expect(running.maildrop.mostOpen).toBe(1);
});

test('P6: a session every ten minutes, or as the account says, and not before LOGIN-DELAY is over, whoever asks', async () => {
  running.maildrop.capabilities = { loginDelaySeconds: 900 };
  running.settings = { ...defaultPop3Settings, intervalMinutes: 5 };
  running.start();
  await running.until(() => running.engine.health.state === 'ok', 'a session');
  const { nextCheckAtMs, loginDelaySeconds } = running.engine.facts;
  expect(loginDelaySeconds).toBe(900);
  expect(Math.round((nextCheckAtMs! - Date.now()) / 60_000)).toBe(15);
  running.engine.checkNow();
  // A whole turn of the loop, which decides not to log in.
  expect(await running.engine.fetchWhole('e0' as EmailId, AbortSignal.timeout(200))).toBe(false);
  expect(running.maildrop.count('LOGIN')).toBe(1);
  running.aheadMs = 16 * 60_000;
  running.engine.checkNow();
  await running.until(() => running.maildrop.count('LOGIN') === 2, 'the next session');
});

test('P6: who opens a mailbox of the account has it looked at, once a minute at most, and not before LOGIN-DELAY is over', async () => {
  running.start();
  await running.until(() => running.engine.health.state === 'ok', 'a session');
  const looks = async () => {
    const before = running.maildrop.count('LOGIN');
    await running.engine.wantWindow();
    // A whole turn of the loop.
    expect(await running.engine.fetchWhole('e0' as EmailId, AbortSignal.timeout(200))).toBe(false);
    return running.maildrop.count('LOGIN') - before;
  };
  expect(await looks()).toBe(0);
  running.aheadMs = 61_000;
  running.maildrop.capabilities = { loginDelaySeconds: 300 };
  await running.engine.wantWindow();
  await running.until(() => running.maildrop.count('LOGIN') === 2 && running.engine.health.state === 'ok', 'a look');
  running.aheadMs = 122_000;
  expect(await looks()).toBe(0);
});

test('P5: a plain refusal is tried once more after a minute before it is said; [AUTH] is said at once', async () => {
  const refusal = (code: string) => new MailError('login-refused', 'no', { stage: 'auth', code });
  running.maildrop.refusesLogin = refusal('ERR');
  running.start();
  await running.until(() => running.engine.health.state === 'retrying', 'the first refusal');
  expect(Math.round((running.engine.health.retryAtMs! - Date.now()) / 1000)).toBe(60);
  running.engine.hurry();
  await running.until(() => running.engine.health.state === 'needs-you', 'the second');
  await running.stop();
  running.maildrop.refusesLogin = refusal('AUTH');
  await running.until(() => running.engine.health.state === 'needs-you', 'a certain refusal');
});

test('P5: a maildrop that another client holds is asked for again, and nobody is troubled', async () => {
  put('one');
  running.maildrop.refusesLogin = new MailError('temporary', 'locked', { stage: 'auth', code: 'IN-USE' });
  running.start();
  await running.until(() => running.engine.health.state === 'retrying', 'the lock');
  running.maildrop.refusesLogin = null;
  running.engine.checkNow();
  await running.until(() => running.engine.health.state === 'ok', 'the end of the lock');
  expect(await running.subjects()).toEqual(['one']);
});

test('P9: EXPIRE is told', async () => {
  running.maildrop.capabilities = { expireDays: 30 };
  await running.check();
  expect(running.engine.facts.expireDays).toBe(30);
});

test('V5: another client that removes mail takes nothing away here', async () => {
  put('one', 'two');
  await running.check();
  running.maildrop.messages = [];
  await running.check();
  expect(await running.subjects()).toEqual(['one', 'two']);
});
