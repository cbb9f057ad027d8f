import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { message, richMessage } from '../testing/sample-message.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
let blobId: string;
let emailId: string;
beforeAll(async () => {
  world = await startJmap();
  blobId = (await world.account.upload([Buffer.from(richMessage)] as never, 'message/rfc822')).blobId;
  const { created } = await world.call('Email/import', { emails: { e: { blobId, mailboxIds: { [world.mailbox.inbox]: true } } } });
  emailId = created!.e!.id;
});
afterAll(() => world.stop());

const bodyView = {
  fetchAllBodyValues: true,
  bodyProperties: ['partId', 'type', 'name', 'size', 'charset', 'disposition', 'cid', 'language', 'header:Content-Type'],
};

describe('RFC 8621 §4.9: Email/parse', () => {
  test('says of a message what Email/get says of the same message imported', async () => {
    const properties = [
      ...['messageId', 'inReplyTo', 'references', 'from', 'to', 'cc', 'subject', 'sentAt', 'size', 'hasAttachment', 'preview', 'headers'],
      ...['bodyStructure', 'textBody', 'htmlBody', 'attachments', 'bodyValues', 'header:X-Tag:asText:all', 'header:To:asGroupedAddresses'],
    ];
    const { parsed, notFound, notParsable } = await world.call('Email/parse', { blobIds: [blobId], properties, ...bodyView });
    const { list } = await world.call('Email/get', { ids: [emailId], properties, ...bodyView });
    const { id: _, ...email } = list[0]!;
    expect(parsed![blobId]).toEqual(email);
    expect([notFound, notParsable]).toEqual([null, null]);
  });

  test('the defaults, and null for what a blob does not have', async () => {
    const defaults = (await world.call('Email/parse', { blobIds: [blobId] })).parsed![blobId]!;
    expect(Object.keys(defaults).sort()).toEqual(
      [
        ...['messageId', 'inReplyTo', 'references', 'sender', 'from', 'to', 'cc', 'bcc', 'replyTo', 'subject', 'sentAt', 'hasAttachment'],
        ...['preview', 'bodyValues', 'textBody', 'htmlBody', 'attachments'],
      ].sort(),
    );
    const properties = ['id', 'blobId', 'threadId', 'mailboxIds', 'keywords', 'receivedAt'];
    expect((await world.call('Email/parse', { blobIds: [blobId], properties })).parsed![blobId]).toEqual({
      ...{ id: null, blobId, threadId: null, mailboxIds: null, keywords: null, receivedAt: null },
    });
  });

  test('an attached message is parsed from its part, and parts of that one have blobs of their own', async () => {
    const inner = message(
      ...['From: x@example.org', 'Subject: deep', 'Content-Type: multipart/mixed; boundary=d', '', '--d', '', 'inner text'],
      ...['--d', 'Content-Type: application/pdf; name=a.pdf', 'Content-Transfer-Encoding: base64', '', 'JVBERg==', '--d--', ''],
    );
    const raw = message(
      'From: y@example.org',
      'Content-Type: multipart/mixed; boundary=o',
      '',
      '--o',
      'Content-Type: message/rfc822',
      '',
      inner,
      '--o--',
      '',
    );
    const made = await world.account.createEmail({
      raw: Buffer.from(raw),
      mailboxIds: [world.mailbox.inbox] as never,
      keywords: [],
      receivedAtMs: 0,
    });
    if (!made.ok) throw new Error('not created');
    const { list } = await world.call('Email/get', { ids: [made.value.id], properties: ['attachments'] });
    const attached = list[0]!.attachments[0]!.blobId!;
    const { parsed } = await world.call('Email/parse', {
      blobIds: [attached],
      properties: ['subject', 'attachments', 'bodyValues'],
      fetchTextBodyValues: true,
    });
    expect(parsed![attached]).toMatchObject({
      subject: 'deep',
      bodyValues: { 1: { value: 'inner text' } },
      attachments: [{ name: 'a.pdf', size: 4 }],
    });
    const pdf = parsed![attached]!.attachments![0]!.blobId!;
    const content = await world.account.blob(pdf, { range: null, signal: new AbortController().signal });
    let text = '';
    for await (const chunk of content!.stream) text += Buffer.from(chunk).toString('latin1');
    expect(text).toBe('%PDF');
  });

  test('J18: data without a header field is not parsable, an unknown blob is not found', async () => {
    const junk = (await world.account.upload([Buffer.from('no header here\n')] as never, 'text/plain')).blobId;
    expect(await world.call('Email/parse', { blobIds: [junk, 'Unone', 'Nx_y'] })).toEqual({
      accountId: world.accountId,
      parsed: null,
      notParsable: [junk],
      notFound: ['Unone', 'Nx_y'],
    });
  });

  test('a forbidden header form and unknown properties are invalidArguments', async () => {
    for (const properties of [['header:From:asDate'], ['nonsense']])
      expect(await world.call('Email/parse', { blobIds: [blobId], properties })).toMatchObject({ type: 'invalidArguments' });
  });

  test('requestTooLarge: more octets than one call may parse', async () => {
    const { uploadBytes } = world.limits;
    const { blobId: other } = await world.account.upload([Buffer.from(`${richMessage}more`)] as never, 'message/rfc822');
    world.limits.uploadBytes = Buffer.byteLength(richMessage) + 100;
    expect((await world.call('Email/parse', { blobIds: [blobId] })).parsed).not.toBeNull();
    expect(await world.call('Email/parse', { blobIds: [blobId, other] })).toMatchObject({ type: 'requestTooLarge' });
    world.limits.uploadBytes = uploadBytes;
  });

  test('maxBodyValueBytes truncates', async () => {
    const { parsed } = await world.call('Email/parse', {
      blobIds: [blobId],
      properties: ['bodyValues'],
      fetchTextBodyValues: true,
      maxBodyValueBytes: 3,
    });
    const [value] = Object.values(parsed![blobId]!.bodyValues!);
    expect(value).toMatchObject({ value: 'Gr', isTruncated: true });
  });
});

describe('RFC 8621 §5.1: SearchSnippet/get', () => {
  const snippets = (filter: unknown, emailIds = [emailId]) => world.call('SearchSnippet/get', { filter, emailIds });

  test('marks what matches in subject and text, null elsewhere', async () => {
    expect((await snippets({ text: 'sommer' })).list).toEqual([{ emailId, subject: '<mark>Sommer</mark> 🌞', preview: null }]);
    expect((await snippets({ body: 'second' })).list).toEqual([{ emailId, subject: null, preview: 'Grüße <mark>second</mark> line' }]);
    expect((await snippets({ operator: 'AND', conditions: [{ subject: 'sommer' }, { text: 'grusse' }] })).list[0]).toMatchObject({
      subject: '<mark>Sommer</mark> 🌞',
      preview: '<mark>Grüße</mark> second line',
    });
  });

  test('without text in the filter both are null; what may not match is not marked', async () => {
    for (const filter of [null, {}, { hasKeyword: '$seen' }, { from: 'bjorn' }, { operator: 'NOT', conditions: [{ text: 'sommer' }] }])
      expect((await snippets(filter)).list).toEqual([{ emailId, subject: null, preview: null }]);
  });

  test('J17: notFound is null or non-empty; a wrong filter is unsupportedFilter', async () => {
    expect((await snippets({ text: 'x' })).notFound).toBeNull();
    expect(await snippets({ text: 'x' }, ['eNone'])).toMatchObject({ list: [], notFound: ['eNone'] });
    expect(await snippets({ nonsense: 1 })).toMatchObject({ type: 'unsupportedFilter' });
  });
});
