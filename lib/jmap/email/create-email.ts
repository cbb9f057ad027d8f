import { randomUUID } from 'node:crypto';
import { emailProperties, utcDateSchema } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import { domainOf, isMailError } from '#lib/mail/index.ts';
import type { HeaderSpec, PartSpec } from '#lib/message/index.ts';
import { buildMessage, newMessageId } from '#lib/message/index.ts';
import type { RequestContext } from '../request-context.ts';
import { maxAttachmentBytes } from '../session.ts';
import type { SetOutcome } from '../set-error.ts';
import { done, invalidProperties, refused, setErrorOf } from '../set-error.ts';
import { createBody, fillTypes, withBlobs } from './create-body.ts';
import { createHeader, isHeaderPropertyName } from './create-header.ts';
import { checkKeywords, checkMailboxIds, maxKeywords } from './email-placement.ts';
import { readBlob } from './read-blob.ts';

type Json = Record<string, unknown>;
type Created = { id: string; blobId: string; threadId: string; size: number };

/** What only the server sets, and `headers`, which may not be given (RFC 8621 §4.6). */
const notSettable = new Set(['id', 'blobId', 'threadId', 'size', 'hasAttachment', 'preview', 'headers']);

/** One `create` of Email/set (RFC 8621 §4.6): checked, built into octets, stored complete at once (J8). */
export async function createEmail(context: RequestContext, account: AccountMail, object: Json): Promise<SetOutcome<Created>> {
  const wrong = Object.keys(object).filter(
    (name) => notSettable.has(name) || !((emailProperties as readonly string[]).includes(name) || isHeaderPropertyName(name)),
  );
  const mailboxIds = await checkMailboxIds(context, account, object.mailboxIds);
  if (mailboxIds === null) wrong.push('mailboxIds');
  const keywords = checkKeywords(object.keywords ?? {});
  if (keywords === null) wrong.push('keywords');
  const receivedAt = object.receivedAt == null ? null : utcDateSchema.safeParse(object.receivedAt);
  if (receivedAt?.success === false) wrong.push('receivedAt');
  const header = createHeader(object);
  wrong.push(...header.wrong, ...Object.keys(object).filter((name) => /^header:(?:content-|mime-version(?::|$))/i.test(name)));
  const body = createBody(object, header.names);
  if (!body.ok) wrong.push(...body.wrong);
  if (wrong.length > 0 || mailboxIds === null || keywords === null || !body.ok) return invalidProperties(wrong);
  if (keywords.length > maxKeywords) return refused({ type: 'tooManyKeywords' });

  const blobs = await readBlobs(context, account, body.blobIds);
  if (!blobs.ok) return blobs;
  await fillTypes(body.root, account);
  const nowMs = context.nowMs();
  const raw = await build(context, account, header.fields, withBlobs(body.root, blobs.value), nowMs);
  if (raw === null)
    return invalidProperties(['bodyStructure', 'textBody', 'htmlBody', 'attachments'].filter((name) => object[name] != null));
  const receivedAtMs = Math.floor((receivedAt === null ? nowMs : Date.parse(receivedAt.data!)) / 1000) * 1000;
  const outcome = await account.createEmail({ raw, mailboxIds, keywords, receivedAtMs });
  if (!outcome.ok) return refused(setErrorOf(outcome.refusal));
  const { id, blobId, threadId, sizeBytes } = outcome.value;
  return done({ id, blobId, threadId, size: sizeBytes });
}

/** Date and Message-ID are set where the client gave none (§4.6); a Message-ID that it gave is never rewritten (J11). */
async function build(
  context: RequestContext,
  account: AccountMail,
  given: readonly HeaderSpec[],
  root: PartSpec,
  nowMs: number,
): Promise<Buffer | null> {
  const has = (name: string): boolean => given.some((field) => field.name.toLowerCase() === name);
  const fields: HeaderSpec[] = [...given];
  if (!has('date')) fields.unshift({ name: 'Date', form: 'date', ms: nowMs, offsetMinutes: 0 });
  if (!has('message-id')) {
    const id = newMessageId(fromDomain(given) ?? domainOf(account.address) ?? 'localhost', context.messageIdKey, nowMs);
    fields.push({ name: 'Message-ID', form: 'message-ids', value: [id] });
  }
  try {
    return await buildMessage({ ...noFields, headers: fields, body: { kind: 'tree', root }, boundarySeed: randomUUID() });
  } catch (error) {
    if (isMailError(error) && error.kind === 'invalid') return null;
    throw error;
  }
}

/** S2: the id is of the domain that the message says it comes from. */
function fromDomain(fields: readonly HeaderSpec[]): string | null {
  const from = fields.find((field) => field.name.toLowerCase() === 'from');
  return from?.form === 'addresses' && from.value[0] !== undefined ? domainOf(from.value[0].email) : null;
}

const noFields = {
  from: null,
  sender: null,
  replyTo: null,
  to: null,
  cc: null,
  bcc: null,
  subject: null,
  date: null,
  messageId: null,
  inReplyTo: null,
  references: null,
};

/** All blobs of the parts; every one that does not exist is named (§4.6 blobNotFound). */
async function readBlobs(
  context: RequestContext,
  account: AccountMail,
  blobIds: readonly string[],
): Promise<SetOutcome<Map<string, Uint8Array>>> {
  const max = maxAttachmentBytes(context.limits);
  const blobs = new Map<string, Uint8Array>();
  const missing: string[] = [];
  let total = 0;
  for (const blobId of blobIds) {
    const octets = await readBlob(account, blobId, max - total, context.signal);
    if (octets === 'too-large') return refused({ type: 'tooLarge', maxSize: max });
    if (octets === null) missing.push(blobId);
    else {
      blobs.set(blobId, octets);
      total += octets.byteLength;
    }
  }
  return missing.length > 0 ? refused({ type: 'blobNotFound', notFound: missing }) : done(blobs);
}
