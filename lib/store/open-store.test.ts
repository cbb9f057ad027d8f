import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AccountId, isMailError, newId } from '#lib/mail/index.ts';
import type { CommitEvent } from './api.ts';
import { openStore } from './index.ts';
import { Connection } from './sqlite/connection.ts';
import { migrate } from './sqlite/migrate.ts';
import { syncedMessage } from './testing/store-content.ts';
import { addTestPerson, openTestStore, type TestStore } from './testing/test-store.ts';
import { wrongCounts } from './testing/verify-counts.ts';

let t: TestStore;
beforeEach(async () => {
  t = await openTestStore();
});
afterEach(() => t.close());

const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

test('nobody else can read the folder, the database or the octets', async () => {
  await t.store.blobs.put(t.accountId, new Uint8Array([1]), 'text/plain');
  expect(await mode(t.dataDir)).toBe('700');
  for (const name of await readdir(t.dataDir))
    expect(`${name} ${await mode(join(t.dataDir, name))}`).toMatch(name === 'blobs' ? / 700$/ : / 600$/);
  for (const folder of await readdir(join(t.dataDir, 'blobs'))) expect(await mode(join(t.dataDir, 'blobs', folder))).toBe('700');
});

test('a database of a newer version is refused and left alone', async () => {
  await t.store.close();
  const db = new DatabaseSync(join(t.dataDir, 'postern.db'));
  db.exec('pragma user_version = 999');
  db.close();
  const error: unknown = await openStore({ dataDir: t.dataDir }).catch((reason: unknown) => reason);
  expect(isMailError(error) && [error.kind, error.code]).toEqual(['storage', 'NEWER_DATABASE']);
  const again = new DatabaseSync(join(t.dataDir, 'postern.db'));
  expect(again.prepare('pragma user_version').get()).toEqual({ user_version: 999 });
  again.exec('pragma user_version = 1');
  again.close();
  await t.reopen().catch(() => undefined);
});

test('settled 8: steps run in order, one transaction each, after a copy; a failing step changes nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'postern-migrate-'));
  const path = join(folder, 'x.db');
  const connection = new Connection(path, { readOnly: false, cacheBytes: 1024 * 1024 });
  try {
    const first = { name: 'first', sql: 'create table a (x integer); insert into a values (1);' };
    const second = { name: 'second', sql: 'alter table a add column y integer; update a set y = x + 1;' };
    migrate(connection, path, [first]);
    expect(await readdir(folder)).not.toContain('x.db.before-2');
    expect(() => migrate(connection, path, [first, { name: 'broken', sql: 'update a set x = 5; update nothing set x = 1;' }])).toThrow(
      /broken/,
    );
    expect(connection.all('select * from a')).toEqual([{ x: 1 }]);
    migrate(connection, path, [first, second]);
    expect(connection.all('select * from a')).toEqual([{ x: 1, y: 2 }]);
    expect(connection.get('pragma user_version')).toEqual({ user_version: 2 });
    const copy = new DatabaseSync(join(folder, 'x.db.before-2'), { readOnly: true });
    expect(copy.prepare('select * from a').all()).toEqual([{ x: 1 }]);
    copy.close();
    expect(await mode(join(folder, 'x.db.before-2'))).toBe('600');
  } finally {
    connection.close();
    await rm(folder, { recursive: true });
  }
});

test('a commit event comes after the commit and names exactly the moved states; a bad listener harms nobody', async () => {
  const events: CommitEvent[] = [];
  t.store.onCommit(() => {
    throw new Error('bad listener');
  });
  const off = t.store.onCommit((event) => events.push(event));
  const inbox = await t.mailbox('INBOX');
  await t.pass(inbox, { appeared: [syncedMessage(1, 'one')] });
  const states = await t.store.states(t.accountId);
  expect(events).toEqual([
    {
      accountId: t.accountId,
      states: { EmailDelivery: states.EmailDelivery, Mailbox: states.Mailbox, Email: states.Email, Thread: states.Thread },
    },
  ]);
  await t.pass(inbox, { appeared: [syncedMessage(1, 'one')] });
  off();
  await t.pass(inbox, { appeared: [syncedMessage(2, 'two')] });
  expect(events).toHaveLength(1);
});

test('states and data outlive a restart', async () => {
  const inbox = await t.mailbox('INBOX');
  const [id] = await t.pass(inbox, { appeared: [syncedMessage(1, 'one')] });
  const states = await t.store.states(t.accountId);
  await t.reopen();
  expect(await t.store.states(t.accountId)).toEqual(states);
  expect(await t.store.emails.get(t.accountId, [id!])).toHaveLength(1);
});

test('RFC 8620 §5.2: from a state of another epoch, of no form or yet to come nothing is calculated', async () => {
  const [epoch] = (await t.store.state(t.accountId, 'Email')).split('.');
  const forms = ['', 'x', 'other.3', `${epoch}.999999`, `${epoch}.-1`, `${epoch}.1e3`, `${epoch}.`, `${epoch}.1' or 1`];
  for (const form of forms) expect(await t.store.changes(t.accountId, 'Email', form, null), form).toBeNull();
});

test('reads go on while the writer works', async () => {
  const inbox = await t.mailbox('INBOX');
  await t.pass(inbox, { appeared: [syncedMessage(1, 'one')] });
  let isWriting = true;
  const writing = Promise.all(
    Array.from({ length: 6 }, (_, batch) =>
      t.pass(inbox, {
        appeared: Array.from({ length: 500 }, (_each, index) => syncedMessage(2 + batch * 500 + index, `w${batch}-${index}`)),
      }),
    ),
  ).then(() => {
    isWriting = false;
  });
  let reads = 0;
  while (isWriting) {
    const [mailbox] = await t.store.mailboxes.get(t.accountId, [inbox]);
    // Whole transactions only: one message and full batches.
    expect((mailbox!.totalEmails - 1) % 500).toBe(0);
    reads += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await writing;
  expect(reads).toBeGreaterThan(3);
});

test('a refused operation changes nothing and leaves the writer usable', async () => {
  await expect(t.store.emails.update(newId('a'), [])).rejects.toMatchObject({ kind: 'not-found' });
  await expect(
    t.store.emails.applyPass(t.accountId, newId('m'), { uidValidity: 1, appeared: [], flags: [], vanished: [], checkpoint: null }),
  ).rejects.toMatchObject({ kind: 'not-found' });
  expect(await t.pass(await t.mailbox('INBOX'), { appeared: [syncedMessage(1, 'one')] })).toHaveLength(1);
});

test('after close every call is refused', async () => {
  await t.store.close();
  await expect(t.store.people.eraseDemo()).rejects.toMatchObject({ kind: 'storage' });
  await t.reopen().catch(() => undefined);
});

test('two accounts never see each other’s mail, mailboxes, threads, octets or changes', async () => {
  const other = await addTestPerson(t.store, 'eve@a.example');
  const inbox = await t.mailbox('INBOX');
  const [id] = await t.pass(inbox, { appeared: [syncedMessage(1, 'one')] });
  const [{ threadId } = { threadId: '' }] = await t.store.emails.summaries(t.accountId, [id!]);
  const blob = await t.store.blobs.put(t.accountId, new Uint8Array([7]), 'text/plain');
  const eve = other.accountId;
  expect(await t.store.emails.get(eve, [id!])).toEqual([]);
  expect(await t.store.emails.threads(eve, [threadId])).toEqual([]);
  expect(await t.store.emails.locate(eve, id!)).toBeNull();
  expect(await t.store.mailboxes.get(eve, [inbox])).toEqual([]);
  expect(await t.store.blobs.stat(eve, blob.blobId)).toBeNull();
  expect(await t.store.blobs.read(eve, blob.blobId)).toBeNull();
  expect(
    (await t.store.emails.update(eve, [{ id: id!, addKeywords: ['$seen'], removeKeywords: [], mailboxIds: null }])).get(id!),
  ).toMatchObject({ ok: false });
  expect((await t.store.emails.destroy(eve, [id!])).get(id!)).toMatchObject({ ok: false });
  const query = { sort: [], collapseThreads: false, position: 0, anchor: null, anchorOffset: 0, limit: null, calculateTotal: true };
  for (const filter of [
    null,
    { op: 'in-mailbox', mailboxId: inbox },
    { op: 'text', field: 'any', text: 'subject' },
    {
      op: 'and',
      terms: [
        { op: 'in-mailbox', mailboxId: inbox },
        { op: 'has-attachment', has: false },
      ],
    },
  ] as const)
    expect(
      await t.store.emails.query(eve, { ...query, filter: filter as Parameters<typeof t.store.emails.query>[1]['filter'] }),
    ).toMatchObject({ ids: [], total: 0 });
  expect(await t.store.changes(eve, 'Email', await t.store.state(t.accountId, 'Email'), null)).toBeNull();
});

test('a removed account is gone at once and its rows follow, also after a restart', async () => {
  const inbox = await t.mailbox('INBOX');
  await t.pass(inbox, { appeared: Array.from({ length: 50 }, (_, index) => syncedMessage(index + 1, `m${index}`, { flags: ['work'] })) });
  await t.store.people.createSession({
    tokenHash: 'h',
    personId: t.personId,
    nowMs: Date.now(),
    expiresAtMs: Date.now() + 1e6,
    userAgent: null,
  });
  await t.store.people.removeAccount(t.accountId);
  expect(await t.store.people.account(t.accountId)).toBeNull();
  expect(await t.store.people.sealedCredential(t.accountId, t.personId)).toBeNull();
  expect(await t.store.people.sessionByHash('h', Date.now())).toBeNull();
  await expect(t.store.mailboxes.get(t.accountId, null)).rejects.toMatchObject({ kind: 'not-found' });
  await t.reopen();
  const db = new DatabaseSync(join(t.dataDir, 'postern.db'), { readOnly: true });
  const left = () =>
    [
      'account',
      'person',
      'email',
      'email_pack',
      'thread',
      'thread_mailbox',
      'membership',
      'location',
      'mid',
      'mid_fresh',
      'change',
      'change_range',
      'mailbox',
      'keyword',
      'identity',
    ].filter((table) => (db.prepare(`select count(*) n from ${table}`).get() as { n: number }).n > 0);
  while (left().length > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(left()).toEqual([]);
  db.close();
});

test('G3: an intent that was answered survives kill -9', async () => {
  await t.store.close();
  const script = join(t.dataDir, 'child.ts');
  // Answers a click as the gateway does, then says so; is killed at once.
  await writeFile(
    script,
    `import { openStore } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
     const store = await openStore({ dataDir: ${JSON.stringify(t.dataDir)} });
     const accountId = ${JSON.stringify(t.accountId)};
     const [inbox] = (await store.mailboxes.syncRows(accountId)).filter((row) => row.role === 'inbox');
     const { syncedMessage } = await import(${JSON.stringify(new URL('./testing/store-content.ts', import.meta.url).href)});
     for (let n = 1; ; n++) {
       const { created } = await store.emails.applyPass(accountId, inbox.id, { uidValidity: 1, appeared: [syncedMessage(n, 'k' + n)], flags: [], vanished: [], checkpoint: null });
       await store.emails.update(accountId, [{ id: created[0], addKeywords: ['$flagged'], removeKeywords: [], mailboxIds: null }]);
       console.log(created[0]);
     }`,
  );
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const answered: string[] = [];
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    answered.push(line);
    if (answered.length === 20) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  await rm(script);
  await t.reopen().catch(() => undefined);
  const intents = await t.store.intents.nextBatch(t.accountId as AccountId, Date.now(), 1000);
  const carried = new Set(intents.map(({ work }) => 'emailId' in work && work.emailId));
  expect(answered.length).toBeGreaterThanOrEqual(20);
  for (const id of answered) expect(carried).toContain(id);
  expect((await t.store.emails.summaries(t.accountId, answered)).every(({ keywords }) => keywords.includes('$flagged'))).toBe(true);
  expect(wrongCounts(t.dataDir)).toEqual([]);
});
