import { expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { openDovecot } from '#lib/imap/testing/dovecot-session.ts';
import { differences } from './testing/compare-with-server.ts';
import { dovecotClient } from './testing/other-client.ts';
import { RunningAccount, until } from './testing/running-account.ts';

const message = (name: string) => Buffer.from(`Message-ID: <${name}@example.test>\r\nSubject: ${name}\r\n\r\nText of ${name}\r\n`);

test('V11, G4: processes of Dovecot that are stopped (SIGSTOP) cost the account its connections, no mail and no act', {
  timeout: 120_000,
}, async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('stopped');
  const other = await dovecotClient(servers, user);
  for (const name of ['one', 'two']) await other.append('INBOX', message(name), []);
  const account = await RunningAccount.start((purpose, options) =>
    openDovecot(servers, user, { ...options, idleConnection: purpose === 'watch', answerMs: 1_500, silenceMs: 1_500 }),
  );
  other.close();
  const stopped: number[] = [];
  try {
    await account.settle({ passAll: false });
    const pids = async () => {
      const lines = (await servers.doveadm(['who', user.login])).split('\n').filter((line) => line.startsWith(`${user.login} `));
      return lines.flatMap((line) => (/\(([\d ]+)\)/.exec(line)?.[1] ?? '').split(' ').filter(Boolean).map(Number));
    };
    const serving = await until(async () => {
      const found = await pids();
      return found.length >= 2 ? found : null;
    }, 'processes that serve this account');
    const before = account.sessions.length;
    for (const pid of serving) {
      process.kill(pid, 'SIGSTOP');
      stopped.push(pid);
    }
    const { store, accountId } = account;
    const [id] = await store.emails.idsOfUids(accountId, await account.mailbox('INBOX'), [1]);
    await store.emails.update(accountId, [{ id: id!, addKeywords: ['$flagged'], removeKeywords: [], mailboxIds: null }]);
    const again = await dovecotClient(servers, user);
    await again.append('INBOX', message('three'), []);
    account.engine.relist();
    await until(async () => account.sessions.length > before, 'another connection', 60_000);
    await account.settle({ passAll: true });
    expect((await again.messages('INBOX')).map(({ messageId, flags }) => [messageId, flags.includes('\\Flagged')])).toEqual([
      ['one@example.test', true],
      ['two@example.test', false],
      ['three@example.test', false],
    ]);
    again.close();
    expect(await differences(store, accountId, servers, user)).toEqual([]);
  } finally {
    await account.stop();
    for (const pid of stopped) process.kill(pid, 'SIGKILL');
  }
});
