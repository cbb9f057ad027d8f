import type { CheckedArguments, SetError } from '#lib/contract/index.ts';
import { emailImportSchema } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import { asDate, firstField, hasHeaderField, parseHeaderBlock } from '#lib/message/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { isOurFailure, MethodError, methodErrorArguments } from '../method-error.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';
import type { SetOutcome } from '../set-error.ts';
import { done, invalidProperties, refused, setErrorOf } from '../set-error.ts';
import { changedIds } from '../standard/changed-ids.ts';
import { inTurn } from '../standard/turns.ts';
import { checkKeywords, checkMailboxIds, maxKeywords } from './email-placement.ts';
import { readBlob } from './read-blob.ts';

type Created = { id: string; blobId: string; threadId: string; size: number };

/** Email/import (RFC 8621 §4.8, J18): duplicates are allowed, each Email stands for itself. */
export const importEmails: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Email/import', given);
    const account = await readyAccount(context, checked.accountId, 'write');
    const kind = checked.ifInState === null ? 'shared' : 'alone';
    return [['Email/import', await inTurn(account.id, kind, () => runImport(context, account, checked))]];
  },
};

async function runImport(
  context: RequestContext,
  account: AccountMail,
  checked: CheckedArguments<'Email/import'>,
): Promise<Record<string, unknown>> {
  const entries = Object.entries(checked.emails);
  if (entries.length > context.limits.objectsInSet) throw new MethodError('requestTooLarge');
  const oldState = await account.store.state(account.id, 'Email');
  if (checked.ifInState !== null && checked.ifInState !== oldState) throw new MethodError('stateMismatch');
  const created = new Map<string, Created>();
  const notCreated = new Map<string, SetError>();
  try {
    for (const [creationId, entry] of entries) {
      const outcome = await importOne(context, account, entry);
      if (outcome.ok) {
        created.set(creationId, outcome.value);
        context.createdIds.set(creationId, outcome.value.id);
      } else notCreated.set(creationId, outcome.error);
    }
  } catch (error) {
    if (created.size === 0) throw error;
    if (isOurFailure(error)) context.log.error('import failed half way', { kind: methodErrorArguments(error).type, error });
    throw new MethodError('serverPartialFail');
  }
  const newState = await account.store.state(account.id, 'Email');
  const own = new Set([...created.values()].map(({ id }) => id));
  const changed = oldState === newState ? [] : await changedIds(account, 'Email', oldState);
  return {
    accountId: account.id,
    oldState: changed?.every((id) => own.has(id)) === true ? oldState : null,
    newState,
    created: created.size === 0 ? null : Object.fromEntries(created),
    notCreated: notCreated.size === 0 ? null : Object.fromEntries(notCreated),
  };
}

async function importOne(context: RequestContext, account: AccountMail, entry: Record<string, unknown>): Promise<SetOutcome<Created>> {
  const checked = emailImportSchema.safeParse(entry);
  if (!checked.success)
    return invalidProperties(
      checked.error.issues.map(({ path, ...issue }) => String(path[0] ?? ('keys' in issue ? issue.keys : 'blobId'))),
    );
  const mailboxIds = await checkMailboxIds(context, account, checked.data.mailboxIds);
  const keywords = checkKeywords(checked.data.keywords);
  const maxBytes = context.limits.uploadBytes;
  const octets = await readBlob(account, resolveId(context, checked.data.blobId), maxBytes, context.signal);
  if (octets === 'too-large') return refused({ type: 'tooLarge', maxSize: maxBytes });
  if (mailboxIds === null || keywords === null || octets === null) {
    return invalidProperties([
      ...(mailboxIds === null ? ['mailboxIds'] : []),
      ...(keywords === null ? ['keywords'] : []),
      ...(octets === null ? ['blobId'] : []),
    ]);
  }
  if (keywords.length > maxKeywords) return refused({ type: 'tooManyKeywords' });
  const raw = wireForm(Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength));
  if (!hasHeaderField(raw)) return refused({ type: 'invalidEmail' });
  const receivedAtMs = checked.data.receivedAt === null ? (receivedDate(raw) ?? context.nowMs()) : Date.parse(checked.data.receivedAt);
  const outcome = await account.createEmail({ raw, mailboxIds, keywords, receivedAtMs: Math.floor(receivedAtMs / 1000) * 1000 });
  if (!outcome.ok) return refused(setErrorOf(outcome.refusal));
  const { id, blobId, threadId, sizeBytes } = outcome.value;
  return done({ id, blobId, threadId, size: sizeBytes });
}

/** As IMAP APPEND takes it: CRLF at every line's end, no NUL (RFC 9051 §6.3.12). The Email gets a blobId of its own. */
function wireForm(octets: Buffer): Buffer {
  const text = octets.toString('latin1');
  const fixed = text.replaceAll('\0', '').replace(/\r\n|\r|\n/g, '\r\n');
  return fixed === text ? octets : Buffer.from(fixed, 'latin1');
}

/** The time behind the last `;` of the newest Received field (§4.8); null when there is none, or it lies ahead. */
function receivedDate(raw: Buffer): number | null {
  const received = firstField(parseHeaderBlock(raw), 'Received');
  const date = received === null ? null : asDate(received.slice(received.lastIndexOf(';') + 1));
  return date === null ? null : Date.parse(date);
}
