import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import {
  asAddresses,
  asDate,
  asGroupedAddresses,
  asMessageIds,
  asText,
  asURLs,
  decodeCharset,
  decodePartText,
  decodeTransfer,
  disputedSender,
  htmlToText,
  parseAuthenticationResults,
  parseContentField,
  parseHeaderBlock,
  parseMessage,
  parseReceived,
  previewOf,
  safeFileName,
  searchTextOf,
  withoutBcc,
  withoutInvisible,
} from './index.ts';

/** One stretch of each string that has brought a parser down somewhere; each is repeated to a quarter of a mebibyte, in the long run to a whole one. */
const stretches = [
  '=?',
  '=?utf-8?Q?',
  '=?utf-8?Q?x',
  '=?utf-8?Q?=?=',
  '?=',
  '=?a?b?c',
  '=?utf-8?B?YQ==?= ',
  '"',
  '"\\',
  '\\',
  '(',
  ')',
  '((a)',
  '<',
  '>',
  '<a@b>',
  '<a ',
  ',',
  ';',
  ':',
  'a:',
  '@',
  'a@',
  '[',
  ']',
  ' ',
  '\t',
  '\r\n',
  '\r\n ',
  '\n',
  '\r',
  '\0',
  '--',
  '\n--',
  '\n--a\n',
  "='",
  '="',
  '<a href="',
  "<a '",
  '<!--',
  '<script>',
  '</',
  '&',
  '&#',
  '&amp',
  '<blockquote>',
  '<li>',
  '<pre>\n',
  '%',
  "*0*='",
  '; a=',
  '; a*0*=%',
  '> ',
  '-- \n',
  '\u202e',
  'ä',
  '\ud800',
  '+A',
  '+',
  '=',
  '=\n',
  '= ',
  'a.',
  '../',
  'Re: ',
];

const size = (process.env.POSTERN_TEST_LONG === '1' ? 1024 : 256) * 1024;
const partFacts = { charset: 'utf-8', encoding: 'quoted-printable', type: 'text/html' };

const functions: Record<string, (text: string, bytes: Buffer) => unknown> = {
  asText: (text) => asText(text),
  asAddresses: (text) => asAddresses(text),
  asGroupedAddresses: (text) => asGroupedAddresses(text),
  asMessageIds: (text) => asMessageIds(text),
  asDate: (text) => asDate(text),
  asURLs: (text) => asURLs(text),
  parseAuthenticationResults: (text) => parseAuthenticationResults(`mail.example; ${text}`),
  parseReceived: (text) => parseReceived(text),
  disputedSender: (text) => disputedSender([{ name: 'From', value: text, legacyValue: null }]),
  parseContentField: (text) => parseContentField(text),
  parseHeaderBlock: (_, bytes) => parseHeaderBlock(bytes),
  'parseHeaderBlock of one field': (_, bytes) => parseHeaderBlock(Buffer.concat([Buffer.from('From: '), bytes])),
  parseMessage: (_, bytes) => parseMessage(bytes),
  'parseMessage of a multipart': (_, bytes) =>
    parseMessage(
      Buffer.concat([
        Buffer.from('Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: multipart/mixed; boundary="a="\r\n\r\n'),
        bytes,
      ]),
    ),
  'decodeTransfer base64': (_, bytes) => decodeTransfer(bytes, 'base64'),
  'decodeTransfer quoted-printable': (_, bytes) => decodeTransfer(bytes, 'quoted-printable'),
  'decodeCharset of no known charset': (_, bytes) => decodeCharset(bytes, 'x-unknown'),
  decodePartText: (_, bytes) => decodePartText(bytes, partFacts),
  htmlToText: (text) => htmlToText(text, { links: true }),
  previewOf: (text) => previewOf(text),
  searchTextOf: (text) => searchTextOf([{ type: 'text/html', text }]),
  safeFileName: (text) => safeFileName(text),
  withoutInvisible: (text) => withoutInvisible(text),
  withoutBcc: (_, bytes) => withoutBcc(bytes),
};

// A hang guard, not a budget: quadratic work on this much takes minutes, linear work some ten milliseconds.
const guardMs = 3000;

test.each(Object.keys(functions))('%s ends in linear time on a long run of every nasty string', (name) => {
  const run = functions[name] as (text: string, bytes: Buffer) => unknown;
  const slow: string[] = [];
  for (const stretch of stretches) {
    const text = stretch.repeat(Math.ceil(size / stretch.length)).slice(0, size);
    const bytes = Buffer.from(text);
    const startedMs = performance.now();
    run(text, bytes);
    const tookMs = performance.now() - startedMs;
    if (tookMs > guardMs) slow.push(`${JSON.stringify(stretch)} ${Math.round(tookMs)} ms`);
  }
  expect(slow).toEqual([]);
});
