import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildMessage, isOwnMessageId, newMessageId, parseMessage, safeFileName, withoutBcc } from './index.ts';
import { fieldStrings } from './testing/eml-corpus.ts';
import { messageSpec } from './testing/message-spec.ts';

test.each([
  ['report.pdf', 'report.pdf'],
  ['../../../../etc/passwd', 'passwd'],
  ['C:\\TEMP\\x.png', 'x.png'],
  ['con.txt', '_con.txt'],
  ['LPT1', '_LPT1'],
  ['.htaccess', 'htaccess'],
  ['a.pdf\u202efdp.exe', 'a.pdffdp.exe'],
  ['invoice.pdf          .exe', 'invoice.pdf .exe'],
  ['a/b\\c:d*e?f"g<h>i|j', 'c_d_e_f_g_h_i_j'],
  ['\ufeff\xad', 'attachment'],
  ['\x00\x07\x1b[31m', '[31m'],
  ['name. . ', 'name'],
  ['..', 'attachment'],
  [null, 'attachment'],
  ['Größe “neu”.csv', 'Größe “neu”.csv'],
])('V10: the file name %j is saved as %j', (name, wanted) => expect(safeFileName(name)).toBe(wanted));

test('V10: no file name leads out of its folder, hides its extension or is over-long', () => {
  const check = (name: string): void => {
    const safe = safeFileName(name);
    expect(safe).not.toMatch(/[/\\:*?"<>|\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    expect(safe).not.toMatch(/^[. ]|[. ]$/);
    expect(safe).not.toBe('');
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(180);
    expect(safeFileName(safe)).toBe(safe);
  };
  for (const name of fieldStrings()) check(name);
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), check));
  expect(safeFileName(`${'ä'.repeat(300)}.pdf`)).toMatch(/….*\.pdf$/);
});

test('S2: our own Message-IDs are known, with brackets and in any letter case, and forged ones are not', () => {
  const key = Buffer.alloc(32, 7);
  const id = newMessageId('Müller.Example', key, Date.UTC(2026, 10, 22));
  expect(id).toMatch(/^[0-9a-z]+\.[0-9a-f]{32}\.[0-9a-f]{32}@xn--mller-kva\.example$/);
  expect(isOwnMessageId(id, key)).toBe(true);
  expect(isOwnMessageId(`<${id.toUpperCase()}>`, key)).toBe(true);
  expect(newMessageId('a.example', key, 1)).not.toBe(newMessageId('a.example', key, 1));
  expect(isOwnMessageId(id, Buffer.alloc(32, 8))).toBe(false);
  expect(isOwnMessageId(id.replace('xn--mller-kva', 'evil'), key)).toBe(false);
  expect(isOwnMessageId(`1${id}`, key)).toBe(false);
  for (const other of ['', 'x@y', '<>', 'a'.repeat(5000)]) expect(isOwnMessageId(other, key)).toBe(false);
  expect(newMessageId('not a domain\r\n', key, 1)).toMatch(/@localhost$/);
});

test('S1: only the Bcc field is taken out, every other octet stays', async () => {
  const spec = messageSpec({
    cc: [{ name: null, email: 'c@c.example' }],
    body: { kind: 'simple', text: 'Bcc: not a field\r\nbody', html: null, attachments: [] },
  });
  const bcc = Array.from({ length: 30 }, (_, index) => ({ name: `Person ${index}`, email: `p${index}@secret.example` }));
  const stored = await buildMessage({ ...spec, bcc });
  const sent = withoutBcc(stored);
  expect(parseMessage(stored).headers.bcc).toHaveLength(30);
  expect(sent.equals(await buildMessage(spec))).toBe(true);
  expect(withoutBcc(sent).equals(sent)).toBe(true);
});

test('S1: Bcc fields go wherever and however they stand', () => {
  const cases: [string, string][] = [
    ['Bcc: a@b\r\n', ''],
    ['BCC : a@b\r\n folded\r\nTo: c@d\r\n\r\nBcc: body', 'To: c@d\r\n\r\nBcc: body'],
    ['To: c@d\nbcc: a@b\n\tx\n\nbody', 'To: c@d\n\nbody'],
    ['Bcc: a@b\r\nBcc: c@d\r\n\r\n', '\r\n'],
    ['X-Bcc: a@b\r\nBccx: c\r\n\r\n', 'X-Bcc: a@b\r\nBccx: c\r\n\r\n'],
    ['Resent-Bcc: a@b\r\nTo: c@d\r\n\r\n', 'To: c@d\r\n\r\n'],
    ['To: c@d\r\nBcc: a@b', 'To: c@d\r\n'],
  ];
  for (const [raw, wanted] of cases) expect(withoutBcc(Buffer.from(raw)).toString()).toBe(wanted);
});
