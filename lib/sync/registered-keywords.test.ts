import { expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { openDovecot } from '#lib/imap/testing/dovecot-session.ts';
import { dovecotClient } from './testing/other-client.ts';
import { RunningAccount, until } from './testing/running-account.ts';

/** C6 */
const written = ['$forwarded', '$mdnsent', '$junk', '$notjunk', '$muted', '$followed', 'own-tag'];
const read = ['$istrusted', '$canunsubscribe', '$maskedemail', '$hasattachment', '$phishing'];

test('C6, J19: the registered keywords go to Dovecot and come from it, set and taken away, in whatever case another program writes them', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('keywords');
  const other = await dovecotClient(servers, user);
  await other.append('INBOX', Buffer.from('Message-ID: <one@example.test>\r\nSubject: One\r\n\r\nText\r\n'), []);
  const account = await RunningAccount.start((purpose, options) =>
    openDovecot(servers, user, { ...options, idleConnection: purpose === 'watch' }),
  );
  try {
    await account.settle({ passAll: false });
    const { store, accountId } = account;
    const ids = await store.emails.idsOfUids(accountId, await account.mailbox('INBOX'), [1]);
    const here = async () => (await store.emails.summaries(accountId, ids))[0]?.keywords.toSorted();
    const there = async () => (await other.messages('INBOX'))[0]?.flags.map((flag) => flag.toLowerCase()).sort();
    const set = (addKeywords: string[], removeKeywords: string[]) =>
      store.emails.update(accountId, [{ id: ids[0]!, addKeywords, removeKeywords, mailboxIds: null }]);
    await set(written, []);
    await account.settle({ passAll: false });
    expect(await there()).toEqual(written.toSorted());
    for (const keyword of read) await other.setFlag('INBOX', 1, keyword.toUpperCase(), true);
    await other.setFlag('INBOX', 1, '$Followed', false);
    const both = [...written, ...read].filter((keyword) => keyword !== '$followed').toSorted();
    await until(async () => {
      account.engine.relist();
      return JSON.stringify(await here()) === JSON.stringify(both);
    }, 'what the other program did').catch(async () => expect(await here()).toEqual(both));
    await set([], ['$muted']);
    await account.settle({ passAll: false });
    expect(await there()).toEqual(both.filter((keyword) => keyword !== '$muted'));
    expect(await here()).toEqual(await there());
  } finally {
    await account.stop();
    other.close();
  }
});
