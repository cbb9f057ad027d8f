import type { Buffer } from 'node:buffer';
import { fieldText } from './header-fields.ts';
import { parseHeaderBlock } from './parsed-headers.ts';

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
export function parseDispositionReport(octets: Buffer): DispositionReport | null {
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
