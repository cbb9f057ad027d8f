import { expect, test } from 'vitest';
import { startModelImap } from '#lib/imap/testing/model-imap-server.ts';
import { ModelMail } from '#lib/imap/testing/model-mail.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { idsByMessageId } from './testing/compare-with-server.ts';
import { without } from './testing/house.ts';
import { RunningAccount } from './testing/running-account.ts';

const message = (name: string) =>
  `Message-ID: <${name}@example.test>\r\nSubject: ${name}\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n\r\nText of ${name}\r\n`;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

type Stage = {
  mail: ModelMail;
  account: RunningAccount;
  append: (count: number) => void;
  /** happens once, just before the next such command is answered */
  during: (command: RegExp, act: () => void) => void;
  add: (count: number) => Promise<void>;
  expunge: (uids: number[]) => Promise<void>;
};

/** An account with so many messages in INBOX, in sync with a server that tells of changed flags but not of what vanished. */
async function inSync(
  options: { messages: number; window?: number; shownMost?: number; lacks?: string[] },
  act: (stage: Stage) => Promise<void>,
) {
  const mail = new ModelMail(['INBOX', 'Drafts', 'Sent', 'Trash', 'Archive']);
  const append = (count: number) => {
    for (let left = count; left > 0; left -= 1) {
      const uid = mail.mailbox('INBOX').uidNext;
      mail.append('INBOX', message(`n${uid}`), [], Date.UTC(2026, 0, 1) + uid * 60_000);
    }
  };
  append(options.messages);
  const capabilities = without('QRESYNC', ...(options.lacks ?? []));
  await using server = await startModelImap(mail, { capabilities, ...(options.window === undefined ? {} : { window: options.window }) });
  const account = await RunningAccount.start(
    (purpose, inner) => openTestSession(server.port, { ...inner, idleConnection: purpose === 'watch' }),
    { shownMost: options.shownMost ?? null, statusesPerMinute: 10_000 },
  );
  try {
    const settle = () => account.settle({ passAll: true });
    await settle();
    await act({
      mail,
      account,
      append,
      during: (command, happen) => {
        server.intercept = (request) => {
          if (!command.test(`${request.command} ${request.args}`)) return false;
          server.intercept = () => false;
          happen();
          return false;
        };
      },
      add: async (count) => {
        append(count);
        await settle();
      },
      expunge: async (uids) => {
        mail.mailbox('INBOX').expunge(uids);
        await settle();
      },
    });
  } finally {
    await account.stop();
  }
}

async function uidsOf({ account }: Stage): Promise<number[]> {
  return (await account.store.emails.knownUids(account.accountId, await account.mailbox('INBOX'), null)).map(({ uid }) => uid);
}

async function checkpointOf({ account }: Stage) {
  const row = await account.store.mailboxes.syncRow(account.accountId, await account.mailbox('INBOX'));
  return { shownMost: row?.checkpoint.shownMost, shownFrom: row?.checkpoint.shownFrom };
}

test.each([
  { lacks: [] },
  { lacks: ['CONDSTORE', 'ENABLE'] },
  { lacks: ['CONDSTORE', 'ENABLE', 'ESEARCH', 'LIST-STATUS', 'LIST-EXTENDED'] },
])(
  'I23: what slides out of a window of 1,000 stays, over a restart too, and is the same Email when it comes back (without $lacks)',
  async ({ lacks }) => {
    await inSync({ messages: 1_000, window: 1_000, lacks }, async (stage) => {
      const { account, mail } = stage;
      const before = await idsByMessageId(account.store, account.accountId);
      await stage.add(3);
      expect(await uidsOf(stage)).toEqual(range(1, 1_003));
      expect(await checkpointOf(stage)).toEqual({ shownMost: 1_000, shownFrom: 4 });
      await account.restart();
      await stage.add(2);
      expect(await uidsOf(stage)).toEqual(range(1, 1_005));

      // Out of sight one is flagged and one deleted; then three in sight are deleted, so that the window slides back.
      mail.mailbox('INBOX').setFlag(4, '\\Flagged', true);
      await stage.expunge([3]);
      expect(await uidsOf(stage)).toEqual(range(1, 1_005));
      await stage.expunge([500, 600, 700]);
      expect(await uidsOf(stage)).toEqual(range(1, 1_005).filter((uid) => ![500, 600, 700, 3].includes(uid)));
      const after = await idsByMessageId(account.store, account.accountId);
      for (const name of ['n1', 'n2', 'n4', 'n5', 'n900'])
        expect([name, after.get(`${name}@example.test`)]).toEqual([name, before.get(`${name}@example.test`)]);
      const [flagged] = await account.store.emails.summaries(account.accountId, [before.get('n4@example.test')!]);
      if (!lacks.includes('ESEARCH')) expect(flagged?.keywords).toEqual(['$flagged']);
    });
  },
);

test('I23: what is out of sight asks for no text', async () => {
  await inSync({ messages: 6, window: 6, shownMost: 6 }, async (stage) => {
    const { store, accountId } = stage.account;
    await stage.add(2);
    expect(await uidsOf(stage)).toEqual(range(1, 8));
    const wanted = await store.emails.withoutText(accountId, null, 100);
    expect(
      wanted
        .filter(({ path }) => path === 'INBOX')
        .map(({ uid }) => uid)
        .sort(),
    ).toEqual(range(3, 8));
  });
});

test('I23: one that is deleted in sight while an older one comes into sight changes no count, and both are seen', async () => {
  // From the first sync on the server shows the newest six of eight.
  await inSync({ messages: 8, window: 6, shownMost: 6 }, async (stage) => {
    expect(await uidsOf(stage)).toEqual(range(3, 8));
    await stage.expunge([5]);
    expect(await uidsOf(stage)).toEqual([2, 3, 4, 6, 7, 8]);
    await stage.expunge([8]);
    expect(await uidsOf(stage)).toEqual([1, 2, 3, 4, 6, 7]);
  });
});

test('I23: what slides out of sight while a pass goes on is not deleted', async () => {
  await inSync({ messages: 8, window: 6, shownMost: 6 }, async (stage) => {
    const before = await idsByMessageId(stage.account.store, stage.account.accountId);
    // The window moves on between the question for its edge and the one for what is in it.
    stage.during(/^UID SEARCH RETURN \(COUNT\)/, () => stage.append(2));
    stage.mail.mailbox('INBOX').expunge([6]);
    await stage.add(1);
    expect(await uidsOf(stage)).toEqual([3, 4, 5, 7, 8, 9, 10, 11]);
    const after = await idsByMessageId(stage.account.store, stage.account.accountId);
    for (const [messageId, id] of before) if (after.has(messageId)) expect([messageId, after.get(messageId)]).toEqual([messageId, id]);
    expect(after.get('n3@example.test')).toBe(before.get('n3@example.test'));
  });
});

test('J5: a message that the server does not show cannot be moved: it is where it was, and the same Email when it comes into sight', async () => {
  await inSync({ messages: 6, window: 6, shownMost: 6 }, async (stage) => {
    const { account, mail } = stage;
    const { store, accountId } = account;
    await stage.add(2);
    const before = await idsByMessageId(store, accountId);
    const mailboxIds = [await account.mailbox('Archive')];
    await store.emails.update(accountId, [{ id: before.get('n2@example.test')!, addKeywords: [], removeKeywords: [], mailboxIds }]);
    await account.settle({ passAll: true });
    expect(await uidsOf(stage)).toEqual(range(1, 8));
    await stage.expunge([7, 8]);
    expect(mail.mailbox('Archive').messages).toEqual([]);
    expect(await uidsOf(stage)).toEqual(range(1, 6));
    const after = await idsByMessageId(store, accountId);
    expect(after.get('n2@example.test')).toBe(before.get('n2@example.test'));
  });
});

test('I23: where all mail is shown, the oldest that goes while new mail comes is deleted', async () => {
  await inSync({ messages: 20 }, async (stage) => {
    stage.mail.mailbox('INBOX').expunge([1, 2]);
    await stage.add(2);
    expect(await uidsOf(stage)).toEqual(range(3, 22));
  });
  // Also at a size that is one of a window: nothing came.
  await inSync({ messages: 1_003 }, async (stage) => {
    await stage.expunge([1, 2, 3]);
    expect(await uidsOf(stage)).toEqual(range(4, 1_003));
    expect(await checkpointOf(stage)).toEqual({ shownMost: null, shownFrom: null });
  });
});

test('I23: a mailbox that only looked like a window is taken for what it is when its count moves on', async () => {
  await inSync({ messages: 1_000 }, async (stage) => {
    stage.mail.mailbox('INBOX').expunge([1]);
    await stage.add(1);
    expect(await uidsOf(stage)).toEqual(range(1, 1_001));
    await stage.add(11);
    expect(await uidsOf(stage)).toEqual(range(2, 1_012));
    expect(await checkpointOf(stage)).toMatchObject({ shownFrom: null });
  });
});

test('I23, I27: under a new UIDVALIDITY only what the server shows can be found again', async () => {
  await inSync({ messages: 6, window: 6, shownMost: 6 }, async (stage) => {
    const { account, mail } = stage;
    await stage.add(2);
    const before = await idsByMessageId(account.store, account.accountId);
    expect(before.size).toBe(8);
    mail.renumber('INBOX');
    await account.settle({ passAll: true });
    await account.settle({ passAll: true });
    const after = await idsByMessageId(account.store, account.accountId);
    expect([...after].sort()).toEqual([...before].filter(([messageId]) => !/^n[12]@/.test(messageId)).sort());
    expect(await checkpointOf(stage)).toMatchObject({ shownFrom: null });
  });
});
