import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import type { AccountMail } from '#lib/gateway/index.ts';
import { isIdSyntax } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';

/** Names of the HTTP Digest Algorithm Values registry in lower case (RFC 9404 §3.1), the better ones first. */
const digests: Readonly<Record<string, string>> = { 'sha-256': 'sha256', 'sha-512': 'sha512', sha: 'sha1' };
export const digestAlgorithms: readonly string[] = Object.keys(digests);
const dataProperties = ['data', 'data:asText', 'data:asBase64'];
const properties: readonly string[] = ['id', 'size', ...dataProperties, ...digestAlgorithms.map((name) => `digest:${name}`)];

/** Octets that one answer holds at most; beyond, downloads are the way. */
const mostDataBytes = 32 * 1024 * 1024;

type Stretch = { offset: number; length: number | null };

/** Blob/get (RFC 9404 §4.2): octets, whole or in part, with digests. */
export const getBlobs: Method = {
  capability: 'urn:ietf:params:jmap:blob',
  async run(context, given) {
    const checked = checkArguments('Blob/get', given);
    const wanted = new Set(checked.properties ?? ['data', 'size']);
    const unknown = [...wanted].filter((name) => !properties.includes(name));
    if (unknown.length > 0) throw new MethodError('invalidArguments', `properties: ${unknown.slice(0, 5).join(', ').slice(0, 200)}`);
    const account = await readyAccount(context, checked.accountId, 'read');
    const ids = [...new Set(checked.ids.map((id) => resolveId(context, id)))];
    if (ids.length > context.limits.objectsInGet) throw new MethodError('requestTooLarge');
    const stretch = { offset: checked.offset ?? 0, length: checked.length };
    const budget = { left: mostDataBytes };
    const list: Record<string, unknown>[] = [];
    const notFound: string[] = [];
    for (const id of ids) {
      const object = await blobObject(context, account, id, wanted, stretch, budget);
      if (object === null) notFound.push(id);
      else list.push(object);
    }
    return [['Blob/get', { accountId: account.id, list, notFound }]];
  },
};

async function blobObject(
  context: RequestContext,
  account: AccountMail,
  id: string,
  wanted: ReadonlySet<string>,
  { offset, length }: Stretch,
  budget: { left: number },
): Promise<Record<string, unknown> | null> {
  const blob = isIdSyntax(id) ? await account.blob(id, { range: null, signal: context.signal }) : null;
  if (blob === null) return null;
  const isDataWanted = dataProperties.some((name) => wanted.has(name));
  const hashes = new Map<string, Hash>();
  for (const [name, algorithm] of Object.entries(digests)) if (wanted.has(`digest:${name}`)) hashes.set(name, createHash(algorithm));
  const chunks: Uint8Array[] = [];
  const end = length === null ? Number.POSITIVE_INFINITY : offset + length;
  let at = 0;
  for await (const chunk of blob.stream) {
    const piece = chunk.subarray(Math.max(0, offset - at), Math.max(0, Math.min(chunk.byteLength, end - at)));
    at += chunk.byteLength;
    for (const hash of hashes.values()) hash.update(piece);
    if (!isDataWanted || piece.byteLength === 0) continue;
    budget.left -= piece.byteLength;
    if (budget.left < 0) throw new MethodError('requestTooLarge', 'more octets than one answer holds');
    chunks.push(piece);
  }
  const object: Record<string, unknown> = { id };
  if (isDataWanted) addData(object, wanted, Buffer.concat(chunks));
  for (const [name, hash] of hashes) object[`digest:${name}`] = hash.digest('base64');
  if (wanted.has('size')) object.size = at;
  // the stretch that was asked for does not lie wholly in the blob (§4.2)
  if (offset > at || (length !== null && end > at)) object.isTruncated = true;
  return object;
}

function addData(object: Record<string, unknown>, wanted: ReadonlySet<string>, octets: Buffer): void {
  const text = textOf(octets);
  if (text === null && (wanted.has('data') || wanted.has('data:asText'))) object.isEncodingProblem = true;
  if (wanted.has('data:asText') || (wanted.has('data') && text !== null)) object['data:asText'] = text;
  if (wanted.has('data:asBase64') || (wanted.has('data') && text === null)) object['data:asBase64'] = octets.toString('base64');
}

/** Null when the octets are no UTF-8. */
function textOf(octets: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return null; // base64 then
  }
}
