import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import type { Gateway, PushEvent } from './api.ts';
import { inMailbox, mailboxOf, message } from './testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

const servers = await sharedMailServers();
let gateway: Gateway;
let stop: () => Promise<void>;
beforeAll(async () => ({ gateway, stop } = await startTestGateway()));
afterAll(() => stop());

const flagsOnServer = async (login: string, mailbox: string) => servers.doveadm(['fetch', '-u', login, 'flags', 'mailbox', mailbox, 'all']);

test('C6: a tag set here is a keyword on the server, one set by another client is a tag here, and whoever listens hears of it', async () => {
  const user = await servers.newUser('tags');
  await servers.deliver(user, message('Tagged'));
  const { user: person, mail } = await openMail(gateway, loginOf(servers, user));
  const inbox = await mailboxOf(mail, 'inbox');
  const [email] = await eventually(async () => {
    const found = await inMailbox(mail, inbox);
    return found.length === 1 && (await mail.health()).state === 'ok' ? found : null;
  }, 'the message');
  const heard: PushEvent[] = [];
  const end = person.subscribe((event) => heard.push(event));
  await mail.store.emails.update(mail.id, [{ id: email!.id, addKeywords: ['project_x'], removeKeywords: [], mailboxIds: null }]);
  await eventually(async () => /project_x/i.test(await flagsOnServer(user.login, 'INBOX')), 'the keyword on the server');
  const pushes = () => heard.filter(({ states }) => states.Tag !== undefined).length;
  await eventually(async () => pushes() > 0, 'the new tag pushed');
  const before = pushes();
  await servers.doveadm(['flags', 'add', '-u', user.login, 'FromElsewhere', 'mailbox', 'INBOX', 'all']);
  await eventually(
    async () => (await mail.store.tags.list(mail.id)).some(({ keyword }) => keyword === 'fromelsewhere'),
    'the keyword of the other client',
  );
  await eventually(async () => pushes() > before, 'the found tag pushed');
  expect((await mail.store.tags.list(mail.id)).map(({ keyword, unkeptIn }) => [keyword, unkeptIn])).toEqual([
    ['fromelsewhere', []],
    ['project_x', []],
  ]);
  await mail.store.emails.update(mail.id, [{ id: email!.id, addKeywords: [], removeKeywords: ['fromelsewhere'], mailboxIds: null }]);
  await eventually(async () => !/fromelsewhere/i.test(await flagsOnServer(user.login, 'INBOX')), 'taken off on the server');
  end();
});

test('C6: junk carries $Junk without $NotJunk into the mailbox, and back the other way round', async () => {
  const user = await servers.newUser('junked');
  await servers.deliver(user, message('Pills'));
  await servers.doveadm(['flags', 'add', '-u', user.login, '$NotJunk', 'mailbox', 'INBOX', 'all']);
  const { mail } = await openMail(gateway, loginOf(servers, user));
  const [inbox, junk] = [await mailboxOf(mail, 'inbox'), await mailboxOf(mail, 'junk')];
  const [email] = await eventually(async () => {
    const found = await inMailbox(mail, inbox);
    return found.length === 1 ? found : null;
  }, 'the message');
  const { store } = mail;
  await store.emails.update(mail.id, [{ id: email!.id, addKeywords: ['$junk'], removeKeywords: ['$notjunk'], mailboxIds: [junk] }]);
  await eventually(async () => /\$Junk/.test(await flagsOnServer(user.login, 'Junk')), '$Junk in the junk mailbox');
  expect(await flagsOnServer(user.login, 'Junk')).not.toMatch(/NotJunk/);
  await store.emails.update(mail.id, [{ id: email!.id, addKeywords: ['$notjunk'], removeKeywords: ['$junk'], mailboxIds: [inbox] }]);
  await eventually(async () => /\$NotJunk/.test(await flagsOnServer(user.login, 'INBOX')), '$NotJunk in the inbox');
  expect(await flagsOnServer(user.login, 'INBOX')).not.toMatch(/\$Junk\b/);
});
