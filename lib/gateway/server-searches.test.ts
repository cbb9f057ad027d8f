import { expect, test } from 'vitest';
import { startModelImap } from '#lib/imap/testing/model-imap-server.ts';
import { ModelMail } from '#lib/imap/testing/model-mail.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import type { MailFilter } from '#lib/mail/index.ts';
import { GmailAccount, gmailCapabilities, raw } from '#lib/sync/testing/gmail-account.ts';
import { RunningAccount, until } from '#lib/sync/testing/running-account.ts';
import { searchServer } from './search-server.ts';
import { ServerSearches } from './server-searches.ts';

const term: MailFilter = { op: 'text', field: 'any', text: 'About' };
const wanted = [{ key: 'k', term, mailboxId: null }];
const folders = ['INBOX', 'Archive', 'Lists', 'Old', 'Trash'];

async function start() {
  const mail = new ModelMail(folders);
  for (const [index, path] of folders.entries()) mail.append(path, raw(`Mail in ${path}`), [], Date.UTC(2026, 0, index + 1));
  const server = await startModelImap(mail, { capabilities: gmailCapabilities.filter((name) => !name.startsWith('X-GM')) });
  const account = await RunningAccount.start((purpose, options) =>
    openTestSession(server.port, { ...options, idleConnection: purpose === 'watch' }),
  );
  await account.settle({ passAll: true });
  const news: { searched: number; hits: number }[] = [];
  const stop = new AbortController();
  const searches = new ServerSearches({
    accountId: account.accountId,
    store: account.store,
    engine: account.engine,
    signal: stop.signal,
    nowMs: () => Date.now() + account.aheadMs,
    onNews: () => {
      const search = searches.get('s');
      if (search !== null) news.push({ searched: search.searched, hits: search.hits.get('k')?.size ?? 0 });
    },
  });
  return {
    mail,
    server,
    account,
    news,
    searches,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await account.stop();
      await server[Symbol.asyncDispose]();
    },
  };
}

test('I34, J16: a search goes over the folders one by one, and tells what it found in each', async () => {
  await using house = await start();
  const { searches, news } = house;
  expect(searches.run('s', wanted, []).isDone).toBe(false);
  await until(async () => searches.get('s')?.isDone, 'the end of the search');
  expect(searches.get('s')).toMatchObject({ folders: 5, searched: 5, error: null });
  expect(searches.get('s')?.news).toEqual(searches.get('s')?.hits.get('k'));
  expect(news.map(({ searched }) => searched)).toEqual([0, 1, 2, 3, 4, 5, 5]);
  expect(news.map(({ hits }) => hits)).toEqual([0, 1, 2, 3, 4, 5, 5]);
});

test('I34, I14: it has a connection of its own, so that a reader waits for no search', async () => {
  await using house = await start();
  const { account, server, searches } = house;
  let release: () => void = () => {};
  server.intercept = (request) => {
    if (request.command !== 'UID SEARCH' || !request.args.includes('TEXT')) return false;
    release = () => {
      request.send('* ESEARCH UID');
      request.ok();
    };
    return true;
  };
  searches.run('s', wanted, []);
  await until(async () => account.commands('download').some((line) => line.includes('TEXT')), 'the first SEARCH');
  const inbox = await account.engine.read(1, null, (session) => session.examine('INBOX'));
  expect(inbox.exists).toBe(1);
  expect(searches.get('s')).toMatchObject({ searched: 0, isDone: false });
  server.intercept = () => false;
  release();
  await until(async () => searches.get('s')?.isDone, 'the end of the search');
});

test('I34: who asks for something else stops it before the next folder', async () => {
  await using house = await start();
  const { account, server, searches } = house;
  server.intercept = (request) => request.command === 'UID SEARCH' && request.args.includes('TEXT');
  searches.run('s', wanted, []);
  await until(async () => account.commands('download').some((line) => line.includes('TEXT')), 'the first SEARCH');
  expect(searches.stop('s')).toBe(true);
  expect(searches.get('s')).toBe(null);
  server.intercept = () => false;
  searches.run('t', wanted, []);
  await until(async () => searches.get('t')?.isDone, 'the next search');
  expect(account.commands('download').filter((line) => line.includes('TEXT'))).toHaveLength(6);
});

test('I34: a folder that refuses is passed over and told of; folders that are left out are not asked', async () => {
  await using house = await start();
  const { mail, account, server, searches } = house;
  server.intercept = (request) => {
    if (request.command !== 'UID SEARCH' || !request.args.includes('TEXT')) return false;
    if (searches.get('s')?.searched !== 1) return false;
    request.no('[BADCHARSET (US-ASCII)] not here');
    return true;
  };
  expect(mail.mailboxes.size).toBe(5);
  searches.run('s', wanted, [await account.mailbox('Trash')]);
  await until(async () => searches.get('s')?.isDone, 'the end of the search');
  expect(searches.get('s')).toMatchObject({ folders: 4, searched: 4, error: { kind: 'refused' } });
  expect(searches.get('s')?.hits.get('k')?.size).toBe(3);
});

test('I34: of a server that is gone it says so, and what was found stays', async () => {
  await using house = await start();
  const { server, searches } = house;
  server.intercept = (request) => {
    if (request.command !== 'UID SEARCH' || !request.args.includes('TEXT') || searches.get('s')?.searched !== 2) return false;
    request.socket.destroy();
    return true;
  };
  searches.run('s', wanted, []);
  await until(async () => searches.get('s')?.isDone, 'the end of the search');
  expect(searches.get('s')).toMatchObject({ searched: 2, error: { kind: 'network' } });
  expect(searches.get('s')?.hits.get('k')?.size).toBe(2);
});

test('I34: a search that nobody looks at any more is forgotten; the fifth ends the first', async () => {
  await using house = await start();
  const { account, searches } = house;
  for (const id of ['a', 'b', 'c', 'd', 'e']) searches.run(id, wanted, []);
  expect(searches.get('a')).toBe(null);
  await until(async () => searches.get('e')?.isDone, 'the last search');
  account.aheadMs += 11 * 60_000;
  expect(searches.get('e')).toBe(null);
});

test('I33: one search in All Mail, Trash and Spam each, in Gmail’s own words (X-GM-RAW), and by label in a view', async () => {
  await using gmail = await GmailAccount.start(['Work'], (mail) => {
    mail.append('INBOX', raw('One'), [], Date.UTC(2026, 0, 1));
    mail.append('Work', raw('Two'), [], Date.UTC(2026, 0, 2));
    mail.label([mail.find('Two').message], ['\\Inbox'], true);
    mail.append('[Gmail]/Trash', raw('Three'), [], Date.UTC(2026, 0, 3));
  });
  const { account } = gmail;
  const find = (filter: MailFilter) => searchServer(account.store, account.accountId, account.engine, filter, new AbortController().signal);
  const ids = async (subjects: string[]) => new Set(await Promise.all(subjects.map(async (subject) => (await gmail.email(subject)).id)));
  const before = account.commands('reader').length;
  const everywhere = await find(term);
  expect(everywhere).toHaveLength(3);
  expect(new Set(everywhere)).toEqual(await ids(['One', 'Two', 'Three']));
  const searches = account
    .commands('reader')
    .slice(before)
    .filter((line) => line.startsWith('UID SEARCH'));
  expect(searches).toEqual(['UID SEARCH RETURN (ALL) X-GM-RAW "\\"About\\""', 'UID SEARCH RETURN (ALL) X-GM-RAW "\\"About\\""']);
  const inWork = await find({ op: 'and', terms: [{ op: 'in-mailbox', mailboxId: await gmail.mailbox('Work') }, term] });
  expect(new Set(inWork)).toEqual(await ids(['Two']));
});
