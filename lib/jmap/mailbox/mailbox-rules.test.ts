import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OwnMailServers, sharedMailServers, startMailServers } from '#e2e/servers/index.ts';
import type { Mailbox } from '#lib/contract/index.ts';
import type { AccountMail, Gateway } from '#lib/gateway/index.ts';
import { message, settled } from '#lib/gateway/testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { type JmapCall, jmapOver } from '../testing/gateway-jmap.ts';

let gateway: Gateway;
let stop: () => Promise<void>;
beforeAll(async () => ({ gateway, stop } = await startTestGateway()));
afterAll(() => stop());

type Account = { call: JmapCall; mail: AccountMail; list: () => Promise<string[]>; byName: (name: string) => Promise<Mailbox> };

async function open(
  servers: Awaited<ReturnType<typeof sharedMailServers>>,
  prepare: (login: string) => Promise<unknown> = async () => {},
): Promise<Account & { login: string; deliver: (subject: string) => Promise<void> }> {
  const user = await servers.newUser('rules');
  await prepare(user.login);
  const { user: userMail, mail, accountId } = await openMail(gateway, loginOf(servers, user));
  const call = jmapOver(userMail, accountId);
  return {
    ...{ call, mail, login: user.login },
    list: async () => (await servers.doveadm(['mailbox', 'list', '-u', user.login])).trim().split('\n').sort(),
    async byName(name) {
      const found = (await call('Mailbox/get')).list.find((mailbox) => mailbox.name === name);
      if (found === undefined) throw new Error(`no mailbox ${name}`);
      return found;
    },
    deliver: (subject) => servers.deliver(user, message(subject)),
  };
}

const create = async (call: JmapCall, name: string, more: Record<string, unknown> = {}): Promise<string> => {
  const { created, notCreated } = await call('Mailbox/set', { create: { k: { name, ...more } } });
  if (created === null) throw new Error(JSON.stringify(notCreated));
  return created.k!.id;
};

describe('J13 on a server with the namespace “INBOX.”, separator “.”, and no folder of its own', () => {
  let servers: OwnMailServers;
  let account: Account & { login: string };
  beforeAll(async () => {
    const none = ['Drafts', 'Sent', 'Junk', 'Trash', 'Archive'].map((name) => `  mailbox ${name} {\n    auto = no\n  }`).join('\n');
    servers = await startMailServers({ smtp: false, dovecotConfig: `namespace inbox {\n  prefix = INBOX.\n  separator = .\n${none}\n}` });
    account = await open(servers, (login) => servers.doveadm(['mailbox', 'create', '-u', login, 'INBOX.Tree.Leaf']));
  }, 60_000);
  afterAll(() => servers.stop());

  test('J13: Drafts, Sent and Trash are there with their roles in the first answer, and the server has none of them', async () => {
    const { list } = await account.call('Mailbox/get');
    const roles = list.filter(({ role }) => role !== null).map(({ role, name, totalEmails }) => [role, name, totalEmails]);
    expect(roles).toEqual([
      ['inbox', 'INBOX', 0],
      ['drafts', 'Drafts', 0],
      ['sent', 'Sent', 0],
      ['trash', 'Trash', 0],
    ]);
    expect(await account.list()).toEqual(['INBOX', 'INBOX.Tree', 'INBOX.Tree.Leaf']);
  });

  test('J13: the prefix is no mailbox, its children are top level, and INBOX has mayCreateChild false, mayRename false, mayDelete false', async () => {
    const { list } = await account.call('Mailbox/get');
    expect(list.map(({ name, parentId }) => [name, parentId === null])).toEqual(
      expect.arrayContaining([
        ['INBOX', true],
        ['Tree', true],
        ['Leaf', false],
      ]),
    );
    const inbox = await account.byName('INBOX');
    expect(inbox.myRights).toMatchObject({ mayCreateChild: false, mayRename: false, mayDelete: false, mayReadItems: true });
    const { notCreated, notUpdated, notDestroyed } = await account.call('Mailbox/set', {
      create: { k: { name: 'below', parentId: inbox.id } },
      update: { [inbox.id]: { name: 'Other' } },
    });
    expect([notCreated?.k?.type, notUpdated?.[inbox.id]?.type]).toEqual(['forbidden', 'forbidden']);
    expect(notDestroyed).toBeNull();
    expect((await account.call('Mailbox/set', { destroy: [inbox.id] })).notDestroyed?.[inbox.id]?.type).toBe('forbidden');
  });

  test('J13: CREATE is carried when something is first put there, once, below the prefix', async () => {
    const drafts = await account.byName('Drafts');
    const { created } = await account.call('Email/set', {
      create: { d: { mailboxIds: { [drafts.id]: true }, keywords: { $draft: true }, subject: 'First' } },
    });
    expect(created?.d).toBeDefined();
    await settled(account.mail);
    expect(await account.list()).toContain('INBOX.Drafts');
    expect(await account.list()).not.toContain('INBOX.Sent');
    expect(await servers.doveadm(['fetch', '-u', account.login, 'hdr.subject', 'mailbox', 'INBOX.Drafts', 'all'])).toContain('First');
    expect(await account.byName('Drafts')).toMatchObject({ id: drafts.id, role: 'drafts', totalEmails: 1, parentId: null });
  });

  test('J13: a mailbox above others that holds no mail is shown without item rights and with counts 0', async () => {
    const tree = await account.byName('Tree');
    expect(tree).toMatchObject({ totalEmails: 0, unreadEmails: 0, totalThreads: 0, unreadThreads: 0 });
    expect(tree.myRights).toMatchObject({ mayReadItems: false, mayAddItems: false, mayRemoveItems: false, mayCreateChild: true });
    const email = await account.call('Email/set', { create: { e: { mailboxIds: { [tree.id]: true }, subject: 'not here' } } });
    expect(email.notCreated?.e?.type).toMatch(/^(forbidden|invalidProperties)$/);
  });

  test('J13: a name with this server’s delimiter or a control character is invalidProperties, on create and on rename', async () => {
    const { created, notCreated, notUpdated } = await account.call('Mailbox/set', {
      create: { dot: { name: 'a.b' }, control: { name: 'a\u0001b' }, line: { name: 'a\u2028b' }, fine: { name: 'a of b' } },
      update: { [(await account.byName('Leaf')).id]: { name: 'Le.af' } },
    });
    const invalid = { type: 'invalidProperties', properties: ['name'] };
    expect(notCreated).toMatchObject({ dot: invalid, control: invalid, line: invalid });
    expect(Object.values(notUpdated ?? {})).toMatchObject([invalid]);
    expect(Object.keys(created ?? {})).toEqual(['fine']);
  });

  test('J13: intents name a mailbox by id: renamed before its message is carried, it is found under its new name', async () => {
    const id = await create(account.call, 'Named');
    await settled(account.mail);
    await Promise.all([
      account.call('Mailbox/set', { update: { [id]: { name: 'Renamed' } } }),
      account.call('Email/set', { create: { e: { mailboxIds: { [id]: true }, subject: 'Finds its way' } } }),
    ]);
    await settled(account.mail);
    expect(await servers.doveadm(['fetch', '-u', account.login, 'hdr.subject', 'mailbox', 'INBOX.Renamed', 'all'])).toContain(
      'Finds its way',
    );
    expect(await account.list()).not.toContain('INBOX.Named');
  });

  test('J14: a mailbox is moved to another parent, with what is below it', async () => {
    const [above, moved] = [await create(account.call, 'Above'), await create(account.call, 'Moved')];
    await create(account.call, 'Below', { parentId: moved });
    expect((await account.call('Mailbox/set', { update: { [moved]: { parentId: above } } })).notUpdated).toBeNull();
    await settled(account.mail);
    expect(await account.list()).toEqual(expect.arrayContaining(['INBOX.Above', 'INBOX.Above.Moved', 'INBOX.Above.Moved.Below']));
    expect((await account.call('Mailbox/set', { update: { [moved]: { parentId: null } } })).notUpdated).toBeNull();
    await settled(account.mail);
    expect(await account.list()).toEqual(expect.arrayContaining(['INBOX.Moved.Below']));
  });
});

describe.concurrent('J14 against Dovecot', () => {
  test('J14: alreadyExists names the sibling on create, rename and move, and nothing is done on the server', async () => {
    const account = await open(await sharedMailServers());
    const [one, two] = [await create(account.call, 'One'), await create(account.call, 'Two')];
    const inside = await create(account.call, 'One', { parentId: two });
    await settled(account.mail);
    const before = await account.list();
    const exists = { type: 'alreadyExists', existingId: one };
    expect((await account.call('Mailbox/set', { create: { k: { name: 'One' } } })).notCreated?.k).toMatchObject(exists);
    expect((await account.call('Mailbox/set', { update: { [two]: { name: 'One' } } })).notUpdated?.[two]).toMatchObject(exists);
    expect((await account.call('Mailbox/set', { update: { [inside]: { parentId: null } } })).notUpdated?.[inside]).toMatchObject(exists);
    await settled(account.mail);
    expect(await account.list()).toEqual(before);
  });

  test('J14: mailboxHasChild before everything, mailboxHasEmail otherwise; Emails bound elsewhere survive on the server', async () => {
    const servers = await sharedMailServers();
    const account = await open(servers);
    const id = await create(account.call, 'Leaves');
    const child = await create(account.call, 'Child', { parentId: id });
    const archive = (await account.byName('Archive')).id;
    const { created } = await account.call('Email/set', {
      create: {
        both: { mailboxIds: { [id]: true, [archive]: true }, subject: 'In both' },
        only: { mailboxIds: { [id]: true }, subject: 'Only here' },
      },
    });
    await settled(account.mail);
    for (const onDestroyRemoveEmails of [false, true])
      expect((await account.call('Mailbox/set', { destroy: [id], onDestroyRemoveEmails })).notDestroyed?.[id]?.type).toBe(
        'mailboxHasChild',
      );
    expect((await account.call('Mailbox/set', { destroy: [child] })).destroyed).toEqual([child]);
    expect((await account.call('Mailbox/set', { destroy: [id] })).notDestroyed?.[id]?.type).toBe('mailboxHasEmail');
    expect((await account.call('Mailbox/set', { destroy: [id], onDestroyRemoveEmails: true })).destroyed).toEqual([id]);
    const got = await account.call('Email/get', { ids: [created!.both!.id, created!.only!.id], properties: ['mailboxIds'] });
    expect(got.list).toEqual([{ id: created!.both!.id, mailboxIds: { [archive]: true } }]);
    expect(got.notFound).toEqual([created!.only!.id]);
    await eventually(async () => !(await account.list()).some((path) => path.startsWith('Leaves')), 'the deletion', 40_000);
    const archived = await servers.doveadm(['fetch', '-u', account.login, 'hdr.subject', 'mailbox', 'Archive', 'all']);
    expect(archived).toContain('In both');
    expect(archived).not.toContain('Only here');
  }, 60_000);

  test('J14: mail that came meanwhile stops a deletion that was to remove none: the mailbox is back through /changes, with the mail', async () => {
    const servers = await sharedMailServers();
    const account = await open(servers);
    const id = await create(account.call, 'Filling');
    await settled(account.mail);
    const { newState } = await account.call('Mailbox/set', { destroy: [id] });
    await servers.doveadm(['save', '-u', account.login, '-m', 'Filling'], { input: message('Came meanwhile') });
    const changes = await eventually(
      async () => {
        const since = await account.call('Mailbox/changes', { sinceState: newState! });
        return since.created.length > 0 ? since : null;
      },
      'the mailbox back',
      40_000,
    );
    const back = await account.byName('Filling');
    expect(changes.created).toContain(back.id);
    expect(back.id).not.toBe(id);
    await eventually(async () => (await account.byName('Filling')).totalEmails === 1, 'the mail that came');
    expect(await account.list()).toContain('Filling');
    const health = await account.call('AccountHealth/get');
    expect(health.list[0]?.events).toMatchObject([{ kind: 'mailbox-delete:refused', mailboxId: back.id }]);
  }, 60_000);

  test('settled 22: DestroyedMailbox/restore brings a held deletion back under the same ids; without it the server follows', async () => {
    const servers = await sharedMailServers();
    const account = await open(servers, async (login) => {
      await servers.doveadm(['mailbox', 'create', '-u', login, 'Tree', 'Tree/Leaf']);
      for (const subject of ['One', 'Two']) await servers.doveadm(['save', '-u', login, '-m', 'Tree/Leaf'], { input: message(subject) });
    });
    const [tree, leaf] = [await account.byName('Tree'), await account.byName('Leaf')];
    await eventually(async () => (await account.byName('Leaf')).totalEmails === 2, 'the mail');
    const emails = async () => {
      const { ids } = await account.call('Email/query', { filter: { inMailbox: leaf.id } });
      return (await account.call('Email/get', { ids, properties: ['threadId', 'mailboxIds', 'keywords', 'subject'] })).list;
    };
    const before = await emails();
    expect(before).toHaveLength(2);
    const destroy = () => account.call('Mailbox/set', { destroy: [tree.id, leaf.id], onDestroyRemoveEmails: true });
    expect((await destroy()).destroyed).toHaveLength(2);
    expect((await account.call('DestroyedMailbox/hold', { ids: [leaf.id, 'm-none'] })).held).toEqual([leaf.id]);
    const since = await account.call('Mailbox/changes', { sinceState: (await account.call('Mailbox/get', { ids: [] })).state });
    expect(since.destroyed).toEqual([]);
    // The child stands first and needs its parent.
    const answer = await account.call('DestroyedMailbox/restore', { ids: [leaf.id, tree.id, 'm-none'] });
    expect(answer).toMatchObject({ oldState: since.newState, notRestored: { 'm-none': { type: 'notFound' } } });
    expect(answer.restored.toSorted()).toEqual([leaf.id, tree.id].toSorted());
    const changes = await account.call('Mailbox/changes', { sinceState: answer.oldState! });
    expect(changes.created.toSorted()).toEqual([leaf.id, tree.id].toSorted());
    expect(await emails()).toEqual(before);
    expect((await account.byName('Leaf')).parentId).toBe(tree.id);
    expect(await account.list()).toEqual(expect.arrayContaining(['Tree', 'Tree/Leaf']));

    await destroy();
    await eventually(async () => !(await account.list()).some((name) => name.startsWith('Tree')), 'the deletion on the server', 40_000);
    const late = await account.call('DestroyedMailbox/restore', { ids: [leaf.id] });
    expect(late).toMatchObject({ restored: [], notRestored: { [leaf.id]: { type: 'notFound' } } });
  }, 90_000);

  test('J14: what is only marked \\Deleted is known mail and does not stop a deletion', async () => {
    const servers = await sharedMailServers();
    const account = await open(servers);
    const id = await create(account.call, 'Marked');
    await settled(account.mail);
    await servers.doveadm(['save', '-u', account.login, '-m', 'Marked'], { input: message('Marked') });
    await servers.doveadm(['flags', 'add', '-u', account.login, '\\Deleted', 'mailbox', 'Marked', 'all']);
    await eventually(
      async () => {
        await account.call('MailboxProgress/want', { mailboxId: id, position: 0, limit: 1 });
        return (await account.mail.store.emails.knownUids(account.mail.id, id as never, null)).length === 1;
      },
      'the pass over the mailbox',
      90_000,
    );
    expect((await account.call('Mailbox/set', { destroy: [id] })).destroyed).toEqual([id]);
    await eventually(async () => !(await account.list()).includes('Marked'), 'the deletion', 40_000);
  }, 150_000);
});
