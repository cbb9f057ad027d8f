import type { SetError } from '#lib/contract/index.ts';
import { isIdSyntax, isMailError, MailError } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method } from '../request-context.ts';
import { accountOf, resolveId, sourceAccount } from '../request-context.ts';

/** Blob/copy (RFC 8620 §6.3, J17). What is copied is an upload of the other account from then on. */
export const copyBlobs: Method = {
  capability: 'urn:ietf:params:jmap:core',
  async run(context, given) {
    const checked = checkArguments('Blob/copy', given);
    if (checked.accountId === checked.fromAccountId) throw new MethodError('invalidArguments', 'the accounts have to be two');
    const from = await sourceAccount(context, checked.fromAccountId);
    const account = accountOf(context, checked.accountId, 'write');
    const blobIds = [...new Set(checked.blobIds.map((id) => resolveId(context, id)))];
    if (blobIds.length > context.limits.objectsInSet) throw new MethodError('requestTooLarge');
    const copied: Record<string, string> = {};
    const notCopied: Record<string, SetError> = {};
    for (const blobId of blobIds) {
      const blob = isIdSyntax(blobId) ? await from.blob(blobId, { range: null, signal: context.signal }) : null;
      if (blob === null) {
        notCopied[blobId] = { type: 'notFound' };
        continue;
      }
      try {
        copied[blobId] = (await account.upload(bounded(blob.stream, context.limits.uploadBytes), blob.type)).blobId;
      } catch (error) {
        if (!isMailError(error) || error.kind !== 'too-large') throw error;
        notCopied[blobId] = { type: 'tooLarge', maxSize: context.limits.uploadBytes };
      }
    }
    const orNull = <T extends object>(map: T): T | null => (Object.keys(map).length === 0 ? null : map);
    const response = { fromAccountId: from.id, accountId: account.id, copied: orNull(copied), notCopied: orNull(notCopied) };
    return [['Blob/copy', response]];
  },
};

async function* bounded(stream: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.byteLength;
    if (length > maxBytes) throw new MailError('too-large', 'blob exceeds the limit of uploads', { permanent: true });
    yield chunk;
  }
}
