import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAccountBook } from '#lib/accounts/index.ts';
import { type AccountId, type EmailId, isMailError } from '#lib/mail/index.ts';
import { createVault, openMasterKeys } from '#lib/security/index.ts';
import type { Store } from '#lib/store/index.ts';
import { openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import { contentOfRaw } from '#lib/sync/index.ts';
import { mail, RunningMaildrop } from '#lib/sync/pop3/testing/running-maildrop.ts';
import { verify } from './verify.ts';

let house: TestStore;
let running: RunningMaildrop;
let accountId: AccountId;
beforeEach(async () => {
  house = await openTestStore([]);
  running = await RunningMaildrop.open(house);
  ({ accountId } = running.opened);
  running.maildrop.messages = ['one', 'two', 'three'].map((subject) => ({ uid: subject, raw: mail(subject) }));
  await running.check();
});
afterEach(() => house.close());

const pathOf = async (subject: string): Promise<string> => {
  const email = (await running.list()).find((each) => each.subject === subject);
  const name = Buffer.from(email!.rawBlobId!.slice(1), 'base64url').toString('hex');
  return join(house.dataDir, 'blobs', name.slice(0, 2), name);
};

async function verified(isRebuild = false): Promise<{ code: number; said: string }> {
  let said = '';
  const code = await verify({ dataDir: house.dataDir, isRebuild, write: (text) => (said += text) });
  return { code, said };
}

async function subjects(store: Store, role: string): Promise<string[]> {
  const mailbox = (await store.mailboxes.get(accountId, null)).find((each) => each.role === role);
  const found = await store.emails.query(accountId, {
    filter: { op: 'in-mailbox', mailboxId: mailbox!.id },
    ...{ sort: [], collapseThreads: false, position: 0, anchor: null, anchorOffset: 0, limit: null, calculateTotal: false },
  });
  const ids: EmailId[] = 'ids' in found ? found.ids : [];
  return (await store.emails.summaries(accountId, ids)).map(({ subject }) => subject ?? '').sort();
}

test('verify: all is well where nothing happened, and a running server is not disturbed', async () => {
  await expect(verified()).rejects.toSatisfy((error) => isMailError(error) && error.code === 'DATA_IN_USE');
  await house.store.close();
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', 'cli/postern.ts', 'verify'], {
    cwd: new URL('..', import.meta.url).pathname,
    env: { ...process.env, POSTERN_DATA: house.dataDir },
  });
  expect(stdout).toContain('3 files of mail');
  expect(stdout).toContain('All is well.');
});

test('verify: one bit that changed is found, and which message in which folder it was', async () => {
  const path = await pathOf('two');
  await house.store.close();
  const octets = await readFile(path);
  octets[20] = octets[20]! ^ 1;
  await writeFile(path, octets);
  const { code, said } = await verified();
  expect(code).toBe(1);
  expect(said).toContain(`Damaged: ${path}`);
  expect(said).toMatch(/@pop\.test, Inbox: “two” of \d{4}-/);
  expect(said).not.toContain('“one”');
});

test('verify: a file that is missing is named with its message, and a file that no row names is told of', async () => {
  const path = await pathOf('three');
  const staged = await house.store.maildrops.stageRaw(mail('orphan'));
  await house.store.maildrops.placeRaws([staged]);
  await house.store.close();
  await rm(path);
  const { code, said } = await verified();
  expect(code).toBe(1);
  expect(said).toContain(`Missing: ${path}`);
  expect(said).toContain('“three”');
  expect(said).toContain(`No row names ${join(house.dataDir, 'blobs')}`);
  expect(said).toContain(Buffer.from(staged.blobId.slice(1), 'base64url').toString('hex'));
});

test('verify --rebuild: without its database the mail comes back from its files, once, and nothing is fetched again', async () => {
  const { store } = house;
  const sent = (await store.mailboxes.get(accountId, null)).find(({ role }) => role === 'sent')!;
  const raw = mail('made here');
  const { blobId } = await store.blobs.put(accountId, raw, 'message/rfc822');
  await store.emails.create(accountId, { content: contentOfRaw(raw, Date.now()), rawBlobId: blobId, mailboxIds: [sent.id], keywords: [] });
  const dates = Object.fromEntries((await running.list()).map(({ subject, receivedAtMs }) => [subject, receivedAtMs]));
  await store.close();
  for (const suffix of ['', '-wal', '-shm']) await rm(join(house.dataDir, `postern.db${suffix}`), { force: true });

  const before = await verified();
  expect(before.code).toBe(1);
  expect(before.said).toContain('There is no database.');
  const { code, said } = await verified(true);
  expect(code).toBe(0);
  expect(said).toContain('3 messages into Inbox, 1 that were made here into Sent.');
  expect(said).toContain('Lost with the database: folders, stars');
  expect((await verified()).said).toContain('All is well.');

  const again = await house.reopen();
  // No password is in the files: nobody logs in with nothing, and the person signs in again.
  const vault = createVault(openMasterKeys({ from: 'environment', reveal: () => [Buffer.alloc(32, 7)] }, { databaseExists: true }));
  const account = await again.people.account(accountId);
  const opened = createAccountBook({ store: again, vault }).openCredential(accountId, account!.personId);
  await expect(opened).rejects.toMatchObject({ kind: 'login-refused' });
  expect(await subjects(again, 'inbox')).toEqual(['one', 'three', 'two']);
  expect(await subjects(again, 'sent')).toEqual(['made here']);
  const after = RunningMaildrop.over(house, accountId, running.maildrop);
  const fetched = running.maildrop.count('RETR');
  await after.check();
  expect(running.maildrop.count('RETR')).toBe(fetched);
  expect(Object.fromEntries((await after.list()).map(({ subject, receivedAtMs }) => [subject, receivedAtMs]))).toEqual(dates);
});
