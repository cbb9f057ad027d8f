import { expect, onTestFinished, test } from 'vitest';
import { startModelImap } from '#lib/imap/testing/model-imap-server.ts';
import { ModelMail } from '#lib/imap/testing/model-mail.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { idsByMessageId } from './testing/compare-with-server.ts';
import { full, without } from './testing/house.ts';
import { type AccountOptions, RunningAccount, until } from './testing/running-account.ts';

const message = (name: string) => `Message-ID: <${name}@example.test>\r\nSubject: ${name}\r\n\r\nText of ${name}\r\n`;

/** An account in sync with a pretend server. Its looks at the server are asked for, none is due by itself. */
async function inSync(capabilities: readonly string[], mailboxes: readonly string[] = [], options: AccountOptions = {}) {
  const mail = new ModelMail(['INBOX', 'Drafts', 'Sent', 'Trash', 'Archive', ...mailboxes]);
  for (const path of ['INBOX', ...mailboxes]) for (const name of ['one', 'two', 'three']) mail.append(path, message(`${name}.${path}`));
  const server = await startModelImap(mail, { capabilities });
  const account = await RunningAccount.start(
    (purpose, more) => openTestSession(server.port, { ...more, idleConnection: purpose === 'watch' }),
    { listingEveryMs: 60 * 60_000, ...options },
  );
  onTestFinished(async () => {
    await account.stop();
    await server[Symbol.asyncDispose]();
  });
  await account.settle({ passAll: true });
  return { mail, server, account };
}

const keywordsOf = async (account: RunningAccount, path: string, uid: number) => {
  const { store, accountId } = account;
  const [email] = await store.emails.summaries(accountId, await store.emails.idsOfUids(accountId, await account.mailbox(path), [uid]));
  return email?.keywords ?? null;
};

/** Looks at the server once more, whatever befalls the connection. */
async function look(account: RunningAccount): Promise<void> {
  const askedAtMs = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 2));
  account.engine.relist();
  await until(async () => {
    account.engine.hurry();
    const { state, lastSyncAtMs } = account.engine.health;
    return state === 'ok' && (lastSyncAtMs ?? 0) > askedAtMs;
  }, 'in sync again');
}

test('I10: what a listing told is looked into although the connection ends at the question for quotas', async () => {
  // Without mod-sequences nothing but the number of unseen messages tells of a flag, and that once.
  const { mail, server, account } = await inSync([...without('CONDSTORE', 'QRESYNC', 'ENABLE', 'IDLE'), 'QUOTA']);
  mail.append('Archive', message('filed'));
  await look(account);
  let cuts = 0;
  server.intercept = (request) => {
    if (request.command !== 'GETQUOTAROOT' || cuts > 0) return false;
    cuts += 1;
    request.socket.destroy();
    return true;
  };
  mail.mailbox('Archive').setFlag(1, '\\Seen', true);
  await look(account);
  expect(cuts).toBe(1);
  expect(await keywordsOf(account, 'Archive', 1)).toEqual(['$seen']);
});

test('I10: on a server without mod-sequences a message that came and then was read elsewhere is read here too', async () => {
  const { mail, account } = await inSync(without('CONDSTORE', 'QRESYNC', 'ENABLE', 'IDLE'));
  mail.append('Archive', message('filed'));
  await look(account);
  expect(await keywordsOf(account, 'Archive', 1)).toEqual([]);
  mail.mailbox('Archive').setFlag(1, '\\Seen', true);
  await look(account);
  expect(await keywordsOf(account, 'Archive', 1)).toEqual(['$seen']);
});

test('I10: an account whose server ends the connection at each question for quotas is read all the same', async () => {
  const { mail, server, account } = await inSync([...full, 'QUOTA']);
  server.intercept = ({ command, socket }) => {
    if (command === 'GETQUOTAROOT') socket.destroy();
    return socket.destroyed;
  };
  for (const name of ['four', 'five']) {
    mail.append('INBOX', message(name));
    await look(account);
  }
  expect(await idsByMessageId(account.store, account.accountId)).toHaveProperty('size', 5);
});

test('I10: what single STATUS commands told is looked into although the connection ends behind one of them', async () => {
  const mailboxes = Array.from({ length: 6 }, (_, at) => `Box ${at}`);
  const plain = without('CONDSTORE', 'QRESYNC', 'ENABLE', 'IDLE', 'LIST-STATUS');
  const { mail, server, account } = await inSync(plain, mailboxes);
  // As many as the minute allows are asked, then the connection ends, and then nobody is asked for the rest of the minute.
  account.pass(61_000);
  let asked = 0;
  server.intercept = (request) => {
    if (request.command === 'STATUS') asked += 1;
    if (request.command !== 'STATUS' || asked !== 11) return false;
    request.socket.destroy();
    return true;
  };
  for (const path of mailboxes) mail.mailbox(path).setFlag(1, '\\Seen', true);
  await look(account);
  expect(asked).toBeGreaterThanOrEqual(11);
  for (const path of mailboxes) expect([path, await keywordsOf(account, path, 1)]).toEqual([path, ['$seen']]);
});

test('J1: what vanished is let go although the pass that led there fails in the end', async () => {
  const { mail, server, account } = await inSync(without('IDLE'));
  const { store, accountId } = account;
  const [inbox, archive] = [await account.mailbox('INBOX'), await account.mailbox('Archive')];
  const ids = await store.emails.idsOfUids(accountId, inbox, [2, 3]);
  mail.move(mail.mailbox('INBOX'), [2], mail.mailbox('Archive'));
  mail.mailbox('INBOX').expunge([3]);
  // The pass over the archive looks at the inbox, from which the message may have come, and is not let in again.
  let examined = 0;
  server.intercept = ({ command, args, no }) => {
    if (command !== 'EXAMINE' || !args.includes('Archive')) return false;
    examined += 1;
    if (examined > 1) no('not now');
    return examined > 1;
  };
  account.engine.markDirty(archive);
  await until(async () => examined > 1, 'the refusal');
  await look(account);
  account.pass(11_000);
  account.engine.relist();
  await until(async () => (await store.emails.summaries(accountId, ids)).length === 1, 'what was deleted is gone', 10_000);
  expect(await store.emails.idsOfUids(accountId, archive, [1])).toEqual([ids[0]]);
});
