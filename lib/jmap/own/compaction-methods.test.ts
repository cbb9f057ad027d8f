import { expect, test } from 'vitest';
import { type MailServers, type MailUser, type OwnMailServers, sharedMailServers, startMailServers } from '#e2e/servers/index.ts';
import { mailboxOf, message, settled } from '#lib/gateway/testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { jmapOver } from '../testing/gateway-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

/** A mailbox with mail called `one`, `two`, … on these servers, and JMAP over it. */
async function inboxOn(servers: MailServers | OwnMailServers, user: MailUser, names: string[]) {
  for (const name of names) await servers.doveadm(['save', '-u', user.login, '-m', 'INBOX'], { input: message(name) });
  const { gateway, stop } = await startTestGateway();
  const { user: person, mail, accountId } = await openMail(gateway, loginOf(servers, user));
  const call = jmapOver(person, accountId);
  const inbox = await mailboxOf(mail, 'inbox');
  const emails = async () => {
    const { ids } = await call('Email/query', { filter: { inMailbox: inbox } });
    const { list } = await call('Email/get', { ids, properties: ['id', 'subject'] });
    return new Map(list.map(({ id, subject }) => [subject, id]));
  };
  const shows = (...wanted: string[]) =>
    eventually(async () => [...(await emails()).keys()].toSorted().join() === wanted.toSorted().join(), `only ${wanted.join()} shown`);
  await shows(...names);
  await settled(mail);
  return {
    ...{ call, inbox, emails, shows, mail, stop },
    /** subjects that the server has, whatever they are marked as */
    kept: async () =>
      [...(await servers.doveadm(['fetch', '-u', user.login, 'hdr.subject', 'mailbox', 'INBOX', 'all'])).matchAll(/subject: (\S+)/g)].map(
        ([, subject]) => subject,
      ),
    mark: (subject: string) =>
      servers.doveadm(['flags', 'add', '-u', user.login, '\\Deleted', 'mailbox', 'INBOX', 'header', 'subject', subject]),
    deletedEmails: async () => (await call('MailboxCompaction/get', { ids: [inbox] })).list[0]?.deletedEmails,
  };
}

test.each([
  { name: 'that has little more than IMAP4rev1', capabilities: 'plain' as const },
  {
    name: 'that lacks only UIDPLUS',
    capabilities: 'IMAP4rev1 IDLE ENABLE CONDSTORE QRESYNC ESEARCH UNSELECT NAMESPACE LIST-STATUS'.split(' '),
  },
])('I28: a server $name keeps what is deleted, hidden here, until a person removes as many as were said', async ({ capabilities }) => {
  await using servers = await startMailServers({ smtp: false, imapCapabilities: capabilities });
  const user = await servers.addUser('compact');
  const { call, inbox, emails, shows, kept, mark, deletedEmails, mail, stop } = await inboxOn(servers, user, [
    ...['one', 'two', 'three', 'four', 'five'],
  ]);
  try {
    expect(await deletedEmails()).toBe(0);
    const { destroyed } = await call('Email/set', { destroy: [(await emails()).get('one'), (await emails()).get('two')] });
    expect(destroyed).toHaveLength(2);
    await shows('three', 'four', 'five');
    await eventually(async () => (await deletedEmails()) === 2, 'both marked on the server');
    await settled(mail);
    expect(await kept()).toEqual(['one', 'two', 'three', 'four', 'five']);

    // Another program marks one more, behind what the person was told.
    await mark('three');
    expect(await call('MailboxCompaction/run', { id: inbox, deletedEmails: 2 })).toMatchObject({ type: 'stateMismatch' });
    expect(await kept()).toEqual(['one', 'two', 'three', 'four', 'five']);
    expect(await deletedEmails()).toBe(3);
    await shows('four', 'five');

    expect(await call('MailboxCompaction/run', { id: inbox, deletedEmails: 3 })).toMatchObject({ id: inbox, destroyed: 3 });
    expect(await kept()).toEqual(['four', 'five']);
    expect(await deletedEmails()).toBe(0);
    // Nothing is left to be removed, and a further run takes nothing.
    expect(await call('MailboxCompaction/run', { id: inbox, deletedEmails: 1 })).toMatchObject({ type: 'stateMismatch' });
    await settled(mail);
    await shows('four', 'five');

    expect(await call('MailboxCompaction/get', { ids: [inbox, 'mNone'] })).toMatchObject({ list: [{ id: inbox }], notFound: ['mNone'] });
    expect(await call('MailboxCompaction/run', { id: 'mNone', deletedEmails: 1 })).toMatchObject({ type: 'invalidArguments' });
  } finally {
    await stop();
  }
});

test('I28: where the server removes single messages, deleted ones of other programs are left to them', async () => {
  const servers = await sharedMailServers();
  const { call, inbox, emails, shows, kept, mark, deletedEmails, stop } = await inboxOn(servers, await servers.newUser('uidplus'), [
    ...['one', 'two', 'three'],
  ]);
  try {
    await mark('three');
    await call('Email/set', { destroy: [(await emails()).get('one')] });
    await shows('two');
    await eventually(async () => (await kept()).join() === 'two,three', 'one removed from the server');
    expect(await deletedEmails()).toBeNull();
    expect(await call('MailboxCompaction/run', { id: inbox, deletedEmails: 1 })).toMatchObject({ type: 'forbidden' });
    expect(await kept()).toEqual(['two', 'three']);
  } finally {
    await stop();
  }
});

test('MailboxCompaction: few ids at a time; removing needs a password that may write', async () => {
  const world = await startJmap();
  try {
    const { inbox } = world.mailbox;
    expect((await world.call('MailboxCompaction/get', { ids: null })).type).toBe('requestTooLarge');
    expect((await world.call('MailboxCompaction/get', { ids: Array.from({ length: 11 }, (_, at) => `m${at}`) })).type).toBe(
      'requestTooLarge',
    );
    expect((await world.call('MailboxCompaction/run', { id: inbox, deletedEmails: 0 })).type).toBe('invalidArguments');
    world.userMail.scope = 'read';
    expect((await world.call('MailboxCompaction/run', { id: inbox, deletedEmails: 1 })).type).toBe('accountReadOnly');
  } finally {
    await world.stop();
  }
});
