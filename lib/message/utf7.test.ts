import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { shownSender } from '#components/message/shown-sender.ts';
import { decodedParam, parseContentField } from './content-field.ts';
import { asAddresses, asText } from './header-forms.ts';
import { decodePartText } from './part-text.ts';
import { decodeUtf7 } from './utf7.ts';

/** Signs that change what a text is, as UTF-7 hides them: `<`, `>`, `@`, `,`, CR LF, right-to-left override. */
const hidden = { open: '+ADw-', close: '+AD4-', at: '+AEA-', comma: '+ACw-', line: '+AA0ACg-', turn: '+IC4-' };
const labels = ['utf-7', 'UTF-7', 'unicode-1-1-utf-7', 'x-unicode-2-0-utf-7', 'utf7'];

test('a body in UTF-7 is refused, however it is named: its letters stay as they were sent and no element is made of them', () => {
  const smuggled = `${hidden.open}script${hidden.close}alert(1)${hidden.open}/script${hidden.close}`;
  for (const type of ['text/html', 'text/plain'])
    for (const charset of labels)
      expect(decodePartText(Buffer.from(smuggled), { type, charset, encoding: '7bit' })).toEqual({
        text: smuggled,
        isEncodingProblem: true,
      });
  const named = `<meta charset="utf-7"><p>${smuggled}`;
  for (const charset of [null, 'us-ascii'])
    expect(decodePartText(Buffer.from(named), { type: 'text/html', charset, encoding: '7bit' }).text).toBe(named);
});

test('a word of a subject is read in it, and loses what could end the line or turn it round like any other word', () => {
  expect(asText(' =?utf-7?Q?Die_Fr+APY-sche?=')).toBe('Die Frösche');
  expect(asText(` =?utf-7?Q?Hello${hidden.line}Bcc:_eve${hidden.at}evil.example?=`)).toBe('HelloBcc: eve@evil.example');
});

test('V10: a word in UTF-7 becomes neither an address nor a second one; a name that it gives an at sign is shown with its address', () => {
  const [first, ...more] = asAddresses(
    `=?utf-7?Q?admin${hidden.at}bank.example_${hidden.open}admin${hidden.at}bank.example${hidden.close}${hidden.comma}?= <eve@evil.example>`,
  );
  expect(first).toEqual({ name: 'admin@bank.example <admin@bank.example>,', email: 'eve@evil.example' });
  expect(more).toEqual([]);
  expect(shownSender(first!)).toMatchObject({ address: 'eve@evil.example', isDoubtful: true });
  const alone = `=?utf-7?Q?admin${hidden.at}bank.example?=`;
  expect(asAddresses(alone)).toEqual([{ name: null, email: alone }]);
  const local = '=?utf-7?Q?admin?=@bank.example';
  expect(asAddresses(local).map(({ email }) => email)).toEqual([local]);
  expect(asAddresses(`=?utf-7?Q?${hidden.turn}nimda?= <eve@evil.example>`)).toEqual([{ name: 'nimda', email: 'eve@evil.example' }]);
});

test('a file name written as a word is read, one that only names the charset stays as it was sent', () => {
  const nameIn = (field: string): string | null => decodedParam(parseContentField(field).params, 'filename');
  expect(nameIn('attachment; filename="=?utf-7?Q?Fr+APY-sche.txt?="')).toBe('Frösche.txt');
  expect(nameIn("attachment; filename*=utf-7''Fr+APY-sche.txt")).toBe('Fr+APY-sche.txt');
});

test('malformed runs end, and half characters become U+FFFD', () => {
  expect(decodeUtf7('a+-b')).toEqual({ text: 'a+b', isProblem: false });
  expect(decodeUtf7('a+ b')).toEqual({ text: 'a\ufffd b', isProblem: true });
  expect(decodeUtf7('+2D0-')).toEqual({ text: '\ufffd', isProblem: true });
});
