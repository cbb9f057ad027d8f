import type { ChangesResponse, Email, GetResponse, Identity, QueryResponse, SetResponse, Thread } from '#lib/contract/index.ts';
import { expect, test } from './fixtures.ts';
import { openEvents } from './jmap/event-source.ts';
import { JamClient } from './jmap/jam-client.mjs';
import { openDoor } from './jmap/jmap-door.ts';
import { ourPage, signInByPost } from './jmap/web-session.ts';
import { buildMessage } from './servers/index.ts';

test('a client by another hand: session, list, thread, flag, move, draft, submit, changes and push with jmap-jam', async ({
  app,
  newUser,
  mailServers,
}) => {
  const [user, friend] = [await newUser('jam'), await newUser('friend')];
  const lunch = { from: friend.address, to: [user.address], subject: 'Lunch', text: 'At noon?', messageId: 'lunch@example.test' };
  const later = { ...lunch, subject: 'Re: Lunch', text: 'Or at one?', messageId: 'later@example.test', inReplyTo: lunch.messageId };
  await mailServers.appendMany(user, 'INBOX', [{ raw: buildMessage(lunch) }, { raw: buildMessage(later), flags: ['\\Seen'] }]);
  const cookie = await signInByPost(app.url, user);
  const made = await fetch(`${app.url}/api/accounts/app-passwords`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', ...ourPage(app.url) },
    body: JSON.stringify({ name: 'jam', scope: 'send' }),
  });
  const { password } = (await made.json()) as { password: string };

  const jam = new JamClient({ sessionUrl: `${app.url}/.well-known/jmap`, bearerToken: password });
  const accountId = await jam.getPrimaryAccount();
  expect((await jam.session).username).toBe(user.address);
  const ask = async <Answer>(type: string, method: string, given: Record<string, unknown>): Promise<Answer> =>
    (await jam.api[type]![method]!({ accountId, ...given }))[0] as Answer;
  const mailbox = async (role: string): Promise<string> => (await ask<QueryResponse>('Mailbox', 'query', { filter: { role } })).ids[0]!;
  const [inbox, archive, drafts, sent] = [await mailbox('inbox'), await mailbox('archive'), await mailbox('drafts'), await mailbox('sent')];

  // the list, and the conversations of its rows, in one request
  await expect.poll(async () => (await ask<QueryResponse>('Email', 'query', { filter: { inMailbox: inbox } })).ids).toHaveLength(2);
  const [window] = await jam.requestMany((t) => {
    const sort = [{ property: 'receivedAt', isAscending: false }];
    const rows = t.Email!.query!({ accountId, filter: { inMailbox: inbox }, sort, collapseThreads: true, limit: 10 });
    const shown = t.Email!.get!({ accountId, ids: rows.$ref('/ids'), properties: ['threadId', 'subject', 'preview'] });
    const threads = t.Thread!.get!({ accountId, ids: shown.$ref('/list/*/threadId') });
    const emails = t.Email!.get!({ accountId, ids: threads.$ref('/list/*/emailIds'), properties: ['subject', 'keywords', 'from'] });
    return { rows, shown, threads, emails };
  });
  expect((window.rows as QueryResponse).ids).toHaveLength(1);
  expect((window.threads as GetResponse<Thread>).list).toHaveLength(1);
  const conversation = (window.emails as GetResponse<Email>).list;
  expect(conversation.map(({ subject }) => subject).sort()).toEqual(['Lunch', 'Re: Lunch']);
  const unread = conversation.find(({ keywords }) => keywords.$seen !== true)!;
  expect(unread.subject).toBe('Lunch');

  const door = await openDoor(app.url, `Bearer ${password}`);
  expect((await jam.session).eventSourceUrl).toBe(door.session.eventSourceUrl);
  const events = await openEvents(door, { types: 'Email', closeafter: 'no', ping: 0 });
  await events.state(() => true);

  // flag and move
  const { state } = await ask<GetResponse<Email>>('Email', 'get', { ids: [] });
  const patch = { 'keywords/$flagged': true, 'keywords/$seen': true, mailboxIds: { [archive]: true } };
  const flagged = await ask<SetResponse>('Email', 'set', { update: { [unread.id]: patch } });
  expect(flagged.updated).toEqual({ [unread.id]: null });
  await events.state((change) => change.changed[door.accountId]?.Email === flagged.newState);
  events.close();

  // a draft with an attachment, then sent and filed
  const { blobId } = await jam.uploadBlob(accountId, new Blob(['menu'], { type: 'text/plain' }));
  const { list: identities } = await ask<GetResponse<Identity>>('Identity', 'get', { ids: null });
  const { created } = await ask<SetResponse>('Email', 'set', {
    create: {
      draft: {
        mailboxIds: { [drafts]: true },
        keywords: { $draft: true, $seen: true },
        from: [{ name: 'Jam', email: user.address }],
        to: [{ name: null, email: friend.address }],
        subject: 'One it is',
        inReplyTo: [later.messageId],
        textBody: [{ partId: 'text', type: 'text/plain' }],
        bodyValues: { text: { value: 'See you there.' } },
        attachments: [{ blobId, type: 'text/plain', name: 'menu.txt' }],
      },
    },
  });
  const emailId = created!.draft!.id;

  await ask('EmailSubmission', 'set', {
    create: { send: { emailId, identityId: identities[0]!.id } },
    onSuccessUpdateEmail: { '#send': { [`mailboxIds/${drafts}`]: null, [`mailboxIds/${sent}`]: true, 'keywords/$draft': null } },
  });
  const properties = ['mailboxIds', 'keywords', 'attachments'];
  const { list } = await ask<GetResponse<Email>>('Email', 'get', { ids: [emailId], properties });
  expect(list[0]).toMatchObject({ mailboxIds: { [sent]: true }, keywords: { $seen: true }, attachments: [{ name: 'menu.txt' }] });
  const arrived = () => mailServers.doveadm(['fetch', '-u', friend.login, 'text', 'mailbox', 'INBOX', 'all']);
  await expect.poll(arrived).toContain('See you there.');

  // all of it once more, as one who comes back is told it
  const changes = await ask<ChangesResponse>('Email', 'changes', { sinceState: state });
  expect(changes).toMatchObject({ created: [emailId], destroyed: [], hasMoreChanges: false });
  expect(changes.updated).toContain(unread.id);
  const [file] = list[0]!.attachments;
  const down = await jam.downloadBlob({ accountId, blobId: file!.blobId!, mimeType: 'text/plain', fileName: 'menu.txt' });
  expect(await down.text()).toBe('menu');
});
