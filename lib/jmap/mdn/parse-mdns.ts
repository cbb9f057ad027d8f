import type { Mdn } from '#lib/contract/index.ts';
import { decodedPartText, decodeTransfer, parseDispositionReport, parseMessage, partOctets } from '#lib/message/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { readBlob } from '../email/read-blob.ts';
import { MethodError } from '../method-error.ts';
import type { Method } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';

/** MDN/parse (RFC 9007 §2.2). */
export const parseMdns: Method = {
  capability: 'urn:ietf:params:jmap:mdn',
  async run(context, given) {
    const checked = checkArguments('MDN/parse', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    const blobIds = [...new Set(checked.blobIds.map((id) => resolveId(context, id)))];
    if (blobIds.length > context.limits.objectsInGet) throw new MethodError('requestTooLarge');
    const parsed: Record<string, Mdn> = {};
    const notParsable: string[] = [];
    const notFound: string[] = [];
    for (const blobId of blobIds) {
      const octets = await readBlob(account, blobId, context.limits.uploadBytes, context.signal);
      if (octets === null) notFound.push(blobId);
      else {
        const mdn = octets === 'too-large' ? null : mdnOf(Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength));
        if (mdn === null) notParsable.push(blobId);
        else parsed[blobId] = mdn;
      }
    }
    const response = {
      accountId: account.id,
      parsed: Object.keys(parsed).length === 0 ? null : parsed,
      notParsable: notParsable.length === 0 ? null : notParsable,
      notFound: notFound.length === 0 ? null : notFound,
    };
    return [['MDN/parse', response]];
  },
};

/** Null when the message is no disposition notification (RFC 8098 §3). `forEmailId` is left to the client, who has the Message-ID. */
function mdnOf(raw: Buffer): Mdn | null {
  const message = parseMessage(raw);
  if (message.structure.type !== 'multipart/report') return null;
  const parts = message.parts.filter(({ embeddedDepth, partId }) => embeddedDepth === 0 && partId !== null);
  const octetsOf = (entry: (typeof parts)[number]): Buffer => decodeTransfer(partOctets(raw, entry).body, entry.part.encoding);
  const reportPart = parts.find(({ part }) => part.type === 'message/disposition-notification');
  const report = reportPart === undefined ? null : parseDispositionReport(octetsOf(reportPart));
  if (report === null) return null;
  const text = parts.find(({ part }) => part.type === 'text/plain');
  return {
    forEmailId: null,
    subject: message.headers.subject,
    textBody: text === undefined ? null : decodedPartText(octetsOf(text), text.part).text,
    includeOriginalMessage: parts.some(({ part }) => part.type === 'message/rfc822'),
    reportingUA: report.reportingUa,
    disposition: report.disposition,
    mdnGateway: report.mdnGateway,
    originalRecipient: report.originalRecipient,
    finalRecipient: report.finalRecipient,
    originalMessageId: report.originalMessageId,
    error: report.errors.length === 0 ? null : report.errors,
    extensionFields: Object.keys(report.extensionFields).length === 0 ? null : report.extensionFields,
  };
}
