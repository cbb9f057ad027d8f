import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { message } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
let identityId: string;
beforeAll(async () => {
  world = await startJmap();
  identityId = (await world.call('Identity/get')).list[0]!.id;
});
afterAll(() => world.stop());

const set = (given: Record<string, unknown>) => world.call('EmailSubmission/set', given);
async function draft(...lines: string[]): Promise<string> {
  const header =
    lines.length > 0 ? lines : ['From: Ann <ann@example.org>', 'To: bob@x.test', 'Cc: bob@x.test, carol@x.test', 'Bcc: dora@x.test'];
  const raw = Buffer.from(message(...header, 'Subject: to send', 'Message-ID: <send@example.org>', '', 'x', ''));
  const made = await world.account.createEmail({
    raw,
    mailboxIds: [world.mailbox.drafts] as never,
    keywords: ['$draft'],
    receivedAtMs: world.now.ms,
  });
  if (!made.ok) throw new Error('no draft');
  return made.value.id;
}
const submit = async (emailId: string, more: Record<string, unknown> = {}) => set({ create: { k: { identityId, emailId, ...more } } });
const held = { mailFrom: { email: 'ann@example.org', parameters: { HOLDFOR: '30' } }, rcptTo: [{ email: 'bob@x.test' }] };
const get = async (id: string) => (await world.call('EmailSubmission/get', { ids: [id] })).list[0]!;

describe('RFC 8621 §7.5 create', () => {
  test('the envelope follows from the message; the answer has what the client did not send', async () => {
    const emailId = await draft();
    const { created } = await submit(emailId);
    const made = created!.k!;
    expect(made).toMatchObject({
      sendAt: '2026-05-01T12:00:00Z',
      undoStatus: 'pending',
      envelope: {
        mailFrom: { email: 'ann@example.org', parameters: null },
        rcptTo: ['bob@x.test', 'carol@x.test', 'dora@x.test'].map((email) => ({ email, parameters: null })),
      },
      dsnBlobIds: [],
      mdnBlobIds: [],
    });
    expect(await get(made.id)).toMatchObject({ id: made.id, identityId, emailId, threadId: made.threadId, undoStatus: 'pending' });
    expect((await get(made.id)).deliveryStatus?.['bob@x.test']).toEqual({ smtpReply: '', delivered: 'queued', displayed: 'unknown' });
  });

  test('J11: HOLDFOR gives sendAt by our clock; RFC 8621 §7: the envelope stays as it was given', async () => {
    const { created } = await submit(await draft(), { envelope: held });
    expect(created!.k).toMatchObject({ sendAt: '2026-05-01T12:00:30Z', undoStatus: 'pending' });
    expect((await get(created!.k!.id)).envelope.mailFrom).toEqual(held.mailFrom);
  });

  test('RFC 8620 §5.3: emailId by creation id, in the order of the calls', async () => {
    const [made, sent] = await world.calls(
      [
        'Email/set',
        {
          accountId: world.accountId,
          create: {
            mail: { mailboxIds: { [world.mailbox.drafts]: true }, from: [{ email: 'ann@example.org' }], to: [{ email: 'bob@x.test' }] },
          },
        },
      ],
      ['EmailSubmission/set', { accountId: world.accountId, create: { send: { identityId, emailId: '#mail' } } }],
    );
    const emailId = (made![1].created as Record<string, { id: string }>).mail!.id;
    const id = (sent![1].created as Record<string, { id: string }>).send!.id;
    expect((await get(id)).emailId).toBe(emailId);
  });

  test.each([
    ['emailId', { emailId: 'eNone' }],
    ['emailId', { emailId: '#nothing' }],
    ['emailId', { emailId: null }],
    ['identityId', { identityId: 'iNone' }],
    ['envelope', { envelope: 'x' }],
    ['envelope', { envelope: { mailFrom: { email: 'ann@example.org' } } }],
    ['envelope', { envelope: { ...held, mailFrom: { email: 'ann@example.org', parameters: { HOLDFOR: '999999999' } } } }],
    ['sendAt', { sendAt: '2026-05-01T12:00:00Z' }],
    ['undoStatus', { undoStatus: 'pending' }],
  ])('invalidProperties: %s %j', async (property, more) => {
    expect((await submit(await draft(), more)).notCreated?.k).toMatchObject({ type: 'invalidProperties', properties: [property] });
  });

  const envelope = (from: string, ...to: string[]) => ({ envelope: { mailFrom: { email: from }, rcptTo: to.map((email) => ({ email })) } });
  test('invalidEmail names the properties: no From, two From fields', async () => {
    expect((await submit(await draft('To: b@x.test'))).notCreated?.k).toMatchObject({ type: 'invalidEmail', properties: ['from'] });
    expect((await submit(await draft('From: ann@example.org', 'From: bob@x.test', 'To: b@x.test'))).notCreated?.k?.type).toBe(
      'invalidEmail',
    );
  });

  test('noRecipients, invalidRecipients, tooManyRecipients', async () => {
    expect((await submit(await draft('From: ann@example.org'))).notCreated?.k?.type).toBe('noRecipients');
    expect((await submit(await draft(), envelope('ann@example.org'))).notCreated?.k?.type).toBe('noRecipients');
    const bad = ['no at sign', 'b@x.test>\r\nRCPT TO:<evil@x.test'];
    expect((await submit(await draft(), envelope('ann@example.org', 'b@x.test', ...bad))).notCreated?.k).toMatchObject({
      type: 'invalidRecipients',
      invalidRecipients: bad,
    });
    const many = Array.from({ length: 2_001 }, (_, index) => `b${index}@x.test`);
    expect((await submit(await draft(), envelope('ann@example.org', ...many))).notCreated?.k).toMatchObject({
      type: 'tooManyRecipients',
      maxRecipients: 2_000,
    });
  });

  test('forbiddenMailFrom and forbiddenFrom: only as oneself', async () => {
    expect((await submit(await draft(), envelope('boss@example.org', 'b@x.test'))).notCreated?.k?.type).toBe('forbiddenMailFrom');
    expect((await submit(await draft('From: boss@example.org', 'To: b@x.test'))).notCreated?.k?.type).toBe('forbiddenFrom');
  });

  test('another’s message is sent on when Resent-From says who does it', async () => {
    const emailId = await draft('Resent-From: ann@example.org', 'From: boss@example.org', 'To: x@x.test');
    expect((await submit(emailId, envelope('ann@example.org', 'b@x.test'))).created?.k).toBeDefined();
  });

  test('tooLarge with maxSize', async () => {
    const before = world.limits.uploadBytes;
    world.limits.uploadBytes = 10;
    try {
      expect((await submit(await draft())).notCreated?.k).toMatchObject({ type: 'tooLarge', maxSize: 10 });
    } finally {
      world.limits.uploadBytes = before;
    }
  });
});

describe('RFC 8621 §7.5 onSuccess…', () => {
  test('one implicit Email/set behind the response, under the same call id, for creations that succeeded', async () => {
    const [good, bad] = [await draft(), await draft()];
    const body = {
      using: ['urn:ietf:params:jmap:mail', 'urn:ietf:params:jmap:submission'],
      methodCalls: [
        [
          'EmailSubmission/set',
          {
            accountId: world.accountId,
            create: { good: { identityId, emailId: good }, bad: { identityId: 'iNone', emailId: bad } },
            onSuccessUpdateEmail: {
              '#good': {
                [`mailboxIds/${world.mailbox.drafts}`]: null,
                [`mailboxIds/${world.mailbox.sent}`]: true,
                'keywords/$draft': null,
              },
              '#bad': { 'keywords/$seen': true },
            },
          },
          'send',
        ],
        ['Core/echo', {}, 'after'],
      ],
    };
    body.using.push('urn:ietf:params:jmap:core');
    const { response } = await world.post(JSON.stringify(body));
    expect(response?.methodResponses.map(([name, , callId]) => [name, callId])).toEqual([
      ['EmailSubmission/set', 'send'],
      ['Email/set', 'send'],
      ['Core/echo', 'after'],
    ]);
    expect(response?.methodResponses[1]?.[1]).toMatchObject({ updated: { [good]: null }, notUpdated: null, created: null });
    const { list } = await world.call('Email/get', { ids: [good], properties: ['mailboxIds', 'keywords'] });
    expect(list).toEqual([{ id: good, mailboxIds: { [world.mailbox.sent]: true }, keywords: {} }]);
    expect((await world.call('Email/get', { ids: [bad], properties: ['keywords'] })).list[0]?.keywords).toEqual({ $draft: true });
  });

  test('onSuccessDestroyEmail destroys the Email; the submission goes on (J10)', async () => {
    const emailId = await draft();
    const [made, filed] = await world.calls([
      'EmailSubmission/set',
      { accountId: world.accountId, create: { k: { identityId, emailId } }, onSuccessDestroyEmail: ['#k'] },
    ]);
    expect(filed?.[1]).toMatchObject({ destroyed: [emailId] });
    const id = (made![1].created as Record<string, { id: string }>).k!.id;
    expect(await get(id)).toMatchObject({ emailId, undoStatus: 'pending' });
  });

  test('also for a submission that is updated or destroyed, by its id', async () => {
    const emailId = await draft();
    const { created } = await submit(emailId, { envelope: held });
    const id = created!.k!.id;
    const [, filed] = await world.calls([
      'EmailSubmission/set',
      {
        accountId: world.accountId,
        update: { [id]: { undoStatus: 'canceled' } },
        onSuccessUpdateEmail: { [id]: { 'keywords/$flagged': true } },
      },
    ]);
    expect(filed?.[1]).toMatchObject({ updated: { [emailId]: null } });
    const [, gone] = await world.calls(['EmailSubmission/set', { accountId: world.accountId, destroy: [id], onSuccessDestroyEmail: [id] }]);
    expect(gone?.[1]).toMatchObject({ destroyed: [emailId] });
  });

  test('no Email/set when nothing succeeded', async () => {
    const responses = await world.calls([
      'EmailSubmission/set',
      {
        accountId: world.accountId,
        create: { k: { identityId: 'iNone', emailId: 'eNone' } },
        onSuccessUpdateEmail: { '#k': { 'keywords/$seen': true } },
      },
    ]);
    expect(responses).toHaveLength(1);
  });
});

describe('RFC 8621 §7.5 update and destroy', () => {
  test('pending to canceled; afterwards nothing is sent', async () => {
    const { created } = await submit(await draft(), { envelope: held });
    const id = created!.k!.id;
    expect((await set({ update: { [id]: { undoStatus: 'canceled' } } })).updated).toEqual({ [id]: null });
    expect(await get(id)).toMatchObject({ undoStatus: 'canceled', deliveryStatus: null });
    expect(await world.store.submissions.claimDue(world.accountId, world.now.ms + 60_000, 1_000)).not.toMatchObject({ id });
  });

  test('cannotUnsend from the claim on', async () => {
    const { created } = await submit(await draft());
    const id = created!.k!.id;
    await world.store.submissions.setState(world.accountId, id as never, { state: 'claimed' });
    expect((await get(id)).undoStatus).toBe('final');
    expect((await set({ update: { [id]: { undoStatus: 'canceled' } } })).notUpdated?.[id]?.type).toBe('cannotUnsend');
  });

  test('nothing but undoStatus changes, and only to canceled', async () => {
    const { created } = await submit(await draft(), { envelope: held });
    const id = created!.k!.id;
    expect((await set({ update: { [id]: { undoStatus: 'final' } } })).notUpdated?.[id]).toMatchObject({
      type: 'invalidProperties',
      properties: ['undoStatus'],
    });
    expect((await set({ update: { [id]: { identityId: 'iOther' } } })).notUpdated?.[id]).toMatchObject({
      type: 'invalidProperties',
      properties: ['identityId'],
    });
    expect((await set({ update: { [id]: { undoStatus: 'pending' } } })).updated).toEqual({ [id]: null });
  });

  test('destroy removes the record', async () => {
    const { created } = await submit(await draft());
    const id = created!.k!.id;
    expect(await set({ destroy: [id, 'sNone'] })).toMatchObject({ destroyed: [id], notDestroyed: { sNone: { type: 'notFound' } } });
    expect((await world.call('EmailSubmission/get', { ids: [id] })).notFound).toEqual([id]);
  });
});

test('RFC 8621 §7.2: changes of submissions', async () => {
  const { state } = await world.call('EmailSubmission/get', { ids: [] });
  const { created } = await submit(await draft(), { envelope: held });
  await set({ update: { [created!.k!.id]: { undoStatus: 'canceled' } } });
  expect(await world.call('EmailSubmission/changes', { sinceState: state })).toMatchObject({
    created: [created!.k!.id],
    updated: [],
    destroyed: [],
  });
});

test('RFC 8621 §7.3: query by every filter property, sorted', async () => {
  const emailId = await draft();
  const first = (await submit(emailId, { envelope: held })).created!.k!.id;
  const second = (await submit(emailId)).created!.k!.id;
  const ids = async (filter: unknown, sort: unknown = [{ property: 'sentAt' }]) =>
    (await world.call('EmailSubmission/query', { filter, sort })).ids;
  const ofEmail = { emailIds: [emailId] };
  expect(await ids(ofEmail)).toEqual([second, first]);
  expect(await ids(ofEmail, [{ property: 'sentAt', isAscending: false }])).toEqual([first, second]);
  expect(await ids(ofEmail, [{ property: 'sendAt', isAscending: false }])).toEqual([first, second]);
  expect(await ids({ ...ofEmail, after: '2026-05-01T12:00:30Z' })).toEqual([first]);
  expect(await ids({ ...ofEmail, before: '2026-05-01T12:00:30Z' })).toEqual([second]);
  expect(await ids({ ...ofEmail, identityIds: [identityId] })).toHaveLength(2);
  expect(await ids({ ...ofEmail, identityIds: ['iNone'] })).toEqual([]);
  expect(await ids({ ...ofEmail, threadIds: ['tNone'] })).toEqual([]);
  await set({ update: { [first]: { undoStatus: 'canceled' } } });
  expect(await ids({ ...ofEmail, undoStatus: 'canceled' })).toEqual([first]);
  expect((await world.call('EmailSubmission/query', { sort: [{ property: 'size' }] })).type).toBe('unsupportedSort');
  expect((await world.call('EmailSubmission/query', { filter: { undoStatus: 'later' } })).type).toBe('invalidArguments');
});

describe('RFC 8621 §6 Identity', () => {
  test('J21: one from the first login, with the address of the account', async () => {
    const { list } = await world.call('Identity/get');
    expect(list).toEqual([
      expect.objectContaining({
        id: identityId,
        email: world.address,
        textSignature: '',
        htmlSignature: '',
        replyTo: null,
        bcc: null,
        mayDelete: false,
      }),
    ]);
  });

  test('name, signatures, replyTo and bcc change; null sets the default', async () => {
    const patch = {
      name: 'Ann',
      textSignature: '-- \nAnn',
      htmlSignature: '<p>Ann</p>',
      replyTo: [{ name: null, email: 'r@example.org' }],
      bcc: [{ email: 'b@example.org' }],
    };
    expect((await world.call('Identity/set', { update: { [identityId]: patch } })).updated).toEqual({ [identityId]: null });
    expect((await world.call('Identity/get', { ids: [identityId] })).list[0]).toMatchObject({
      ...patch,
      bcc: [{ name: null, email: 'b@example.org' }],
    });
    await world.call('Identity/set', { update: { [identityId]: { replyTo: null, textSignature: null } } });
    expect((await world.call('Identity/get', { ids: [identityId] })).list[0]).toMatchObject({
      replyTo: null,
      textSignature: '',
      name: 'Ann',
    });
  });

  test('changes since a state', async () => {
    const { state } = await world.call('Identity/get');
    await world.call('Identity/set', { update: { [identityId]: { name: 'Other name' } } });
    expect(await world.call('Identity/changes', { sinceState: state })).toMatchObject({
      created: [],
      updated: [identityId],
      destroyed: [],
    });
  });

  test('email never changes; a line break in a name is refused; the one of the account stays', async () => {
    const answer = await world.call('Identity/set', {
      create: { k: { email: 'boss@example.org' } },
      update: { [identityId]: { email: 'boss@example.org', name: 'a\r\nBcc: x@y.z' } },
      destroy: ['iNone'],
    });
    expect(answer.notCreated?.k?.type).toBe('forbiddenFrom');
    expect(answer.notUpdated?.[identityId]).toMatchObject({ type: 'invalidProperties', properties: ['email'] });
    expect(answer.notDestroyed?.iNone?.type).toBe('notFound');
    expect(
      (await world.call('Identity/set', { update: { [identityId]: { name: 'a\r\nBcc: x@y.z' } } })).notUpdated?.[identityId]?.type,
    ).toBe('invalidProperties');
    expect((await world.call('Identity/set', { destroy: [identityId] })).notDestroyed?.[identityId]?.type).toBe('forbidden');
  });

  test('§6.3: a further one for the same address can be made and destroyed', async () => {
    const { created, newState } = await world.call('Identity/set', { create: { k: { email: 'ann+shop@example.org', name: 'Shop' } } });
    const { id, ...unsaid } = created!.k!;
    expect(unsaid).toEqual({ replyTo: null, bcc: null, textSignature: '', htmlSignature: '', mayDelete: true });
    expect((await world.call('Identity/get', { ids: [id, identityId] })).list).toMatchObject([
      { mayDelete: false },
      { id, name: 'Shop', mayDelete: true },
    ]);
    for (const [bad, properties] of [
      [{ email: 'no address' }, ['email']],
      [{ name: 'x' }, ['email']],
      [{ email: 'ann@example.org', id: 'iMine' }, ['id']],
    ] as const)
      expect((await world.call('Identity/set', { create: { k: bad } })).notCreated?.k).toMatchObject({
        type: 'invalidProperties',
        properties,
      });
    expect((await world.call('Identity/set', { destroy: [id] })).destroyed).toEqual([id]);
    expect(await world.call('Identity/changes', { sinceState: newState })).toMatchObject({ destroyed: [id] });
  });
});
