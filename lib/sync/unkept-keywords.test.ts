import { expect, test } from 'vitest';
import { type FakeRequest, startFakeImap } from '#lib/imap/testing/fake-imap-server.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { RunningAccount, until } from './testing/running-account.ts';

test('I31, J12: a keyword that the mailbox does not keep stays here, is named as kept here only, and outlives every pass', async () => {
  const block = 'Subject: One\r\nMessage-ID: <one@example.test>\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n\r\n';
  let modSeq = 5;
  const fetch = (request: FakeRequest) => {
    const head = `* 1 FETCH (UID 1 FLAGS (\\Seen) MODSEQ (${modSeq}) INTERNALDATE "01-Jan-2026 10:00:00 +0000" RFC822.SIZE 500`;
    request.raw(
      request.args.includes('HEADER')
        ? `${head} BODYSTRUCTURE ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 10 1 NIL NIL NIL NIL) BODY[HEADER.FIELDS (DATE)] {${block.length}}\r\n${block})\r\n`
        : `* 1 FETCH (UID 1 FLAGS (\\Seen) MODSEQ (${modSeq}))\r\n`,
    );
    request.ok();
  };
  const mailbox = { exists: 1, uidNext: 2, uidValidity: 9, highestModSeq: 5, permanentFlags: '\\Seen \\Flagged \\Deleted $Junk' };
  const server = await startFakeImap({
    mailbox,
    on: {
      list: (request) => {
        request.send('* LIST () "/" "INBOX"');
        request.send(`* STATUS "INBOX" (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 9 UNSEEN 0 HIGHESTMODSEQ ${mailbox.highestModSeq})`);
        request.ok();
      },
      fetch,
      'uid fetch': fetch,
    },
  });
  const account = await RunningAccount.start((purpose, more) =>
    openTestSession(server.port, { ...more, idleConnection: purpose === 'watch' }),
  );
  try {
    await until(async () => account.engine.health.state === 'ok', 'the first sync');
    const { store, accountId } = account;
    const inbox = (await store.mailboxes.syncRows(accountId)).find((row) => row.role === 'inbox')?.id as MailboxId;
    const ids = await store.emails.idsOfUids(accountId, inbox, [1]);
    const keywords = async () => (await store.emails.summaries(accountId, ids))[0]?.keywords.toSorted();
    await store.emails.update(accountId, [{ id: ids[0]!, addKeywords: ['work', '$junk'], removeKeywords: [], mailboxIds: null }]);
    await until(async () => (await store.intents.pendingCount(accountId)) === 0, 'the intent');
    // The server is asked for what it keeps, and for nothing else.
    expect(account.commands().filter((line) => line.startsWith('UID STORE'))).toEqual([
      expect.stringMatching(/\+FLAGS\.SILENT \(\$Junk\)/),
    ]);
    expect((await store.tags.list(accountId)).find(({ keyword }) => keyword === 'work')?.unkeptIn).toEqual([inbox]);
    expect((await store.tags.list(accountId)).find(({ keyword }) => keyword === '$junk')?.unkeptIn).toEqual([]);
    for (let pass = 0; pass < 3; pass += 1) {
      modSeq += 1;
      mailbox.highestModSeq = modSeq;
      const before = account.commands().length;
      account.engine.markDirty(inbox);
      await until(async () => account.commands().length > before && account.engine.health.state === 'ok', 'another pass');
      await account.quiet();
      expect(await keywords()).toContain('work');
    }
    expect(await store.events(accountId, 0)).toEqual([]);
  } finally {
    await account.stop();
    await server[Symbol.asyncDispose]();
  }
});
