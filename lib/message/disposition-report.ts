import type { Buffer } from 'node:buffer';
import { fieldText } from './header-fields.ts';
import { type ParsedMessage, parseMessage, partOctets } from './parse-message.ts';
import { parseHeaderBlock } from './parsed-headers.ts';
import { decodedPartText } from './part-text.ts';
import { decodeTransfer } from './transfer-encoding.ts';

/** The fields of a `message/disposition-notification` (RFC 8098 §3). Recipients are `type; address`, the Message-ID has its brackets. */
export type DispositionReport = {
  reportingUa: string | null;
  mdnGateway: string | null;
  originalRecipient: string | null;
  finalRecipient: string | null;
  originalMessageId: string | null;
  disposition: { actionMode: string; sendingMode: string; type: string };
  errors: string[];
  extensionFields: Record<string, string>;
};

const knownFields = new Set('reporting-ua mdn-gateway original-recipient final-recipient original-message-id disposition error'.split(' '));

/** The text of the part. Values hold no line breaks: the caller has checked that. */
export function dispositionReportText(report: DispositionReport): string {
  const { actionMode, sendingMode, type } = report.disposition;
  const fields: [string, string | null][] = [
    ['Reporting-UA', report.reportingUa],
    ['MDN-Gateway', report.mdnGateway],
    ['Original-Recipient', report.originalRecipient],
    ['Final-Recipient', report.finalRecipient],
    ['Original-Message-ID', report.originalMessageId],
    ['Disposition', `${actionMode}/${sendingMode}; ${type}`],
    ...report.errors.map((error): [string, string] => ['Error', error]),
    ...Object.entries(report.extensionFields),
  ];
  return fields.map(([name, value]) => (value === null ? '' : `${name}: ${value}\n`)).join('');
}

/** Null when the octets are no such report: there is no readable Disposition field. */
function parseDispositionReport(octets: Buffer): DispositionReport | null {
  const { fields } = parseHeaderBlock(octets);
  const all = (name: string): string[] =>
    fields.filter((field) => field.name.toLowerCase() === name).map((field) => fieldText(field).trim());
  const first = (name: string): string | null => all(name)[0] ?? null;
  const match = /^\s*([a-z-]{1,40})\s*\/\s*([a-z-]{1,40})\s*;\s*([a-z-]{1,40})/i.exec(first('disposition') ?? '');
  if (match === null) return null;
  const [actionMode, sendingMode, type] = match.slice(1).map((word) => word.toLowerCase()) as [string, string, string];
  const others = fields.filter((field) => !knownFields.has(field.name.toLowerCase()));
  return {
    reportingUa: first('reporting-ua'),
    mdnGateway: first('mdn-gateway'),
    originalRecipient: first('original-recipient'),
    finalRecipient: first('final-recipient'),
    originalMessageId: first('original-message-id'),
    disposition: { actionMode, sendingMode, type },
    errors: all('error'),
    extensionFields: Object.fromEntries(others.map((field) => [field.name, fieldText(field).trim()])),
  };
}

const reportTypes = new Set(['message/disposition-notification', 'message/global-disposition-notification']);

/**
 * A whole message that is a disposition notification (RFC 8098 §3, RFC 6533 §6); null when it is none.
 * `text` is what people read of it, `hasOriginal`: the message came back with it.
 */
export function readDispositionReport(
  raw: Buffer,
): { report: DispositionReport; headers: ParsedMessage['headers']; text: string | null; hasOriginal: boolean } | null {
  const message = parseMessage(raw);
  if (message.structure.type !== 'multipart/report') return null;
  const parts = message.parts.filter(({ embeddedDepth, partId }) => embeddedDepth === 0 && partId !== null);
  const octetsOf = (entry: (typeof parts)[number]): Buffer => decodeTransfer(partOctets(raw, entry).body, entry.part.encoding);
  const reportPart = parts.find(({ part }) => reportTypes.has(part.type));
  const report = reportPart === undefined ? null : parseDispositionReport(octetsOf(reportPart));
  if (report === null) return null;
  const text = parts.find(({ part }) => part.type === 'text/plain');
  return {
    report,
    headers: message.headers,
    text: text === undefined ? null : decodedPartText(octetsOf(text), text.part).text,
    hasOriginal: parts.some(({ part }) => part.type === 'message/rfc822' || part.type === 'message/global'),
  };
}
