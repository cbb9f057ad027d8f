import type { FlagFact } from './api.ts';
import { bigintOf, type ImapResponse, type ImapValue, listOf, numberOf, octetsOf, textOf, textsOf } from './tokens.ts';

/** One FETCH answer with what it brought; null or undefined is what it did not. */
export type FetchRow = {
  uid: number | null;
  flags: string[] | null;
  modSeq: bigint | null;
  internalDateMs: number | null;
  sizeBytes: number | null;
  /** undefined: not in the answer; null: NIL */
  bodyStructure: ImapValue;
  /** octets of BODY[…]; null for NIL, undefined when not in the answer */
  body: Buffer | null | undefined;
  /** octets of BINARY[…] once decoded (RFC 3516 §4.3) */
  binarySizeBytes: number | null;
  /** start of a partial answer, `BODY[1]<4096>`; null when the server sent all of it */
  bodyOrigin: number | null;
  emailId: string | null;
  threadId: string | null;
  gmailMsgId: string | null;
  gmailThrId: string | null;
  gmailLabels: string[] | null;
  /** null for NIL and when not in the answer */
  preview: string | null;
};

export const emptyFetchRow = (): FetchRow => ({
  uid: null,
  flags: null,
  modSeq: null,
  internalDateMs: null,
  sizeBytes: null,
  bodyStructure: undefined,
  body: undefined,
  bodyOrigin: null,
  binarySizeBytes: null,
  emailId: null,
  threadId: null,
  gmailMsgId: null,
  gmailThrId: null,
  gmailLabels: null,
  preview: null,
});

/** Reads `12 FETCH (UID 5 FLAGS (\Seen) …)` from the library's tokens; unknown items are passed over (RFC 9051 §7.5.2). */
export function readFetchRow(response: ImapResponse): FetchRow {
  const row = emptyFetchRow();
  const items = listOf(response.attributes?.[1]) ?? [];
  for (let at = 0; at + 1 < items.length; at += 2) {
    const key = items[at];
    if (key === null || key === undefined || Array.isArray(key)) continue;
    const name = typeof key.value === 'string' ? key.value.toUpperCase() : '';
    takeFetchItem(row, name, key.section !== undefined, key.partial?.[0] ?? null, items[at + 1]);
  }
  return row;
}

/**
 * One item of a FETCH answer and its value.
 *
 * @param name in upper case
 * @param origin start of a partial section, `BODY[1]<4096>`
 */
export function takeFetchItem(row: FetchRow, name: string, hasSection: boolean, origin: number | null, value: ImapValue): void {
  // The library reads the section of this item as a part of its name.
  if (name.startsWith('BINARY.SIZE')) row.binarySizeBytes = numberOf(value);
  switch (name) {
    case 'UID':
      row.uid = numberOf(value) || null;
      break;
    case 'FLAGS':
      // \\Recent belongs to one session and says nothing of the message (RFC 3501 §2.3.2).
      row.flags = textsOf(value).filter((flag) => flag.length !== 7 || flag.toLowerCase() !== '\\recent');
      break;
    case 'MODSEQ':
      row.modSeq = bigintOf(listOf(value)?.[0]);
      break;
    case 'INTERNALDATE':
      row.internalDateMs = parseInternalDate(textOf(value) ?? '');
      break;
    case 'RFC822.SIZE':
      row.sizeBytes = numberOf(value);
      break;
    case 'BODYSTRUCTURE':
      row.bodyStructure = value;
      break;
    case 'BODY':
      if (hasSection) {
        row.body = octetsOf(value);
        row.bodyOrigin = origin;
      } else if (row.bodyStructure === undefined) row.bodyStructure = value;
      break;
    case 'BINARY':
      row.body = octetsOf(value);
      row.bodyOrigin = origin;
      break;
    case 'EMAILID':
      row.emailId = textOf(listOf(value)?.[0]);
      break;
    case 'THREADID':
      row.threadId = textOf(listOf(value)?.[0]);
      break;
    case 'X-GM-MSGID':
      row.gmailMsgId = textOf(value);
      break;
    case 'X-GM-THRID':
      row.gmailThrId = textOf(value);
      break;
    case 'PREVIEW':
      row.preview = textOf(value);
      break;
    case 'X-GM-LABELS':
      row.gmailLabels = textsOf(value);
      break;
  }
}

/** What a row says about flags; null when it does not, or not of which message. */
export const flagFactOf = (row: FetchRow | null): FlagFact | null =>
  row === null || row.uid === null || row.flags === null ? null : { uid: row.uid, flags: row.flags, modSeq: row.modSeq };

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `17-Jul-1996 02:44:25 -0700` (RFC 9051 §9 `date-time`); null when it is none. */
export function parseInternalDate(text: string): number | null {
  const match = /^ ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/.exec(text);
  if (match === null) return null;
  const month = months.indexOf((match[2] ?? '').toLowerCase());
  if (month < 0) return null;
  const zoneMinutes = (Number(match[8]) * 60 + Number(match[9])) * (match[7] === '-' ? -1 : 1);
  return Date.UTC(Number(match[3]), month, Number(match[1]), Number(match[4]), Number(match[5]), Number(match[6])) - zoneMinutes * 60_000;
}

/** The same in UTC, for APPEND. */
export function formatInternalDate(ms: number): string {
  const date = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  const month = months[date.getUTCMonth()] ?? 'jan';
  const day = `${two(date.getUTCDate())}-${month[0]?.toUpperCase()}${month.slice(1)}-${String(date.getUTCFullYear()).padStart(4, '0')}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}
