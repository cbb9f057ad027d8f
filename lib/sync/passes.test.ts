import { expect, onTestFinished, test } from 'vitest';
import { startModelImap } from '#lib/imap/testing/model-imap-server.ts';
import { ModelMail } from '#lib/imap/testing/model-mail.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { DirtyMailboxes } from './dirty-mailboxes.ts';
import { isSynced } from './mailbox-urgency.ts';
import { Passes } from './passes.ts';
import { RightsPolls } from './rights-polls.ts';
import { runPass, type SyncedRow } from './run-pass.ts';
import { differing, indexPicture, otherPicture } from './testing/compare-with-server.ts';
import { full, without } from './testing/house.ts';
import { modelClient } from './testing/other-client.ts';
import { RunningAccount } from './testing/running-account.ts';
import { UidValidities } from './uid-validities.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };
const message = (name: string) => `Message-ID: <${name}@example.test>\r\nSubject: ${name}\r\n\r\nText of ${name}\r\n`;
const classes = [
  { name: 'QRESYNC', capabilities: full },
  { name: 'CONDSTORE', capabilities: without('QRESYNC') },
  { name: 'neither', capabilities: without('QRESYNC', 'CONDSTORE', 'ENABLE') },
];

/** An account that is in sync and stands still, with a session of its own. */
async function atRest(capabilities: readonly string[]) {
  const mail = new ModelMail(['INBOX', 'Drafts', 'Sent', 'Trash', 'Archive']);
  for (const name of ['one', 'two', 'three']) mail.append('INBOX', message(name));
  const server = await startModelImap(mail, { capabilities });
  const account = await RunningAccount.start((purpose, options) =>
    openTestSession(server.port, { ...options, idleConnection: purpose === 'watch' }),
  );
  onTestFinished(async () => {
    await account.stop();
    await server[Symbol.asyncDispose]();
  });
  await account.settle({ passAll: true });
  await account.pause();
  const stop = new AbortController();
  const { store, accountId } = account;
  const context = { accountId, store, log: silent, nowMs: Date.now, signal: stop.signal, validities: new UidValidities() };
  const session = await openTestSession(server.port, { signal: stop.signal });
  onTestFinished(() => session.destroy());
  const row = async (path: string): Promise<SyncedRow> => {
    const found = (await store.mailboxes.syncRows(accountId)).find((each) => each.path === path);
    if (found === undefined || !isSynced(found)) throw new Error(`no mailbox ${path}`);
    return found;
  };
  const subjects = async () => {
    const { id } = await row('INBOX');
    const uids = (await store.emails.knownUids(accountId, id, null)).map(({ uid }) => uid);
    const emails = await store.emails.summaries(accountId, await store.emails.idsOfUids(accountId, id, uids));
    return emails.map(({ subject, keywords }) => [subject, ...keywords].join(' '));
  };
  const isTrue = async () => expect(differing(await otherPicture(modelClient(mail)), await indexPicture(store, accountId))).toEqual([]);
  return { mail, account, context, session, row, subjects, isTrue };
}

test.each(classes)(
  'J1, G2: a pass that leaves out what is new learns flags and deletions and leaves the checkpoint where it was ($name)',
  async ({ capabilities }) => {
    const { mail, context, session, row, subjects, isTrue } = await atRest(capabilities);
    const options = { passOther: async () => true, isThorough: false, shownMost: null };
    const before = (await row('INBOX')).checkpoint;
    mail.append('INBOX', message('four'));
    mail.mailbox('INBOX').setFlag(1, '\\Flagged', true);
    mail.mailbox('INBOX').expunge([2]);
    await runPass(context, session, await row('INBOX'), { ...options, skipsFresh: true });
    expect((await row('INBOX')).checkpoint).toEqual(before);
    expect((await subjects()).filter((each) => each?.includes('four'))).toEqual([]);
    expect(await subjects()).toContain('one $flagged');
    await runPass(context, session, await row('INBOX'), { ...options, skipsFresh: false });
    await runPass(context, session, await row('INBOX'), { ...options, skipsFresh: false });
    expect((await row('INBOX')).checkpoint.uidNext).toBe(5);
    expect(await subjects()).toContain('four');
    await context.store.emails.releaseHeld(context.accountId, Date.now() + 60_000);
    await isTrue();
  },
);

test('J1: before what is new is published, the mailbox that it may have come from is looked at: the Email keeps its id', async () => {
  const { mail, account, context, session, row, isTrue } = await atRest(full);
  const { store, accountId } = account;
  const dirty = new DirtyMailboxes(context, () => undefined);
  const passes = new Passes({ context, dirty, rights: new RightsPolls(context), shownMost: null, onMisplaced: () => undefined });
  const [id] = await store.emails.idsOfUids(accountId, (await row('INBOX')).id, [2]);
  mail.move(mail.mailbox('INBOX'), [2], mail.mailbox('Archive'));
  expect(await passes.over(session, await row('Archive'))).toBe(0);
  expect(await store.emails.idsOfUids(accountId, (await row('Archive')).id, [1])).toEqual([id]);
  expect(passes.passedAtMs((await row('INBOX')).id)).toBeGreaterThan(0);
  await isTrue();
});

test('a mailbox that is gone or refuses costs itself a turn; what is wrong with the connection is no matter of the mailbox', async () => {
  const { mail, context, session, row } = await atRest(full);
  const misplaced: boolean[] = [];
  const dirty = new DirtyMailboxes(context, () => undefined);
  const onMisplaced = (isCertain: boolean) => misplaced.push(isCertain);
  const passes = new Passes({ context, dirty, rights: new RightsPolls(context), shownMost: null, onMisplaced });
  const archive = await row('Archive');
  mail.rename('Archive', 'Elsewhere');
  const failure: unknown = await passes.over(session, archive).catch((error: unknown) => error);
  passes.forgive(failure, archive);
  expect([passes.isWilling(archive), passes.isWilling({ ...archive, path: 'Elsewhere' }), misplaced]).toEqual([false, true, [false]]);
  session.destroy();
  const lost: unknown = await passes.over(session, await row('INBOX')).catch((error: unknown) => error);
  expect(() => passes.forgive(lost, archive)).toThrow();
  expect(passes.isWilling(await row('INBOX'))).toBe(true);
});
