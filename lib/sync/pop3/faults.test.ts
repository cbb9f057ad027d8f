import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { defaultPop3Settings, type Pop3Policy } from '#lib/mail/index.ts';
import { knownMessages } from '#lib/store/testing/known-messages.ts';
import { openTestStore, type TestStore } from '#lib/store/testing/test-store.ts';
import { mail, RunningMaildrop } from './testing/running-maildrop.ts';

// Rows of faults.json that concern the engine and are no rule of their own; each test is called as its row. The others: `pop3-retr-short`,
// `pop3-retr-endless`, `pop3-quit-err`, `pop3-drop-before-quit` and `pop3-stls-trailing` are tests of the client, `pop3-kill` has a file.

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

test.each([
  ['STAT counts another number', { stat: 7 }, ['one', 'three', 'two']],
  ['LIST leaves one out', { list: [2] }, ['one', 'three', 'two']],
  ['UIDL leaves one out', { uidl: [2] }, ['one', 'three']],
] as const)('pop3-stat-lies: %s — UIDL counts, and nothing is removed until the server agrees with itself', async (_, lies, known) => {
  keeping({ kind: 'remove' });
  put('one', 'two', 'three');
  running.maildrop.lies = lies as { list?: number[] };
  await running.check();
  await running.check();
  expect(await running.subjects()).toEqual(known);
  expect(running.maildrop.count('DELE')).toBe(0);
  const { store, accountId } = running.opened;
  expect((await knownMessages(store, accountId)).filter(({ isGone }) => isGone)).toEqual([]);
  running.maildrop.lies = {};
  await running.check();
  expect(running.maildrop.messages).toEqual([]);
  expect(await running.subjects()).toEqual(['one', 'three', 'two']);
  expect(running.maildrop.count('RETR')).toBe(3);
});

test('pop3-number-shift: what is removed is named by the ids of the same session, whatever number it had before', async () => {
  keeping({ kind: 'until-deleted' });
  put('one', 'two', 'three');
  await running.check();
  await running.destroy('two');
  // Another client took the first, and there is a new one in front of the rest.
  running.maildrop.messages.splice(0, 1, { uid: 'uid-new', raw: mail('new') }, { uid: 'uid-newer', raw: mail('newer') });
  await running.check();
  expect(running.maildrop.log.filter((line) => line.startsWith('DELE'))).toEqual(['DELE 3']);
  expect(running.maildrop.messages.map(({ uid }) => uid)).toEqual(['uid-new', 'uid-newer', 'uid-three']);
});

test('pop3-uidl-duplicate: of two messages with one id, the one that is destroyed here is the one that goes', async () => {
  keeping({ kind: 'until-deleted' });
  running.maildrop.messages = ['one', 'two'].map((subject) => ({ uid: 'same', raw: mail(subject) }));
  await running.check();
  expect(await running.subjects()).toEqual(['one', 'two']);
  await running.destroy('two');
  await running.check();
  expect(running.maildrop.messages.map(({ raw }) => raw)).toEqual([mail('one')]);
  await running.check();
  expect(await running.subjects()).toEqual(['one']);
});

test('pop3-disk-full: what cannot be written here stays on the server, is said, and comes when there is room', async () => {
  keeping({ kind: 'remove' });
  put('one', 'two');
  const { dataDir } = running.opened;
  const temporary = join(dataDir, 'blobs', 'temporary');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(join(dataDir, 'blobs'), { recursive: true });
  // Nothing can be opened below it: as little as on a full disk.
  await writeFile(temporary, '');
  try {
    for (let round = 0; round < 4; round += 1) {
      running.aheadMs += 60 * 60_000;
      const before = running.maildrop.count('LOGIN');
      await running.until(
        () => running.maildrop.count('LOGIN') > before && running.maildrop.open === 0 && running.engine.health.state === 'retrying',
        'a session that fails',
      );
      expect(running.engine.health.error).toMatchObject({ kind: 'storage', stage: 'store' });
    }
  } finally {
    await rm(temporary, { force: true });
    await mkdir(temporary);
  }
  expect(running.maildrop.count('DELE') + running.maildrop.count('QUIT')).toBe(0);
  expect(running.maildrop.messages).toHaveLength(2);
  running.aheadMs += 60 * 60_000;
  await running.check();
  // Whole, and not with its header only: the server never failed.
  expect((await running.list()).map(({ subject, rawBlobId }) => [subject, rawBlobId !== null]).sort()).toEqual([
    ['one', true],
    ['two', true],
  ]);
  expect(running.maildrop.messages).toEqual([]);
});

test('pop3-list-huge: of 50,000 messages the newest page is here before the rest has come, and a download that broke goes on where it stopped', async () => {
  const { maildrop } = running;
  maildrop.messages = Array.from({ length: 50_000 }, (_, at) => ({
    uid: `uid-${at}`,
    listedBytes: 300,
    get raw() {
      return mail(`Huge ${at}`);
    },
  }));
  const broken = maildrop.messages[49_849]!;
  broken.trouble = 'breaks';
  const asked = () => maildrop.log.filter((line) => line.startsWith('RETR')).map((line) => Number(line.slice(5)));
  /** After so many messages the server says nothing until the test goes on. */
  const stopAfter = (most: number) => {
    const gate = Promise.withResolvers<void>();
    maildrop.onCommand = (line) => (line.startsWith('RETR') && asked().length > most ? gate.promise : undefined);
    return gate;
  };
  const first = stopAfter(150);
  running.start();
  await running.engine.ready(AbortSignal.timeout(30_000));
  const here = async () => (await running.list()).map(({ subject }) => Number(subject?.slice(5)));
  await running.until(async () => asked().length > 150 && (await here()).length >= 50, 'the first page');
  expect(asked()).toHaveLength(151);
  const page = await here();
  expect(page.length).toBeLessThanOrEqual(150);
  for (let at = 49_950; at < 50_000; at += 1) expect(page).toContain(at);

  const second = stopAfter(400);
  first.resolve();
  await running.until(() => running.engine.health.state === 'retrying', 'the session is over');
  const kept = await here();
  expect(kept).toHaveLength(150);
  delete broken.trouble;
  const before = asked().length;
  running.engine.checkNow();
  await running.until(async () => (await here()).length >= 200, 'the next ones');
  const again = asked().slice(before);
  expect(again.filter((number) => kept.includes(number - 1))).toEqual([]);
  expect(again.slice(0, 3)).toEqual([49_849, 49_848, 49_847]);
  second.resolve();
});
