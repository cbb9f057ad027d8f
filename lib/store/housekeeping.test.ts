import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openStore } from './index.ts';
import { emailContent, syncedMessage } from './testing/store-content.ts';
import { openTestStore, type TestStore } from './testing/test-store.ts';
import { wrongCounts } from './testing/verify-counts.ts';

let t: TestStore;
beforeEach(async () => {
  t = await openTestStore();
});
afterEach(async () => {
  vi.useRealTimers();
  await t.close();
});

const dayMs = 24 * 60 * 60_000;
/** Moves everything that has a date in the log to so many days ago. */
async function age(days: number): Promise<void> {
  await t.store.close();
  const db = new DatabaseSync(join(t.dataDir, 'postern.db'));
  db.prepare('update change_mark set at_ms = at_ms - ?').run(days * dayMs);
  db.close();
  await t.reopen();
}

test('/changes answers from any state of 30 days; what was destroyed before is forgotten and an older state is refused', async () => {
  const inbox = await t.mailbox('INBOX');
  const first = await t.store.state(t.accountId, 'Email');
  const ids = await t.pass(inbox, { appeared: Array.from({ length: 1300 }, (_, index) => syncedMessage(index + 1, `m${index}`)) });
  await t.store.emails.destroy(t.accountId, ids.slice(0, 1200));
  const old = await t.store.state(t.accountId, 'Email');
  await age(29);
  await t.pass(inbox, { appeared: [syncedMessage(2000, 'later')] });
  await t.store.tidy();
  expect(await t.store.changes(t.accountId, 'Email', first, null)).toMatchObject({ destroyed: [] });
  await age(2);
  await t.store.tidy();
  // The mark that is 31 days old was made before the first message; the one of the second day lies behind everything destroyed.
  await age(30);
  await t.pass(inbox, { appeared: [syncedMessage(2001, 'latest')] });
  await t.store.tidy();
  expect(await t.store.changes(t.accountId, 'Email', first, null)).toBeNull();
  const since = await t.store.changes(t.accountId, 'Email', old, null);
  expect(since).toMatchObject({ destroyed: [], updated: [] });
  expect(since?.created).toHaveLength(2);
  const db = new DatabaseSync(join(t.dataDir, 'postern.db'), { readOnly: true });
  expect(db.prepare('select count(*) n from change where is_destroyed = 1 and type = 1').get()).toEqual({ n: 0 });
  db.close();
  expect(wrongCounts(t.dataDir)).toEqual([]);
});

test('the log is copied into the database file when nobody has asked for anything for a moment', async () => {
  const inbox = await t.mailbox('INBOX');
  const [emailId] = await t.pass(inbox, { appeared: [syncedMessage(1, 'm1')] });
  const partBytes = 12_000_000;
  const parts = [{ partId: '1', bytes: new Uint8Array(partBytes).fill(7) }];
  await t.store.emails.storeText(t.accountId, [{ emailId: emailId!, search: '', preview: '', parts }]);
  await vi.waitFor(async () => expect((await stat(join(t.dataDir, 'postern.db'))).size).toBeGreaterThan(partBytes), {
    timeout: 30_000,
    interval: 20,
  });
});

test('cached parts are kept up to the limit, the ones read last stay; uploads and own mail are not touched', async () => {
  await t.store.close();
  const store = await openStore({ dataDir: t.dataDir, cachedPartBytes: 10_000 });
  try {
    const inbox = (await store.mailboxes.syncRows(t.accountId)).find(({ role }) => role === 'inbox')!.id;
    const { created } = await store.emails.applyPass(t.accountId, inbox, {
      uidValidity: 1,
      appeared: Array.from({ length: 20 }, (_, index) => syncedMessage(index + 1, `m${index}`)),
      flags: [],
      vanished: [],
      checkpoint: null,
    });
    const upload = await store.blobs.put(t.accountId, new Uint8Array(50_000), 'application/octet-stream');
    const raw = await store.blobs.put(t.accountId, new TextEncoder().encode('Subject: own\r\n\r\nown'), 'message/rfc822');
    await store.emails.create(t.accountId, { content: emailContent('own'), rawBlobId: raw.blobId, mailboxIds: [inbox], keywords: [] });
    for (const emailId of created) {
      await store.emails.storeText(t.accountId, [
        { emailId, search: 'words', preview: '', parts: [{ partId: '1', bytes: new Uint8Array(1000).fill(7) }] },
      ]);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(await store.emails.cachedPart(t.accountId, created[0]!, '1')).toHaveLength(1000);
    await store.tidy();
    const kept = await Promise.all(created.map((id) => store.emails.cachedPart(t.accountId, id, '1')));
    expect(kept.filter((bytes) => bytes !== null)).toHaveLength(10);
    expect(kept[0]).not.toBeNull();
    expect(kept[1]).toBeNull();
    expect(kept[19]).not.toBeNull();
    expect((await store.blobs.read(t.accountId, upload.blobId))?.length).toBe(50_000);
    expect(await store.blobs.read(t.accountId, raw.blobId)).not.toBeNull();
  } finally {
    await store.close();
  }
});

test('the full-text index finds the same after its pieces were joined', async () => {
  const inbox = await t.mailbox('INBOX');
  for (let batch = 0; batch < 12; batch += 1)
    await t.pass(inbox, {
      appeared: Array.from({ length: 30 }, (_, index) =>
        syncedMessage(batch * 30 + index + 1, `b${batch}x${index}`, { subject: `word${index} all` }),
      ),
    });
  const find = async (text: string) => {
    const result = await t.store.emails.query(t.accountId, {
      filter: { op: 'text', field: 'any', text },
      sort: [],
      collapseThreads: false,
      position: 0,
      anchor: null,
      anchorOffset: 0,
      limit: null,
      calculateTotal: true,
    });
    return 'ids' in result ? result.ids : [];
  };
  const before = await Promise.all(['all', 'word7', 'wor'].map(find));
  await t.store.tidy();
  expect(await Promise.all(['all', 'word7', 'wor'].map(find))).toEqual(before);
  expect(before.map(({ length }) => length)).toEqual([360, 12, 360]);
});

test('a second server on the same data folder is refused with a plain sentence; a killed one leaves no lock', async () => {
  await expect(openStore({ dataDir: t.dataDir })).rejects.toMatchObject({ kind: 'storage', code: 'DATA_IN_USE' });
  await t.store.close();
  const script = join(t.dataDir, 'child.ts');
  await writeFile(
    script,
    `import { openStore } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
     await openStore({ dataDir: ${JSON.stringify(t.dataDir)} });
     console.log('open');`,
  );
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  await expect(openStore({ dataDir: t.dataDir })).rejects.toMatchObject({
    code: 'DATA_IN_USE',
    message: `another Postern is already running on the data folder ${t.dataDir}`,
  });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await rm(script);
  await t.reopen();
  expect(await t.store.mailboxes.get(t.accountId, null)).toHaveLength(5);
});
