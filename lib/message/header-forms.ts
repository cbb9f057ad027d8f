import type { EmailAddress, EmailAddressGroup } from '#lib/mail/index.ts';
import { parseAddresses, parseAddressGroups } from './address-list.ts';
import { decodeWords } from './encoded-words.ts';
import { parseMailDate, toRfc3339 } from './mail-date.ts';
import { parseMessageIds } from './message-ids.ts';

/** The parsed forms of RFC 8621 §4.1.2. Each takes a raw value ({@link fieldText}) and is pure and linear. */

/** §4.1.2.1: the value as it stands, NUL dropped. */
export const asRaw = (value: string): string => value.replaceAll('\0', '');

/** §4.1.2.2: unfolded, blanks at the start removed, encoded words decoded, NFC. */
export function asText(value: string): string {
  return decodeWords(unfold(value).replace(/^ +/, '')).normalize('NFC');
}

/** §4.1.2.3 */
export const asAddresses = (value: string): EmailAddress[] => parseAddresses(unfold(value));

/** §4.1.2.4 */
export const asGroupedAddresses = (value: string): EmailAddressGroup[] => parseAddressGroups(unfold(value));

/** §4.1.2.5: ids without angle brackets; null when there is none. */
export const asMessageIds = (value: string): string[] | null => parseMessageIds(value);

/** §4.1.2.6: RFC 3339 with the sender's offset; null when it is no date. */
export function asDate(value: string): string | null {
  const date = parseMailDate(unfold(value));
  return date === null ? null : toRfc3339(date);
}

/** §4.1.2.7: URLs of RFC 2369 fields without angle brackets; null when there is none (`List-Post: NO`). */
export function asURLs(value: string): string[] | null {
  const urls: string[] = [];
  let at = 0;
  let isOrdered = true; // false once a parenthesis is not closed: then none counts
  while (at < value.length) {
    const char = value[at];
    if (char === '<') {
      const close = value.indexOf('>', at);
      if (close < 0) break;
      const url = value.slice(at + 1, close).replace(/\s+/g, '');
      if (url !== '') urls.push(url);
      at = close + 1;
    } else if (char === '(' && isOrdered) {
      const close = value.indexOf(')', at);
      isOrdered = close >= 0;
      at = close < 0 ? at + 1 : close + 1;
    } else at += 1;
  }
  return urls.length === 0 ? null : urls;
}

/** RFC 5322 §2.2.3: line breaks before white space go; any other break of a broken message becomes a blank. */
export const unfold = (value: string): string =>
  value.includes('\n') || value.includes('\r') ? value.replace(/\r?\n(?=[ \t])/g, '').replace(/[\r\n]+/g, ' ') : value;
