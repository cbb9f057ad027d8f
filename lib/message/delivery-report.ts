import { Buffer } from 'node:buffer';
import { fieldText, type HeaderField } from './header-fields.ts';
import { type ParsedMessage, type ParsedPart, parseMessage, partOctets } from './parse-message.ts';
import { type ParsedHeaders, parseHeaderBlock } from './parsed-headers.ts';
import { decodedPartText } from './part-text.ts';
import { readPlainBounce } from './plain-bounce.ts';
import { isFromPostOffice } from './post-office.ts';
import type { DeliveryAction, ReportedRecipient } from './reported-recipient.ts';
import { decodeTransfer } from './transfer-encoding.ts';

export type DeliveryReport = {
  /** ENVID that was given at submission (RFC 3461 §4.4) */
  envelopeId: string | null;
  /** Message-IDs of what may be the message, without brackets, the surest first: of the part that came back, then of the thread */
  messageIds: string[];
  recipients: ReportedRecipient[];
};

const maxRecipients = 500;
const maxReportOctets = 512 * 1024;
const reportTypes = new Set(['message/delivery-status', 'message/global-delivery-status']);
const returnedTypes = new Set(['message/rfc822', 'message/global', 'text/rfc822-headers', 'message/global-headers', 'text/rfc822']);

/**
 * Reads a delivery status notification, or one of the older forms that only people were meant to read. Never throws, linear time.
 *
 * @returns null when the message is none: also for replies, automatic answers and disposition notifications
 * @see RFC 3464, RFC 6522, RFC 6533 §4
 */
export function parseDeliveryReport(raw: Buffer): DeliveryReport | null {
  const message = parseMessage(raw);
  const own = message.parts.filter(({ embeddedDepth, partId }) => embeddedDepth === 0 && partId !== null);
  const reports = own.filter(({ part }) => reportTypes.has(part.type)).slice(0, 20);
  const returned = own.find(({ part }) => returnedTypes.has(part.type));
  const returnedHeaders = returned === undefined ? null : parseHeaderBlock(octetsOf(raw, returned));
  if (reports.length > 0) {
    const groups = reports.flatMap((part) => readGroups(octetsOf(raw, part)));
    const recipients = groups.map(recipientOf).filter((recipient) => recipient !== null);
    if (recipients.length === 0) return null;
    const envelopeId = groups.map((fields) => fieldOf(fields, 'original-envelope-id')).find((id) => id !== null) ?? null;
    return {
      envelopeId: envelopeId === null ? null : xtextDecoded(envelopeId),
      messageIds: idsOf(message.headers, returnedHeaders),
      recipients,
    };
  }
  const plain = readPlainBounce(message.headers, bodyText(raw, message, own));
  if (plain === null) return null;
  const copied = plain.copy === null ? null : parseHeaderBlock(Buffer.from(plain.copy, 'utf8'));
  return { envelopeId: null, messageIds: idsOf(message.headers, returnedHeaders ?? copied), recipients: plain.recipients };
}

/** Whether the header and structure of a message make it worth its octets: it may be a delivery report or a disposition notification. */
export function mayBeReport(headers: Pick<ParsedHeaders, 'fields' | 'from'>, types: readonly string[]): boolean {
  if (
    types.some((type) => type === 'multipart/report' || reportTypes.has(type) || /^message\/(global-)?disposition-notification$/.test(type))
  )
    return true;
  return isFromPostOffice(headers);
}

const octetsOf = (raw: Buffer, entry: ParsedPart): Buffer =>
  decodeTransfer(partOctets(raw, entry).body.subarray(0, maxReportOctets), entry.part.encoding);

function bodyText(raw: Buffer, message: ParsedMessage, own: readonly ParsedPart[]): string {
  const text = own.find(({ part }) => part.type === 'text/plain') ?? message.parts.find(({ part }) => part === message.structure);
  return text === undefined ? '' : decodedPartText(octetsOf(raw, text), text.part).text;
}

function idsOf(headers: ParsedHeaders, returned: ParsedHeaders | null): string[] {
  const ids = [...(returned?.messageId ?? []), ...(headers.inReplyTo ?? []), ...(headers.references ?? []).slice(-5)];
  return [...new Set(ids)].slice(0, 10);
}

/** Groups of fields, one for the message and one for each recipient (RFC 3464 §2.1); groups that were run together are parted. */
function readGroups(octets: Buffer): HeaderField[][] {
  const groups: HeaderField[][] = [];
  const text = octets.toString('latin1').replaceAll(/\r\n?/g, '\n');
  for (const block of text.split(/\n[ \t]*\n+/, 2 * maxRecipients)) {
    const { fields } = parseHeaderBlock(Buffer.from(`${block.replace(/^\n+/, '')}\n`, 'latin1'));
    let group: HeaderField[] = [];
    const seen = new Set<string>();
    for (const field of fields) {
      const name = field.name.toLowerCase();
      // A second one of these in a block belongs to the next recipient.
      if (seen.has(name) && (name === 'final-recipient' || name === 'original-recipient')) {
        groups.push(group);
        group = [];
        seen.clear();
      }
      seen.add(name);
      group.push(field);
    }
    if (group.length > 0) groups.push(group);
  }
  return groups.slice(0, maxRecipients);
}

const actions: readonly string[] = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] satisfies DeliveryAction[];

function recipientOf(fields: HeaderField[]): ReportedRecipient | null {
  const finalRecipient = addressOf(fieldOf(fields, 'final-recipient'));
  const originalRecipient = addressOf(fieldOf(fields, 'original-recipient'));
  if (finalRecipient === null && originalRecipient === null) return null;
  const status = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(fieldOf(fields, 'status') ?? '')?.[1] ?? null;
  const said = /^\s*([A-Za-z0-9-]+)\s*;\s*(.*)$/s.exec(fieldOf(fields, 'diagnostic-code') ?? '');
  const diagnostic = oneLine(said?.[2] ?? fieldOf(fields, 'diagnostic-code') ?? '');
  const word = (fieldOf(fields, 'action') ?? '').trim().toLowerCase();
  const action = (actions.includes(word) ? word : byStatus(status, diagnostic)) as DeliveryAction | null;
  if (action === null) return null;
  const isSmtpReply = /^smtp$/i.test(said?.[1] ?? '') && /^[2-5]\d\d\b/.test(diagnostic);
  return { finalRecipient, originalRecipient, action, status, diagnostic: diagnostic === '' ? null : diagnostic, isSmtpReply };
}

/** For reports without an Action. */
function byStatus(status: string | null, diagnostic: string): DeliveryAction | null {
  const digit = status?.[0] ?? /\b([245])\d\d\b/.exec(diagnostic)?.[1];
  if (digit === undefined) return null;
  return digit === '5' ? 'failed' : digit === '4' ? 'delayed' : 'delivered';
}

function fieldOf(fields: readonly HeaderField[], name: string): string | null {
  const field = fields.find((each) => each.name.toLowerCase() === name);
  return field === undefined ? null : fieldText(field).trim();
}

/** `type; address` (RFC 3464 §2.3.2); utf-8 addresses may be escaped (RFC 6533 §3). */
function addressOf(value: string | null): string | null {
  const [, type, text] = /^\s*([A-Za-z0-9-]+)\s*;\s*(.*)$/s.exec(value ?? '') ?? [];
  let address = oneLine(text ?? value ?? '').replace(/^<|>$/g, '');
  if (/^utf-8$/i.test(type ?? ''))
    address = address.replaceAll(/\\x\{([0-9A-Fa-f]{1,6})\}/g, (_, hex: string) => codePoint(Number.parseInt(hex, 16)));
  return address === '' || address.length > 400 ? null : address;
}

const codePoint = (code: number): string =>
  code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) && code > 31 ? String.fromCodePoint(code) : '';

/** RFC 3461 §4: `+` and two hexadecimal digits. */
const xtextDecoded = (text: string): string =>
  text.slice(0, 400).replaceAll(/\+([0-9A-F]{2})/g, (_, hex: string) => codePoint(Number.parseInt(hex, 16)));

const oneLine = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 1_000);
