import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { jmapOver } from '../testing/gateway-jmap.ts';
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

async function add(...lines: string[]): Promise<string> {
  const made = await world.account.createEmail({
    raw: Buffer.from(message('From: bob@example.net', 'Subject: asks', 'Message-ID: <asks@example.net>', ...lines, '', 'text', '')),
    mailboxIds: [world.mailbox.inbox] as never,
    keywords: [],
    receivedAtMs: 0,
  });
  if (!made.ok) throw new Error('not created');
  return made.value.id;
}
const disposition = { actionMode: 'manual-action', sendingMode: 'mdn-sent-manually', type: 'displayed' };
const send = (mdn: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  world.call('MDN/send', { identityId, send: { k: { disposition, ...mdn } }, onSuccessUpdateEmail: { '#k': mdnSent }, ...more });
const mdnSent = { 'keywords/$mdnsent': true };
const asks = 'Disposition-Notification-To: Bob <bob@example.net>';

describe('RFC 9007 §2.1: MDN/send', () => {
  test('goes to whom the message names, with the null reverse path, and can be parsed again', async () => {
    const forEmailId = await add(asks, 'Original-Recipient: rfc822; ann@old.example');
    const { sent, notSent } = await send({
      forEmailId,
      subject: 'Read: asks',
      textBody: 'I have read it.\n',
      reportingUA: 'joes-pc; Foo 1.0',
      includeOriginalMessage: true,
      extensionFields: { 'X-EXTENSION': 'value' },
    });
    expect(notSent).toBeNull();
    const finalRecipient = `rfc822; ${world.address}`;
    const [originalRecipient, originalMessageId] = ['rfc822; ann@old.example', '<asks@example.net>'];
    expect(sent).toEqual({ k: { finalRecipient, mdnGateway: null, originalRecipient, originalMessageId, error: null } });
    const { raw, from, to } = world.account.submittedRaw.at(-1)!;
    expect([from, to]).toEqual(['', ['bob@example.net']]);
    const { blobId } = await world.account.upload([raw] as never, 'message/rfc822');
    expect((await world.call('MDN/parse', { blobIds: [blobId] })).parsed![blobId]).toEqual({
      ...{ forEmailId, subject: 'Read: asks', textBody: 'I have read it.\n', includeOriginalMessage: true },
      ...{ reportingUA: 'joes-pc; Foo 1.0', disposition, mdnGateway: null, originalRecipient, finalRecipient, originalMessageId },
      ...{ error: null, extensionFields: { 'X-EXTENSION': 'value' } },
    });
    const { parsed } = await world.call('Email/parse', {
      blobIds: [blobId],
      properties: ['inReplyTo', 'to', 'header:Auto-Submitted:asText', 'header:Content-Type:asText'],
    });
    expect(parsed![blobId]).toMatchObject({
      inReplyTo: ['asks@example.net'],
      to: [{ email: 'bob@example.net' }],
      'header:Auto-Submitted:asText': 'auto-replied',
    });
    expect(parsed![blobId]!['header:Content-Type:asText']).toContain('report-type=disposition-notification');
  });

  test('mdnAlreadySent: the message has $mdnsent from then on', async () => {
    const forEmailId = await add(asks);
    expect((await send({ forEmailId })).notSent).toBeNull();
    expect((await world.call('Email/get', { ids: [forEmailId], properties: ['keywords'] })).list[0]!.keywords).toEqual({ $mdnsent: true });
    const count = world.account.submittedRaw.length;
    expect((await send({ forEmailId })).notSent).toMatchObject({ k: { type: 'mdnAlreadySent' } });
    expect(world.account.submittedRaw).toHaveLength(count);
  });

  test('onSuccessUpdateEmail: one implicit Email/set under the same call id, for what was sent', async () => {
    const forEmailId = await add(asks);
    const given = {
      accountId: world.accountId,
      identityId,
      send: { k: { forEmailId, disposition }, bad: { forEmailId: 'eNone', disposition } },
    };
    const answers = await world.calls([
      'MDN/send',
      { ...given, onSuccessUpdateEmail: { '#k': { ...mdnSent, 'keywords/told': true }, '#bad': mdnSent } },
    ]);
    expect(answers).toMatchObject([
      ['MDN/send', { notSent: { bad: { type: 'notFound' } } }, 'c0'],
      ['Email/set', { updated: { [forEmailId]: null }, notUpdated: null }, 'c0'],
    ]);
  });

  test('what does not set $mdnsent is rejected, and nobody is told', async () => {
    const forEmailId = await add(asks);
    const count = world.account.submittedRaw.length;
    const rejected = [
      null,
      {},
      { '#k': {} },
      { '#other': mdnSent },
      { '#k': { 'keywords/$mdnsent': null } },
      { '#k': { keywords: { $seen: true } } },
    ];
    for (const onSuccessUpdateEmail of rejected)
      expect((await send({ forEmailId }, { onSuccessUpdateEmail })).notSent).toMatchObject({ k: { type: 'invalidProperties' } });
    expect(world.account.submittedRaw).toHaveLength(count);
    expect((await world.call('Email/get', { ids: [forEmailId], properties: ['keywords'] })).list[0]!.keywords).toEqual({});
    expect((await send({ forEmailId }, { onSuccessUpdateEmail: { '#k': { keywords: { $MDNSent: true } } } })).notSent).toBeNull();
  });

  test('what may not be sent', async () => {
    const forEmailId = await add(asks);
    expect((await send({ forEmailId: await add() })).notSent).toMatchObject({ k: { type: 'notFound' } });
    const two = await add('Disposition-Notification-To: a@example.net, b@example.net');
    expect((await send({ forEmailId: two })).notSent).toMatchObject({ k: { type: 'notFound' } });
    expect((await send({ forEmailId, finalRecipient: 'rfc822; pope@example.net' })).notSent).toMatchObject({
      k: { type: 'forbiddenFrom' },
    });
    for (const [wrong, property] of [
      [{ subject: 'a\r\nBcc: x@y.z' }, 'subject'],
      [{ reportingUA: 'a\nb' }, 'reportingUA'],
      [{ extensionFields: { 'a b': 'x' } }, 'extensionFields'],
      [{ disposition: { ...disposition, type: 'eaten' } }, 'disposition'],
      [{ originalMessageId: '<mine>' }, 'originalMessageId'],
    ] as const)
      expect((await send({ forEmailId, ...wrong })).notSent).toEqual({ k: { type: 'invalidProperties', properties: [property] } });
    expect(await send({ forEmailId }, { identityId: 'iNone' })).toMatchObject({ type: 'invalidArguments' });
    world.userMail.scope = 'write';
    expect(await send({ forEmailId })).toMatchObject({ type: 'forbidden' });
    world.userMail.scope = 'send';
  });
});

test('RFC 9007 §2.2: MDN/parse: other messages are notParsable, unknown blobs notFound', async () => {
  const { blobId } = await world.account.upload([Buffer.from('Subject: no report\r\n\r\n')] as never, 'message/rfc822');
  expect(await world.call('MDN/parse', { blobIds: [blobId, 'Unone'] })).toEqual({
    ...{ accountId: world.accountId, parsed: null, notParsable: [blobId], notFound: ['Unone'] },
  });
});

test('a notification arrives over real servers, and no EmailSubmission shows it', async () => {
  const servers = await sharedMailServers();
  const running = await startTestGateway();
  try {
    const [ana, ben] = [await servers.newUser('mdn-a'), await servers.newUser('mdn-b')];
    const open = async (user: typeof ana) => {
      const { user: userMail, accountId } = await openMail(running.gateway, loginOf(servers, user));
      return jmapOver(userMail, accountId);
    };
    const [anaCall, benCall] = [await open(ana), await open(ben)];
    await servers.deliver(
      ana,
      Buffer.from(
        message(
          `From: ${ben.address}`,
          `Disposition-Notification-To: ${ben.address}`,
          'Message-ID: <real@mdn.test>',
          'Subject: tell me',
          '',
          'x',
          '',
        ),
      ),
    );
    const forEmailId = await eventually(async () => (await anaCall('Email/query', { filter: { subject: 'tell' } })).ids[0], 'the mail');
    const identity = (await anaCall('Identity/get')).list[0]!;
    const { sent } = await anaCall('MDN/send', {
      ...{ identityId: identity.id, send: { k: { forEmailId, subject: 'Read', disposition } }, onSuccessUpdateEmail: { '#k': mdnSent } },
    });
    expect(sent).not.toBeNull();
    const id = await eventually(async () => (await benCall('Email/query', { filter: { subject: 'read' } })).ids[0], 'the notification');
    const { blobId } = (await benCall('Email/get', { ids: [id], properties: ['blobId'] })).list[0]!;
    expect((await benCall('MDN/parse', { blobIds: [blobId] })).parsed![blobId]).toMatchObject({
      ...{ originalMessageId: '<real@mdn.test>', finalRecipient: `rfc822; ${ana.address}`, disposition },
    });
    expect((await anaCall('EmailSubmission/query')).ids).toEqual([]);
  } finally {
    await running.stop();
  }
});
