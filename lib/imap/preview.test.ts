import { expect, test } from 'vitest';
import { fakeCapabilities, startFakeImap } from './testing/fake-imap-server.ts';
import { openTestSession } from './testing/open-session.ts';

const block = 'Subject: x\r\n\r\n';

async function previews(capabilities: string, item: string) {
  await using server = await startFakeImap({
    capabilities,
    on: {
      'uid fetch': (request) => {
        request.send(
          `* 1 FETCH (UID 1 FLAGS () INTERNALDATE "01-Jan-2026 10:00:00 +0000" RFC822.SIZE 60${item} BODY[HEADER.FIELDS (SUBJECT)] {${block.length}}`,
        );
        request.raw(`${block})\r\n`);
        request.ok();
      },
    },
  });
  const session = await openTestSession(server.port);
  await session.examine('INBOX');
  const found: (string | null)[] = [];
  for await (const { preview } of session.fetchHeaders([1])) found.push(preview);
  session.destroy();
  return { found, isAsked: server.lines().some((line) => line.includes('PREVIEW (LAZY)')) };
}

test.each([
  ['as a string', ' PREVIEW "The first words"', 'The first words'],
  ['as a literal', ' PREVIEW {8}\r\nMüllers', 'Müllers'],
  ['not at hand', ' PREVIEW NIL', null],
  ['left out', '', null],
])(
  'RFC 8970: a preview that is %s is read with the header row, which asks for no more than the server has at hand',
  async (_, item, expected) => {
    expect(await previews(`${fakeCapabilities} PREVIEW`, item)).toEqual({ found: [expected], isAsked: true });
  },
);

test('RFC 8970: a server without PREVIEW is not asked for it', async () => {
  expect(await previews(fakeCapabilities, '')).toEqual({ found: [null], isAsked: false });
});
