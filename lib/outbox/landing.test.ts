import { afterEach, expect, test } from 'vitest';
import { type FakeImapServer, type FakeRequest, startFakeImap } from '#lib/imap/testing/fake-imap-server.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { RunningAccount, until } from '#lib/sync/testing/running-account.ts';

const header = 'Subject: One\r\nMessage-ID: <one@example.test>\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n\r\n';
const row = (seq: number, uid: number) =>
  `* ${seq} FETCH (UID ${uid} FLAGS () INTERNALDATE "01-Jan-2026 10:00:00 +0000" RFC822.SIZE 500 BODYSTRUCTURE ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 10 1 NIL NIL NIL NIL) BODY[HEADER.FIELDS (DATE)] {${header.length}}\r\n${header})\r\n`;

let server: FakeImapServer | null = null;
let account: RunningAccount | null = null;
afterEach(async () => {
  await account?.stop();
  await server?.[Symbol.asyncDispose]();
});

/** One message in INBOX (UIDVALIDITY 9); Archive (UIDVALIDITY 5) gets what `arrived` says. */
async function start(on: Record<string, (request: FakeRequest) => void>, arrived: { uids: number[] }) {
  let open = '';
  const inArchive = () => /archive/i.test(open);
  const uids = () => (inArchive() ? arrived.uids : arrived.uids.length > 0 ? [] : [1]);
  const examine = (request: FakeRequest) => {
    open = request.args;
    const all = uids();
    request.send(`* ${all.length} EXISTS`);
    request.send(`* OK [UIDVALIDITY ${inArchive() ? 5 : 9}] valid`);
    request.send(`* OK [UIDNEXT ${Math.max(1, ...all) + 1}] next`);
    request.send('* OK [PERMANENTFLAGS (\\Seen \\Deleted \\*)] kept');
    request.ok(request.command === 'SELECT' ? '[READ-WRITE] open' : '[READ-ONLY] open');
  };
  const fetch = (request: FakeRequest) => {
    for (const [index, uid] of uids().entries()) request.raw(row(index + 1, uid));
    request.ok();
  };
  server = await startFakeImap({
    capabilities: 'IMAP4rev1 AUTH=PLAIN IDLE UIDPLUS MOVE ESEARCH UNSELECT NAMESPACE SPECIAL-USE LIST-EXTENDED',
    on: {
      list: (request) => {
        request.send('* LIST () "/" "INBOX"');
        request.send('* LIST (\\Archive) "/" "Archive"');
        request.ok();
      },
      status: (request) => {
        const isArchive = /archive/i.test(request.args);
        const next = Math.max(1, ...(isArchive ? arrived.uids : [1])) + 1;
        request.send(
          `* STATUS ${isArchive ? 'Archive' : 'INBOX'} (MESSAGES ${isArchive ? arrived.uids.length : 1} UIDNEXT ${next} UIDVALIDITY ${isArchive ? 5 : 9} UNSEEN 0)`,
        );
        request.ok();
      },
      select: examine,
      examine,
      fetch,
      'uid fetch': fetch,
      'uid search': (request) => {
        const hits =
          /\b(UN)?(SEEN|FLAGGED|ANSWERED|DELETED|DRAFT)$/.test(request.args) || uids().length === 0 ? '' : ` ALL ${uids().join(',')}`;
        request.send(`* ESEARCH (TAG "${request.tag}") UID${hits}`);
        request.ok();
      },
      ...on,
    },
  });
  const { port } = server;
  account = await RunningAccount.start((purpose, more) => openTestSession(port, { ...more, idleConnection: purpose === 'watch' }));
  const running = account;
  await until(async () => running.engine.health.state === 'ok', 'the first sync');
  const [inbox, archive] = [await running.mailbox('INBOX'), await running.mailbox('Archive')];
  const [id] = await running.store.emails.idsOfUids(running.accountId, inbox, [1]);
  const move = () =>
    running.store.emails.update(running.accountId, [{ id: id!, addKeywords: [], removeKeywords: [], mailboxIds: [archive] }]);
  const mailboxes = async () => (await running.store.emails.summaries(running.accountId, [id!]))[0]?.mailboxIds;
  return {
    running,
    inbox,
    archive,
    id: id!,
    move,
    mailboxes,
    sent: (command: string) => running.commands().filter((line) => line.startsWith(command)),
  };
}

test('I30: TRYCREATE makes the mailbox and the command is repeated once', async () => {
  const arrived = { uids: [] as number[] };
  let moves = 0;
  const { running, move, mailboxes, archive, sent } = await start(
    {
      'uid move': (request) => {
        moves += 1;
        if (moves === 1) return request.no('[TRYCREATE] no such mailbox');
        arrived.uids = [1];
        request.send('* OK [COPYUID 5 1 1] moved');
        request.ok();
      },
    },
    arrived,
  );
  await move();
  await until(async () => (await running.store.intents.pendingCount(running.accountId)) === 0, 'the move');
  expect(sent('CREATE')).toHaveLength(1);
  expect(sent('UID MOVE')).toHaveLength(2);
  expect(await mailboxes()).toEqual([archive]);
});

test('I30: a server that says TRYCREATE again is not asked for ever, and the message is back where it was', async () => {
  const { running, move, mailboxes, inbox, sent } = await start({ 'uid move': (request) => request.no('[TRYCREATE] never') }, { uids: [] });
  await move();
  await until(async () => (await running.store.intents.pendingCount(running.accountId)) === 0, 'the end of it');
  expect(await mailboxes()).toEqual([inbox]);
  expect(sent('CREATE').length).toBe(sent('UID MOVE').length / 2);
  expect(sent('UID MOVE').length).toBeLessThanOrEqual(8);
});

test('I30: a COPYUID under another UIDVALIDITY than the target’s is not used; the copy is found in the target itself', async () => {
  const arrived = { uids: [] as number[] };
  const { running, id, move, mailboxes, archive } = await start(
    {
      'uid move': (request) => {
        arrived.uids = [3];
        request.send('* OK [COPYUID 77 1 40] moved');
        request.ok();
      },
    },
    arrived,
  );
  await move();
  const found = await until(
    async () => (await running.store.emails.idsOfUids(running.accountId, archive, [3]))[0],
    'the copy under its UID',
  );
  expect(found).toBe(id);
  expect(await running.store.emails.idsOfUids(running.accountId, archive, [40])).toEqual([]);
  expect(await mailboxes()).toEqual([archive]);
  await running.quiet();
  expect((await running.store.emails.locate(running.accountId, id))?.uid).toBe(3);
});

test('I30: an APPENDUID under another UIDVALIDITY than the target’s is not used', async () => {
  const arrived = { uids: [] as number[] };
  const { running, archive } = await start(
    {
      append: (request) => {
        arrived.uids = [2];
        request.ok('[APPENDUID 77 41] stored');
      },
    },
    arrived,
  );
  const { blobId } = await running.store.blobs.put(running.accountId, Buffer.from(`${header}text\r\n`), 'message/rfc822');
  const [template] = await running.store.emails.get(
    running.accountId,
    await running.store.emails.idsOfUids(running.accountId, await running.mailbox('INBOX'), [1]),
  );
  const created = await running.store.emails.create(running.accountId, {
    content: { ...template!, sizeBytes: 500, text: null, serverEmailId: null, serverThreadId: null } as never,
    rawBlobId: blobId,
    mailboxIds: [archive],
    keywords: [],
  });
  if (!created.ok) throw new Error(created.refusal.kind);
  await until(
    async () => (await running.store.emails.idsOfUids(running.accountId, archive, [2]))[0] === created.value.id,
    'the copy under its UID',
  );
  expect(await running.store.emails.idsOfUids(running.accountId, archive, [41])).toEqual([]);
});
