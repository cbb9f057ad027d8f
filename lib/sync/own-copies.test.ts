import { expect, test } from 'vitest';
import { startModelImap } from '#lib/imap/testing/model-imap-server.ts';
import { ModelMail } from '#lib/imap/testing/model-mail.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { idsByMessageId, indexPicture } from './testing/compare-with-server.ts';
import { full, without } from './testing/house.ts';
import { RunningAccount } from './testing/running-account.ts';

const message = (at: number) =>
  `From: a@a.test\r\nTo: b@a.test\r\nSubject: number ${at}\r\nMessage-ID: <own.${at}@a.test>\r\nDate: Thu, 01 Jan 2026 00:0${at}:00 +0000\r\n\r\nText ${at}\r\n`;

/**
 * Two of INBOX's messages are moved into a mailbox made for them, and another client does something there before the engine has read it for
 * the first time.
 */
async function moveIntoNew(capabilities: string[], meanwhile: (mail: ModelMail) => void) {
  const mail = new ModelMail(['INBOX', 'Drafts', 'Sent', 'Trash', 'Archive']);
  for (const at of [1, 2, 3]) mail.append('INBOX', message(at), [], Date.UTC(2026, 0, 1, 0, at));
  await using server = await startModelImap(mail, { capabilities });
  const account = await RunningAccount.start(
    (purpose, options) => openTestSession(server.port, { ...options, idleConnection: purpose === 'watch' }),
    { statusesPerMinute: 10_000 },
  );
  const { store, accountId } = account;
  try {
    await account.settle({ passAll: false });
    const before = await idsByMessageId(store, accountId);
    let isRead = false;
    server.intercept = ({ command, args }) => {
      if (command !== 'EXAMINE' || !args.includes('Box') || isRead || (mail.mailboxes.get('Box')?.messages.length ?? 0) < 2) return false;
      isRead = true;
      meanwhile(mail);
      return false;
    };
    const box = await store.mailboxes.create(accountId, { name: 'Box', parentId: null, isSubscribed: true, sortOrder: 1, role: null });
    if (!box.ok) throw new Error('not made');
    const boxId: MailboxId = box.value.id;
    const moved = ['own.1@a.test', 'own.2@a.test'].map((each) => before.get(each)!);
    await store.emails.update(
      accountId,
      moved.map((id) => ({ id, addKeywords: [], removeKeywords: [], mailboxIds: [boxId] })),
    );
    await account.settle({ passAll: false });
    expect(isRead).toBe(true);
    return { before, after: await idsByMessageId(store, accountId), picture: await indexPicture(store, accountId) };
  } finally {
    await account.stop();
  }
}

const classes = [
  ['with QRESYNC', full],
  ['without CONDSTORE', without('QRESYNC', 'CONDSTORE', 'ENABLE')],
] as const;

test.each(classes)(
  'I23: a message moved into a new mailbox and taken out again by another client before that was read is gone here too (%s)',
  async (_name, capabilities) => {
    const { before, after, picture } = await moveIntoNew([...capabilities], (mail) => mail.mailbox('Box').expunge([2]));
    expect(Object.keys(picture).sort()).toEqual(['Box 1', 'INBOX 3']);
    expect(after).toEqual(new Map([...before].filter(([messageId]) => messageId !== 'own.2@a.test')));
  },
);

test.each(classes)(
  'I27, J1: messages moved into a new mailbox that is numbered anew before it was read keep their ids (%s)',
  async (_name, capabilities) => {
    const { before, after, picture } = await moveIntoNew([...capabilities], (mail) => mail.renumber('Box'));
    expect(Object.values(picture).map(({ messageId }) => messageId)).toHaveLength(3);
    expect(after).toEqual(before);
  },
);
