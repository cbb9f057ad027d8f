import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SyncedMessage } from './api.ts';
import { flatMessages, MessageBatch, readFlatMessages } from './flat-messages.ts';
import { prepareContent } from './prepared-content.ts';
import { address, emailContent } from './testing/store-content.ts';

const text = fc.string({ unit: 'binary' });
const ids = fc.option(fc.array(text, { maxLength: 4 }), { nil: null });
const people = fc.option(fc.array(fc.tuple(text, fc.option(text, { nil: null })), { maxLength: 3 }), { nil: null });
const message: fc.Arbitrary<SyncedMessage> = fc
  .record({
    uid: fc.integer({ min: 1, max: 0xffff_ffff }),
    flags: fc.array(text, { maxLength: 3 }),
    subject: fc.option(text, { nil: null }),
    from: people,
    messageId: ids,
    references: ids,
    header: fc.uint8Array({ maxLength: 300 }),
    serverEmailId: fc.option(text, { nil: null }),
    preview: text,
    labels: fc.option(fc.array(text, { maxLength: 3 }), { nil: undefined }),
    indexed: fc.option(fc.record({ search: text, preview: text }), { nil: null }),
  })
  .map(({ uid, flags, labels, from, header, indexed, ...fields }) => ({
    uid,
    flags,
    modSeq: 7n,
    ...(labels === undefined ? {} : { labels }),
    content: emailContent('m', {
      ...fields,
      from: from?.map(([email, name]) => address(email, name)) ?? null,
      headerBlock: header,
      text: indexed,
    }),
  }));

/** As both sides have it, whatever kind of octets they hold it in. */
const plain = ({ facts, headerBlock, ...content }: ReturnType<typeof prepareContent>) => ({
  ...content,
  facts: Buffer.from(facts).toString('hex'),
  headerBlock: Buffer.from(headerBlock).toString('hex'),
});

test('messages come out of a batch as they were put in, whatever is in them', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 8 }), (messages) => {
      const { messages: flat, memory } = flatMessages(messages).take();
      // What is handed over is gone on this side.
      const arrived = readFlatMessages(structuredClone(flat, { transfer: memory }));
      expect(arrived.map(({ content, ...rest }) => ({ ...rest, content: plain(content) }))).toEqual(
        messages.map(({ modSeq, content, ...rest }) => ({ ...rest, content: plain(prepareContent(content)) })),
      );
      expect(memory.every(({ detached }) => detached)).toBe(true);
    }),
  );
});

test('a batch that was handed over is empty and can be filled again', () => {
  const batch = new MessageBatch();
  batch.add({ uid: 1, flags: [], modSeq: null, content: emailContent('one') });
  const first = batch.take();
  structuredClone(first.messages, { transfer: first.memory });
  expect([batch.length, batch.sizeBytes]).toEqual([0, 0]);
  batch.add({ uid: 2, flags: ['\\Seen'], modSeq: null, content: emailContent('two') });
  const [second, ...others] = readFlatMessages(batch.take().messages);
  expect(others).toEqual([]);
  expect([second?.uid, second?.flags, second?.content.messageId]).toEqual([2, ['\\Seen'], 'two@test.example']);
});
