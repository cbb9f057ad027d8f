import { afterAll, beforeAll, expect, test } from 'vitest';
import { resentHeader } from '#lib/compose/index.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

const original = Buffer.from(
  'From: Stranger <s@x.test>\r\nTo: ann@example.org, other@x.test\r\nDKIM-Signature: v=1; b=abc\r\nMessage-ID: <o@x>\r\nSubject: =?x?=\r\n\r\nK\xe4se .\r\n..\r\n',
  'latin1',
);

test('RFC 5322 §3.6.6: a message is passed on octet for octet behind its Resent fields, by us, to the envelope’s recipients alone', async () => {
  const { blobId } = await world.store.blobs.put(world.accountId, original, 'message/rfc822');
  const [identity] = (await world.call('Identity/get', {})).list;
  const header = resentHeader({ from: world.address, to: ['bob@b.test'], atMs: world.now.ms, messageId: 'r@example.org' });
  const { accountId } = world;
  const envelope = {
    mailFrom: { email: world.address, parameters: { HOLDFOR: '10' } },
    rcptTo: [{ email: 'bob@b.test', parameters: null }],
  };
  const answers = await world.calls(
    ['Blob/upload', { accountId, create: { message: { data: [{ 'data:asText': header }, { blobId }], type: 'message/rfc822' } } }],
    [
      'Email/import',
      { accountId, emails: { email: { blobId: '#message', mailboxIds: { [world.mailbox.sent]: true }, keywords: { $seen: true } } } },
    ],
    ['EmailSubmission/set', { accountId, create: { sending: { identityId: identity?.id, emailId: '#email', envelope } } }],
  );
  expect(answers.map(([name]) => name)).toEqual(['Blob/upload', 'Email/import', 'EmailSubmission/set']);
  const [record] = await world.store.submissions.get(world.account.id, null);
  expect(record).toMatchObject({ state: 'held', envelope });
  const octets = await world.store.blobs.read(world.account.id, record!.rawBlobId);
  expect(Buffer.from(octets!).toString('latin1')).toBe(header + original.toString('latin1'));
  // Nobody of the original's header is somebody that Ann wrote to.
  const contacts = await world.store.contacts.people(world.userMail.personId, 10);
  expect(contacts.map(({ email }) => email)).toEqual(['bob@b.test']);
});

test('without Resent-From of one’s own a stranger’s message is not sent', async () => {
  const raw = Buffer.from('From: s@x.test\r\nResent-From: else@x.test\r\nTo: a@b.test\r\n\r\nx\r\n');
  const made = await world.account.createEmail({
    raw,
    mailboxIds: [world.mailbox.sent] as never,
    keywords: [],
    receivedAtMs: world.now.ms,
  });
  if (!made.ok) throw new Error('not made');
  const [identity] = (await world.call('Identity/get', {})).list;
  const envelope = { mailFrom: { email: world.address, parameters: null }, rcptTo: [{ email: 'bob@b.test', parameters: null }] };
  const set = await world.call('EmailSubmission/set', { create: { k: { identityId: identity?.id, emailId: made.value.id, envelope } } });
  expect(set.notCreated?.k?.type).toBe('forbiddenFrom');
});
