import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { partOfBodyStructure } from '#lib/imap/body-structure.ts';
import type { ImapTokens } from '#lib/imap/tokens.ts';
import type { MessagePart } from '#lib/mail/index.ts';
import { bodySection, parseMessage } from './index.ts';
import { emlBytes, emlEntries, hasCorpora, withCrlf } from './testing/eml-corpus.ts';

/** Messages that are read differently on purpose, or not carried as they are. */
const passedOver: Record<string, string> = {
  'horde-deeply-nested.eml': 'deeper than our bound of 50',
  'rubymail-raw-email-with-binary-encoded.eml': 'Dovecot cuts a boundary at an unquoted =',
  'stalwart-legacy-049.eml': 'the lone CR at its end is lost on the way into Dovecot',
};

describe.skipIf(!hasCorpora)('J4: part ids are the same from BODYSTRUCTURE and from our parser (passed over without the corpora)', () => {
  test('whole corpus against Dovecot', async () => {
    const servers = await sharedMailServers();
    const user = await servers.newUser('structure');
    const files = emlEntries().map((each) => each.file);
    await servers.appendMany(
      user,
      'INBOX',
      files.map((file) => ({ raw: withCrlf(emlBytes(file)) })),
    );
    const answer = await servers.doveadm(['-f', 'json', 'fetch', '-u', user.login, 'uid imap.bodystructure', 'mailbox', 'INBOX', 'all']);
    const rows = JSON.parse(answer) as { uid: string; 'imap.bodystructure': string }[];
    expect(rows).toHaveLength(files.length);
    const different: string[] = [];
    for (const [index, row] of rows.sort((a, b) => Number(a.uid) - Number(b.uid)).entries()) {
      const file = files[index] as string;
      if (file in passedOver) continue;
      const theirs = partOfBodyStructure(readTokens(row['imap.bodystructure']));
      const ours = parseMessage(withCrlf(emlBytes(file))).structure;
      // doveadm's JSON has no place for names in raw 8-bit charsets
      const withNames = !row['imap.bodystructure'].includes('\ufffd');
      const [a, b] = [outline(theirs, withNames), outline(ours, withNames)];
      if (a.join('\n') !== b.join('\n')) {
        const rows = [
          ...a.filter((line) => !b.includes(line)).map((line) => `  dovecot ${line}`),
          ...b.filter((line) => !a.includes(line)).map((line) => `  ours    ${line}`),
        ];
        different.push([file, ...rows].join('\n'));
      }
    }
    expect(different.join('\n')).toBe('');
  });
});

/** One line for each part, depth first. */
function outline(part: MessagePart | null, withNames: boolean): string[] {
  if (part === null) return ['nothing'];
  const { params: _params, subParts, ...rest } = part;
  // Dovecot shows the text of a multipart without boundary as an empty part (see bodySection)
  for (const child of subParts ?? []) if (child.partId !== null && bodySection(part, child) !== child.partId) child.size = 0;
  // Dovecot reports us-ascii in lower case
  const name = withNames ? rest.name : null;
  return [
    JSON.stringify({ ...rest, name, charset: rest.charset?.toLowerCase() ?? null, subParts: subParts?.length ?? null }),
    ...(subParts ?? []).flatMap((each) => outline(each, withNames)),
  ];
}

/** Reads the parenthesised answer; a literal is written `{n}` CRLF octets. */
function readTokens(text: string): ImapTokens {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  let at = 0;
  const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');
  const list = (): ImapTokens => {
    const out: ImapTokens = [];
    while (at < bytes.length) {
      const char = bytes[at];
      if (char === ')') {
        at += 1;
        return out;
      }
      if (char === ' ') at += 1;
      else if (char === '(') {
        at += 1;
        out.push(list());
      } else if (char === '"') {
        let value = '';
        for (at += 1; bytes[at] !== '"'; at += 1) {
          if (bytes[at] === '\\') at += 1;
          value += bytes[at];
        }
        at += 1;
        out.push({ type: 'STRING', value: utf8(value) });
      } else if (char === '{') {
        const close = bytes.indexOf('}', at);
        const size = Number(bytes.slice(at + 1, close));
        const from = bytes.indexOf('\n', close) + 1;
        out.push({ type: 'LITERAL', value: Buffer.from(bytes.slice(from, from + size), 'latin1') });
        at = from + size;
      } else {
        const word = /^[^ ()]+/.exec(bytes.slice(at, at + 100))?.[0] as string;
        at += word.length;
        out.push(word === 'NIL' ? null : { type: 'ATOM', value: word });
      }
    }
    return out;
  };
  return list();
}
