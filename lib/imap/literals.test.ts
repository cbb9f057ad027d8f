import { expect, test } from 'vitest';
import { fakeCapabilities, startFakeImap } from './testing/fake-imap-server.ts';
import { openTestSession } from './testing/open-session.ts';

/** The announcements of literals that a session makes, `{12}` or `{12+}`. */
async function announced(extension: string, text: string): Promise<string[]> {
  await using server = await startFakeImap({
    capabilities: `${fakeCapabilities} ${extension}`,
    on: {
      'uid search': (request) => {
        request.send(`* ESEARCH (TAG "${request.tag}") UID`);
        request.ok();
      },
      append: (request) => request.ok(),
    },
  });
  const session = await openTestSession(server.port);
  await session.search('INBOX', { op: 'text', field: 'any', text });
  await session.append('INBOX', { raw: Buffer.from('Subject: x\r\n\r\ny\r\n'), flags: [], internalDateMs: null });
  session.destroy();
  return server.lines().flatMap((line) => /\{\d+[+-]?\}$/.exec(line) ?? []);
}

test.each([
  ['LITERAL+', 'Müller', ['{7+}', '{17}']],
  ['LITERAL-', 'Müller', ['{7+}', '{17}']],
  ['', 'Müller', ['{7}', '{17}']],
])(
  'X3: with %s a word of a search goes out without waiting only where the server takes it so, a message never before the server has agreed to it',
  async (extension, text, expected) => {
    expect(await announced(extension, text)).toEqual(expected);
  },
);
