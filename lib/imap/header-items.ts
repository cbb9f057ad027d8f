import type { ImapCapabilities } from './api.ts';
import { atom, type ImapToken, type ImapTokens } from './tokens.ts';

/** Fields that the index is made from (I16). */
const headerFields = [
  'Date',
  'From',
  'Sender',
  'Reply-To',
  'To',
  'Cc',
  'Bcc',
  'Subject',
  'Message-ID',
  'In-Reply-To',
  'References',
  'List-Id',
  'List-Post',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Auto-Submitted',
  'Precedence',
  'Disposition-Notification-To',
  'Return-Path',
  'Delivered-To',
  'Authentication-Results',
  'Received',
  'Thread-Index',
  'Thread-Topic',
  'X-Priority',
  'Importance',
  'Content-Type',
];

/** Steps down from a whole row that still bring the header (I18). */
export type RowDetail = 'all' | 'no-structure' | 'headers';

/** FETCH items of a header row; no ENVELOPE, since there is one header parser for IMAP and POP3 (I16). */
export function headerItems(detail: RowDetail, capabilities: ImapCapabilities, hasModSeq: boolean): ImapTokens {
  const items: ImapTokens = [atom('UID'), atom('FLAGS')];
  if (detail !== 'headers') {
    items.push(atom('INTERNALDATE'), atom('RFC822.SIZE'));
    if (detail === 'all') items.push(atom('BODYSTRUCTURE'));
    if (capabilities.objectId) items.push(atom('EMAILID'), atom('THREADID'));
    // LAZY: what the server has at hand; the text that is fetched later makes up for the rest (RFC 8970 §4).
    if (capabilities.preview) items.push(atom('PREVIEW'), [atom('LAZY')]);
    if (capabilities.gmail) items.push(atom('X-GM-MSGID'), atom('X-GM-THRID'), atom('X-GM-LABELS'));
  }
  if (hasModSeq) items.push(atom('MODSEQ'));
  items.push(headerSection);
  return items;
}

const headerSection: ImapToken = {
  type: 'ATOM',
  value: 'BODY.PEEK',
  section: [atom('HEADER.FIELDS'), headerFields.map((name) => atom(name))],
};
