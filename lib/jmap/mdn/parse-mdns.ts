import type { Mdn } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import { readDispositionReport } from '#lib/message/index.ts';
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
        const mdn = octets === 'too-large' ? null : await mdnOf(account, Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength));
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

/** Null when the message is no disposition notification (RFC 8098 §3). */
async function mdnOf(account: AccountMail, raw: Buffer): Promise<Mdn | null> {
  const read = readDispositionReport(raw);
  if (read === null) return null;
  const { report, headers, text, hasOriginal } = read;
  return {
    forEmailId: await emailOf(account, report.originalMessageId),
    subject: headers.subject,
    textBody: text,
    includeOriginalMessage: hasOriginal,
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

/** RFC 9007 §1.3: the one Email that it is about; null when there is none, or several copies and nobody can tell which. */
async function emailOf(account: AccountMail, originalMessageId: string | null): Promise<string | null> {
  const messageId = originalMessageId?.replace(/^<|>$/g, '') ?? '';
  if (messageId === '') return null;
  const found = await account.store.emails.byMessageId(account.id, messageId, 2);
  return found.length === 1 ? found[0]! : null;
}
