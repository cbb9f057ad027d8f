import { expect, test } from 'vitest';
import { startModelImap } from '#lib/imap/testing/model-imap-server.ts';
import { ModelMail } from '#lib/imap/testing/model-mail.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { differing, indexPicture, otherPicture } from './testing/compare-with-server.ts';
import { full, without } from './testing/house.ts';
import { modelClient } from './testing/other-client.ts';
import { RunningAccount, until } from './testing/running-account.ts';

const message = (name: string) =>
  `Message-ID: <${name}@example.test>\r\nSubject: ${name}\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n\r\nText of ${name}\r\n`;

test.each([
  { name: 'QRESYNC', capabilities: full },
  { name: 'neither', capabilities: without('QRESYNC', 'CONDSTORE', 'ENABLE') },
])(
  'J1: what another client moves out of a mailbox into which our own move is unanswered keeps its id ($name)',
  async ({ capabilities }) => {
    const mail = new ModelMail(['INBOX', 'Drafts', 'Sent', 'Trash', 'Archive', 'Elsewhere']);
    mail.append('INBOX', message('ours'));
    mail.append('Archive', message('theirs'));
    await using server = await startModelImap(mail, { capabilities });
    const account = await RunningAccount.start((purpose, options) =>
      openTestSession(server.port, { ...options, idleConnection: purpose === 'watch' }),
    );
    const { store, accountId } = account;
    try {
      await account.settle({ passAll: true });
      const [inbox, archive, elsewhere] = await Promise.all(['INBOX', 'Archive', 'Elsewhere'].map((path) => account.mailbox(path)));
      const [ours] = await store.emails.idsOfUids(accountId, inbox!, [1]);
      const [theirs] = await store.emails.idsOfUids(accountId, archive!, [1]);
      let isHeld = true;
      server.intercept = ({ command, no }) => {
        if (!isHeld || command !== 'UID MOVE') return false;
        no('[UNAVAILABLE] later');
        return true;
      };
      await store.emails.update(accountId, [{ id: ours!, addKeywords: [], removeKeywords: [], mailboxIds: [archive!] }]);
      await until(async () => (await store.intents.unansweredTargets(accountId)).includes(archive!), 'the move begun');
      mail.move(mail.mailbox('Archive'), [1], mail.mailbox('Elsewhere'));
      mail.append('Archive', message('fresh'));
      account.engine.markDirty(elsewhere!);
      const [arrived] = await until(async () => {
        const found = await store.emails.idsOfUids(accountId, elsewhere!, [1]);
        return found.length > 0 ? found : null;
      }, 'the message where it went');
      expect(arrived).toBe(theirs);
      isHeld = false;
      await account.settle({ passAll: true });
      expect(differing(await otherPicture(modelClient(mail)), await indexPicture(store, accountId))).toEqual([]);
      expect((await store.emails.summaries(accountId, [ours!]))[0]?.mailboxIds).toEqual([archive]);
    } finally {
      await account.stop();
    }
  },
);
