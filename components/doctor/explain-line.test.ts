import { expect, test } from 'vitest';
import type { DoctorProtocol } from '#lib/contract/index.ts';
import { explainLine } from './explain-line.ts';

const rows: [DoctorProtocol, string, string | null][] = [
  ['smtp', '250-SIZE 1000', null],
  ['smtp', '250 ok', 'console.smtp.250'],
  ['smtp', '250', 'console.smtp.250'],
  ['smtp', '251 will forward', 'console.smtp.2'],
  ['smtp', '471 strange', 'console.smtp.4'],
  ['smtp', '2500 apples', null],
  ['imap', '* OK [UIDVALIDITY 3] ok', 'console.imap.uidvalidity'],
  ['imap', '* 12 EXISTS', 'console.imap.exists'],
  ['imap', 'a1 NO [TRYCREATE] no', 'console.imap.no'],
  ['imap', '+ idling', 'console.imap.continue'],
  ['imap', 'OK is a word of a letter', null],
  ['pop3', '+OK 2 320', 'console.pop3.ok'],
  ['pop3', '.', 'console.pop3.dot'],
  ['pop3', 'Subject: +OK', null],
];

test.each(rows)('%s: “%s” is explained by its form (%s)', (protocol, line, meaning) => {
  expect(explainLine(protocol, line)).toBe(meaning);
});
