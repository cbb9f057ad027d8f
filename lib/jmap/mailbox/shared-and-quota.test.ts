import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailUser, type OwnMailServers, sharingConfig, startMailServers } from '#e2e/servers/index.ts';
import type { Mailbox } from '#lib/contract/index.ts';
import type { AccountMail, Gateway } from '#lib/gateway/index.ts';
import { message, settled } from '#lib/gateway/testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { type JmapCall, jmapOver } from '../testing/gateway-jmap.ts';

let servers: OwnMailServers;
let gateway: Gateway;
let stop: () => Promise<void>;
let ana: MailUser;
let bo: MailUser;
let call: JmapCall;
let mail: AccountMail;

beforeAll(async () => {
  servers = await startMailServers({ smtp: false, dovecotConfig: sharingConfig });
  [ana, bo] = [await servers.newUser('ana'), await servers.newUser('bo')];
  for (const name of ['Board', 'Drop', 'Look', 'Hidden']) await servers.doveadm(['mailbox', 'create', '-u', bo.login, name]);
  for (const name of ['Board', 'Look']) await servers.doveadm(['save', '-u', bo.login, '-m', name], { input: message(`In ${name}`) });
  const give = (name: string, ...rights: string[]) => servers.doveadm(['acl', 'set', '-u', bo.login, name, `user=${ana.login}`, ...rights]);
  // Whoever keeps the server fills the public namespace, past the rights.
  const keeper = ['-o', 'plugin/acl='];
  await servers.doveadm([...keeper, 'mailbox', 'create', '-u', ana.login, 'Public/Notices']);
  await servers.doveadm([...keeper, 'save', '-u', ana.login, '-m', 'Public/Notices'], { input: message('Notice to all') });
  await servers.doveadm(['acl', 'set', '-u', ana.login, 'Public/Notices', 'anyone', 'lookup', 'read', 'write-seen']);
  await give('Board', 'lookup', 'read', 'write', 'write-seen', 'write-deleted', 'insert', 'expunge', 'create', 'delete');
  await give('Look', 'lookup', 'read', 'write-seen');
  await give('Drop', 'lookup', 'insert', 'post');
  ({ gateway, stop } = await startTestGateway());
  const opened = await openMail(gateway, loginOf(servers, ana));
  mail = opened.mail;
  call = jmapOver(opened.user, opened.accountId);
}, 120_000);
afterAll(async () => {
  await stop?.();
  await servers?.stop();
});

async function shared(name: string): Promise<Mailbox> {
  return eventually(
    async () => (await call('Mailbox/get')).list.find((mailbox) => mailbox.name === name) ?? null,
    `the mailbox ${name}`,
    60_000,
  );
}
const emailsIn = async (id: string) => (await call('Email/query', { filter: { inMailbox: id } })).ids;

test('I9, I32: what others share is in the tree with the rights that they gave, and what they did not is not', async () => {
  const [board, look, drop] = [await shared('Board'), await shared('Look'), await shared('Drop')];
  expect(board.myRights).toMatchObject({
    mayReadItems: true,
    mayAddItems: true,
    mayRemoveItems: true,
    maySetSeen: true,
    maySetKeywords: true,
  });
  expect(board.myRights).toMatchObject({ mayCreateChild: true, mayRename: true, mayDelete: true, maySubmit: false });
  expect(look.myRights).toEqual({
    ...{ mayReadItems: true, mayAddItems: false, mayRemoveItems: false, maySetSeen: true, maySetKeywords: false },
    ...{ mayCreateChild: false, mayRename: false, mayDelete: false, maySubmit: false },
  });
  expect(drop.myRights).toMatchObject({ mayReadItems: false, mayAddItems: true, mayRemoveItems: false, maySubmit: true });
  const { list } = await call('Mailbox/get');
  expect(list.some(({ name }) => name === 'Hidden')).toBe(false);
  const byId = new Map(list.map((mailbox) => [mailbox.id, mailbox]));
  expect(byId.get(board.parentId!)?.name).toBe(bo.login);
  expect(byId.get(byId.get(board.parentId!)!.parentId!)?.name).toBe('Shared');
  // Their roles are theirs: the person's own Trash, Sent and Drafts keep theirs.
  expect(list.filter(({ role }) => role === 'trash').map(({ parentId }) => parentId)).toEqual([null]);
});

test('I9, I32: a public namespace is in the tree, and what is in it can be read', async () => {
  const notices = await shared('Notices');
  expect(notices.myRights).toMatchObject({
    mayReadItems: true,
    maySetSeen: true,
    mayAddItems: false,
    mayRemoveItems: false,
    mayDelete: false,
  });
  const parent = (await call('Mailbox/get', { ids: [notices.parentId!] })).list[0];
  expect(parent).toMatchObject({ name: 'Public', parentId: null, role: null });
  await eventually(async () => (await emailsIn(notices.id)).length === 1, 'the public message', 60_000);
});

test('I32: without i no target, without t and e no removal, without w no flags, without x no rename or delete: forbidden, before the server is asked', async () => {
  const look = await shared('Look');
  await eventually(async () => (await emailsIn(look.id)).length === 1, 'the shared message', 60_000);
  const [id] = await emailsIn(look.id);
  const archive = (await call('Mailbox/get')).list.find(({ role }) => role === 'archive')!;
  const forbidden = async (given: Record<string, unknown>) => {
    const { notCreated, notUpdated, notDestroyed } = await call('Email/set', given);
    return Object.values({ ...notCreated, ...notUpdated, ...notDestroyed }).map(({ type }) => type);
  };
  expect(await forbidden({ create: { k: { mailboxIds: { [look.id]: true }, subject: 'no' } } })).toEqual(['forbidden']);
  expect(await forbidden({ update: { [id!]: { 'keywords/$flagged': true } } })).toEqual(['forbidden']);
  expect(await forbidden({ update: { [id!]: { mailboxIds: { [archive.id]: true } } } })).toEqual(['forbidden']);
  expect(await forbidden({ destroy: [id] })).toEqual(['forbidden']);
  const { notUpdated } = await call('Mailbox/set', { update: { [look.id]: { name: 'Other' } } });
  expect(notUpdated?.[look.id]?.type).toBe('forbidden');
  expect((await call('Mailbox/set', { destroy: [look.id] })).notDestroyed?.[look.id]?.type).toBe('forbidden');
  expect((await call('Mailbox/set', { create: { k: { name: 'below', parentId: look.id } } })).notCreated?.k?.type).toBe('forbidden');
  // What is allowed is done there.
  expect((await call('Email/set', { update: { [id!]: { 'keywords/$seen': true } } })).notUpdated).toBeNull();
  expect((await call('Email/set', { update: { [id!]: { [`mailboxIds/${archive.id}`]: true } } })).notUpdated).toBeNull();
  await settled(mail);
  expect(await servers.doveadm(['fetch', '-u', ana.login, 'hdr.subject', 'mailbox', 'Archive', 'all'])).toContain('In Look');
});

test('I13, I32: in a mailbox with all rights folders are made, renamed and deleted under its owner’s name', async () => {
  const board = await shared('Board');
  const { created, notCreated } = await call('Mailbox/set', { create: { k: { name: 'Minutes', parentId: board.id } } });
  expect(notCreated).toBeNull();
  await settled(mail);
  const ofBo = () => servers.doveadm(['mailbox', 'list', '-u', bo.login]);
  expect(await ofBo()).toContain('Board/Minutes');
  await call('Mailbox/set', { update: { [created!.k!.id]: { name: 'Protokoll' } } });
  await settled(mail);
  expect(await ofBo()).toContain('Board/Protokoll');
});

test('RFC 9425: quotas as the server gives them, pushed when they change', async () => {
  const first = await eventually(async () => {
    const got = await call('Quota/get');
    return got.list.length === 2 ? got : null;
  }, 'the quotas');
  expect(first.list).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        resourceType: 'octets',
        hardLimit: 2 * 1024 * 1024,
        scope: 'account',
        name: 'User quota',
        types: ['Email'],
      }),
      expect.objectContaining({ resourceType: 'count', hardLimit: 100, types: ['Email'] }),
    ]),
  );
  const messages = first.list.find(({ resourceType }) => resourceType === 'count')!;
  expect((await call('Quota/query', { filter: { resourceType: 'count' } })).ids).toEqual([messages.id]);
  expect((await call('Quota/query', { sort: [{ property: 'used', isAscending: false }] })).ids).toHaveLength(2);
  expect((await call('Quota/query', { filter: { colour: 'red' } })).type).toBe('unsupportedFilter');
  expect(await call('Quota/changes', { sinceState: first.state })).toMatchObject({ created: [], updated: [], destroyed: [] });
  expect((await call('Quota/changes', { sinceState: 'before' })).type).toBe('cannotCalculateChanges');
  expect(await call('Quota/queryChanges', { sinceQueryState: first.state })).toMatchObject({ removed: [], added: [] });
  expect((await call('Quota/get', { ids: ['qNone'] })).notFound).toEqual(['qNone']);
  await servers.deliver(ana, message('One more'));
  // The next listing asks again; making a folder brings one.
  await call('Mailbox/set', { create: { k: { name: 'Brings a listing' } } });
  const later = await eventually(
    async () => {
      const got = await call('Quota/get');
      return got.state === first.state ? null : got;
    },
    'the new figures',
    90_000,
  );
  expect(later.list.find(({ id }) => id === messages.id)!.used).toBeGreaterThan(messages.used);
  const changes = await call('Quota/changes', { sinceState: first.state });
  expect(changes).toMatchObject({ created: [], destroyed: [], updatedProperties: ['used'] });
  expect(changes.updated).toContain(messages.id);
}, 120_000);

test('J12: an account known to be full takes no mail more: overQuota, and when there is room again it does', async () => {
  const full = await servers.newUser('full');
  await servers.appendMany(
    full,
    'INBOX',
    Array.from({ length: 100 }, (_, at) => ({ raw: message(`Filler ${at}`) })),
  );
  const { user, accountId, mail: fullMail } = await openMail(gateway, loginOf(servers, full));
  const ask = jmapOver(user, accountId);
  await eventually(async () => (await ask('Quota/get')).list.some(({ used, hardLimit }) => used >= hardLimit), 'the full account');
  const drafts = (await ask('Mailbox/get')).list.find(({ role }) => role === 'drafts')!;
  const create = async () =>
    (await ask('Email/set', { create: { k: { mailboxIds: { [drafts.id]: true }, subject: 'One more' } } })).notCreated?.k?.type;
  expect(await create()).toBe('overQuota');
  await servers.doveadm(['expunge', '-u', full.login, 'mailbox', 'INBOX', '1:50']);
  await eventually(async () => (await create()) === undefined, 'room again', 60_000);
  await settled(fullMail);
  expect(await servers.doveadm(['fetch', '-u', full.login, 'hdr.subject', 'mailbox', 'Drafts', 'all'])).toContain('One more');
}, 120_000);
