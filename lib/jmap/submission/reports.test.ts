import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailServers, type MailUser, sharedMailServers, startMailServers } from '#e2e/servers/index.ts';
import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { type JmapCall, jmapOver } from '../testing/gateway-jmap.ts';
import { message } from '../testing/sample-message.ts';

let servers: MailServers;
let running: Awaited<ReturnType<typeof startTestGateway>>;
beforeAll(async () => {
  servers = await sharedMailServers();
  running = await startTestGateway();
});
afterAll(() => running.stop());

async function open(prefix: string) {
  const user = await servers.newUser(prefix);
  const { user: userMail, accountId } = await openMail(running.gateway, loginOf(servers, user));
  return { user, call: jmapOver(userMail, accountId) };
}

/** Sends a message and gives its Message-ID and submission. */
async function send(call: JmapCall, from: MailUser, to: string[], more: { text?: string; askReceipt?: boolean } = {}) {
  const drafts = (await call('Mailbox/query', { filter: { role: 'drafts' } })).ids[0]!;
  const messageId = `${randomUUID()}@example.test`;
  const made = await call('Email/set', {
    create: {
      k: {
        ...{ mailboxIds: { [drafts]: true }, from: [{ email: from.address }], to: to.map((email) => ({ email })), subject: 'reported' },
        ...{ messageId: [messageId], bodyValues: { t: { value: more.text ?? 'hello' } }, textBody: [{ partId: 't', type: 'text/plain' }] },
        ...(more.askReceipt === true ? { 'header:Disposition-Notification-To:asRaw': ` ${from.address}` } : {}),
      },
    },
  });
  const identityId = (await call('Identity/get')).list[0]!.id;
  const { created } = await call('EmailSubmission/set', { create: { s: { identityId, emailId: made.created!.k!.id } } });
  return { messageId, submissionId: created!.s!.id };
}
const submission = async (call: JmapCall, id: string) => (await call('EmailSubmission/get', { ids: [id] })).list[0]!;

const bounce = (from: string, machine: string[]) =>
  message(
    `From: MAILER-DAEMON@${from}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: <${randomUUID()}@${from}>`,
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    ...['', '--b', '', 'Sorry.', '--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns;x'],
    ...machine,
    '--b--',
    '',
  );

test('RFC 8621 §7: reports that arrive later change deliveryStatus and dsnBlobIds, and /changes tells', async () => {
  const ana = await open('sends');
  const [ben, cleo] = [await servers.newUser('b'), await servers.newUser('c')];
  const { messageId, submissionId } = await send(ana.call, ana.user, [ben.address, cleo.address]);
  await eventually(async () => (await submission(ana.call, submissionId)).deliveryStatus?.[ben.address]?.delivered === 'unknown', 'sent');
  const { state } = await ana.call('EmailSubmission/get', { ids: [] });
  await servers.deliver(
    ana.user,
    bounce('far.test', [
      ...[`Original-Envelope-Id: ${submissionId}`, '', `Final-Recipient: rfc822;${ben.address}`, 'Action: failed', 'Status: 5.2.2'],
      ...[
        'Diagnostic-Code: smtp; 552 5.2.2 Mailbox full',
        '',
        `Final-Recipient: rfc822;${cleo.address}`,
        'Action: delivered',
        'Status: 2.0.0',
      ],
    ]),
    { from: 'x@far.test' },
  );
  await eventually(async () => (await submission(ana.call, submissionId)).dsnBlobIds.length === 1, 'the report is noted');
  const { deliveryStatus, dsnBlobIds } = await submission(ana.call, submissionId);
  expect(deliveryStatus).toEqual({
    [ben.address]: { smtpReply: '552 5.2.2 Mailbox full', delivered: 'no', displayed: 'unknown' },
    [cleo.address]: { smtpReply: expect.stringMatching(/^250 /), delivered: 'yes', displayed: 'unknown' },
  });
  expect((await ana.call('EmailSubmission/changes', { sinceState: state })).updated).toEqual([submissionId]);
  const { parsed } = await ana.call('Email/parse', { blobIds: dsnBlobIds, properties: ['subject'] });
  expect(parsed![dsnBlobIds[0]!]).toEqual({ subject: 'Undelivered Mail Returned to Sender' });

  // a form that only people were meant to read, about the same message
  const qmail = message(
    ...['From: MAILER-DAEMON@far.test', 'Subject: failure notice', `Message-ID: <${randomUUID()}@far.test>`, ''],
    ...["I'm afraid I wasn't able to deliver your message.", '', `<${cleo.address}>:`, '550 5.1.1 No such user', ''],
    ...['--- Below this line is a copy of the message.', '', `Message-ID: <${messageId}>`, '', 'hello', ''],
  );
  await servers.deliver(ana.user, qmail, { from: 'x@far.test' });
  await eventually(async () => (await submission(ana.call, submissionId)).dsnBlobIds.length === 2, 'the second report');
  expect((await submission(ana.call, submissionId)).deliveryStatus?.[cleo.address]).toMatchObject({ delivered: 'no' });
});

test('a real Postfix, whose delivery fails later, answers with a report that names the submission', async (context) => {
  // nobody has room for more than 24 kB when mail is delivered; the report fits, since only the header comes back (RET=HDRS)
  await using full = await startMailServers({
    dovecotConfig: `
protocol lmtp {
  mail_plugins = $mail_plugins quota
}
plugin {
  quota = count:User quota
  quota_vsizes = yes
  quota_rule = *:storage=24K
  quota_rule2 = Drafts:ignore
}
`,
  });
  if (full.submission !== 'postfix') return context.skip();
  const [user, ben] = [await full.newUser('sends'), await full.newUser('is-full')];
  const { user: userMail, accountId } = await openMail(running.gateway, loginOf(full, user));
  const call = jmapOver(userMail, accountId);
  const { submissionId } = await send(call, user, [ben.address], { text: 'A long line of a long message.\n'.repeat(1_500) });
  const status = await eventually(async () => {
    const { deliveryStatus } = await submission(call, submissionId);
    return deliveryStatus?.[ben.address]?.delivered === 'no' && deliveryStatus[ben.address];
  }, 'the bounce');
  expect(status.smtpReply).toMatch(/^55\d .*5\.2\.2/);
});

test('RFC 9007, RFC 8621 §7: a read receipt sets displayed, and is told of in mdnBlobIds', async () => {
  const [ana, ben] = [await open('asks'), await open('reads')];
  const { messageId, submissionId } = await send(ana.call, ana.user, [ben.user.address], { askReceipt: true });
  const forEmailId = await eventually(async () => (await ben.call('Email/query', { filter: { subject: 'reported' } })).ids[0], 'the mail');
  const identityId = (await ben.call('Identity/get')).list[0]!.id;
  const disposition = { actionMode: 'manual-action', sendingMode: 'mdn-sent-manually', type: 'displayed' };
  const { notSent } = await ben.call('MDN/send', {
    identityId,
    send: { k: { forEmailId, disposition } },
    onSuccessUpdateEmail: { '#k': { 'keywords/$mdnsent': true } },
  });
  expect(notSent).toBeNull();
  await eventually(async () => (await submission(ana.call, submissionId)).mdnBlobIds.length === 1, 'the receipt');
  const { deliveryStatus, mdnBlobIds, emailId } = await submission(ana.call, submissionId);
  expect(deliveryStatus?.[ben.user.address]).toMatchObject({ delivered: 'yes', displayed: 'yes' });
  const { parsed } = await ana.call('MDN/parse', { blobIds: mdnBlobIds });
  expect(parsed![mdnBlobIds[0]!]).toMatchObject({ forEmailId: emailId, originalMessageId: `<${messageId}>` });
});
