import { expect, test } from 'vitest';
import { buildMessage } from '#lib/message/index.ts';
import { base64Bytes, messageBytes } from './message-size.ts';

const built = async (text: string, html: string | null, files: { octets: number; type: string }[]): Promise<number> => {
  const people = [{ name: 'Ana Example', email: 'ana@example.org' }];
  const head = { from: people, to: people, sender: null, replyTo: null, cc: null, bcc: null, inReplyTo: null, references: null };
  const attachments = files.map(({ octets, type }, at) => ({
    ...{ blob: Buffer.alloc(octets, 'a line of it\r\n'), type, name: `a file of a name ${at}.bin`, cid: null },
    disposition: 'attachment' as const,
  }));
  const message = await buildMessage({
    ...{ ...head, subject: 'Size', date: { ms: 0, offsetMinutes: 0 }, messageId: ['size@example.org'], headers: [], boundarySeed: 'x' },
    body: { kind: 'simple', text, html, attachments, isFlowed: true },
  });
  return message.length;
};

test.each([0, 1, 2, 3, 56, 57, 58, 1_000, 23_456_789])('base64 of %i octets is counted to the octet', (octets) => {
  const lines = Buffer.alloc(octets)
    .toString('base64')
    .replaceAll(/.{76}(?=.)/g, '$&\r\n');
  expect(base64Bytes(octets)).toBe(octets === 0 ? 0 : lines.length + 2);
});

test.each([
  ['plain words', 'Hello\n'.repeat(500), null, []],
  ['a file of 3 MB', 'Here.', '<p>Here.</p>', [{ octets: 3_000_000, type: 'application/zip' }]],
  ['a message within', 'See', '<p>See</p>', [{ octets: 200_001, type: 'message/rfc822' }]],
  ['umlauts', 'äöü ßÄ wort '.repeat(3_000), '<p>äöü ßÄ wort</p>'.repeat(3_000), []],
  ['another script', 'добрый день '.repeat(3_000), `<p>${'добрый день '.repeat(3_000)}</p>`, []],
  ['pictures and signs', '🙂=🙂'.repeat(2_000), null, [1, 2, 3].map((octets) => ({ octets: octets * 77_777, type: 'image/png' }))],
] as const)('the size of a message on the wire, %s: never too small, and hardly too large', async (_, text, html, files) => {
  const estimate = messageBytes(
    html === null ? [text] : [text, html],
    files.map(({ octets, type }) => ({ sizeBytes: octets, type })),
    1,
  );
  const size = await built(text, html, [...files]);
  expect(estimate).toBeGreaterThanOrEqual(size);
  expect(estimate).toBeLessThan(size * 1.12 + 4_000);
});
