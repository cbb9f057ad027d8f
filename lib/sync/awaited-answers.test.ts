import { expect, test } from 'vitest';
import { type ModelServer, startModelImap } from '#lib/imap/testing/model-imap-server.ts';
import { ModelMail } from '#lib/imap/testing/model-mail.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import type { AccountId } from '#lib/mail/index.ts';
import type { Store } from '#lib/store/index.ts';
import { differing, indexPicture, otherPicture } from './testing/compare-with-server.ts';
import { full, without } from './testing/house.ts';
import { modelClient } from './testing/other-client.ts';
import { RunningAccount, until } from './testing/running-account.ts';

const message = (name: string) =>
  `Message-ID: <${name}@example.test>\r\nSubject: ${name}\r\nDate: Thu, 1 Jan 2026 10:00:00 +0000\r\n\r\nText of ${name}\r\n`;

/** An account that has read all of this mail. */
async function inSync(
  mail: ModelMail,
  capabilities: readonly string[],
  act: (stage: { server: ModelServer; account: RunningAccount; store: Store; accountId: AccountId }) => Promise<void>,
): Promise<void> {
  await using server = await startModelImap(mail, { capabilities });
  const account = await RunningAccount.start((purpose, options) =>
    openTestSession(server.port, { ...options, idleConnection: purpose === 'watch' }),
  );
  const { store, accountId } = account;
  try {
    await account.settle({ passAll: true });
    await act({ server, account, store, accountId });
  } finally {
    await account.stop();
  }
}

test.each([
  { name: 'QRESYNC', capabilities: full },
  { name: 'neither', capabilities: without('QRESYNC', 'CONDSTORE', 'ENABLE') },
])(
  'J1: what another client moves out of a mailbox into which our own move is unanswered keeps its id ($name)',
  async ({ capabilities }) => {
    const mail = new ModelMail(['INBOX', 'Drafts', 'Sent', 'Trash', 'Archive', 'Elsewhere']);
    mail.append('INBOX', message('ours'));
    mail.append('Archive', message('theirs'));
    await inSync(mail, capabilities, async ({ server, account, store, accountId }) => {
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
    });
  },
);

test.each([
  { name: 'QRESYNC', capabilities: full },
  { name: 'CONDSTORE', capabilities: without('QRESYNC') },
])(
  'J1, I12: what another client moves out of a mailbox that it renames before we have looked there keeps its id ($name)',
  async ({ capabilities }) => {
    const mail = new ModelMail(['INBOX', 'Drafts', 'Sent', 'Trash', 'Archive', 'Project']);
    for (const name of ['stays', 'also', 'goes']) mail.append('Project', message(name));
    await inSync(mail, capabilities, async ({ server, account, store, accountId }) => {
      const project = await account.mailbox('Project');
      const inbox = await account.mailbox('INBOX');
      const [goes] = await store.emails.idsOfUids(accountId, project, [3]);
      server.intercept = ({ command, args }) => {
        // The listing that finds INBOX changed still shows the old name.
        if (command === 'EXAMINE' && /INBOX/.test(args)) mail.rename('Project', 'Done');
        return false;
      };
      mail.move(mail.mailbox('Project'), [3], mail.mailbox('INBOX'));
      account.engine.markDirty(inbox);
      await until(async () => (await store.emails.idsOfUids(accountId, inbox, [1])).length > 0, 'the message where it went');
      await account.settle({ passAll: true });
      expect(await store.emails.idsOfUids(accountId, inbox, [1])).toEqual([goes]);
      expect(await account.mailbox('Done')).toBe(project);
      expect(differing(await otherPicture(modelClient(mail)), await indexPicture(store, accountId))).toEqual([]);
    });
  },
);
