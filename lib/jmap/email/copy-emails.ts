import type { CheckedArguments, EmailCreated, SetError } from '#lib/contract/index.ts';
import { emailCopySchema } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { EmailId } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { isOurFailure, MethodError, methodErrorArguments } from '../method-error.ts';
import type { Method, MethodAnswer, RequestContext } from '../request-context.ts';
import { accountOf, readyAccount, resolveId, sourceAccount } from '../request-context.ts';
import type { SetOutcome } from '../set-error.ts';
import { done, invalidProperties, refused, setErrorOf } from '../set-error.ts';
import { changedIds } from '../standard/changed-ids.ts';
import { inTurn } from '../standard/turns.ts';
import { checkKeywords, checkMailboxIds, maxKeywords } from './email-placement.ts';
import { runEmailSet } from './set-emails.ts';

/** Email/copy (RFC 8621 §4.7, RFC 8620 §5.4): from one account to another; with `onSuccessDestroyOriginal` one implicit Email/set follows. */
export const copyEmails: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Email/copy', given);
    if (checked.accountId === checked.fromAccountId) throw new MethodError('invalidArguments', 'the accounts have to be two');
    const from = await sourceAccount(context, checked.fromAccountId);
    const account = await readyAccount(context, checked.accountId, 'write');
    if (checked.onSuccessDestroyOriginal) accountOf(context, from.id, 'write');
    const kind = checked.ifInState === null ? 'shared' : 'alone';
    const copied = await inTurn(account.id, kind, () => runCopy(context, from, account, checked));
    const answers: MethodAnswer[] = [['Email/copy', copied.response]];
    if (checked.onSuccessDestroyOriginal && copied.originals.length > 0)
      answers.push(await destroyOriginals(context, from, copied.originals, checked.destroyFromIfInState));
    return answers;
  },
};

async function runCopy(
  context: RequestContext,
  from: AccountMail,
  account: AccountMail,
  checked: CheckedArguments<'Email/copy'>,
): Promise<{ response: Record<string, unknown>; originals: string[] }> {
  const entries = Object.entries(checked.create);
  if (entries.length > context.limits.objectsInSet) throw new MethodError('requestTooLarge');
  const oldState = await account.store.state(account.id, 'Email');
  if (checked.ifInState !== null && checked.ifInState !== oldState) throw new MethodError('stateMismatch');
  if (checked.ifFromInState !== null && checked.ifFromInState !== (await from.store.state(from.id, 'Email')))
    throw new MethodError('stateMismatch');
  const created = new Map<string, EmailCreated>();
  const notCreated = new Map<string, SetError>();
  const originals = new Set<string>();
  try {
    for (const [creationId, entry] of entries) {
      const outcome = await copyOne(context, from, account, entry);
      if (outcome.ok) {
        created.set(creationId, outcome.value.made);
        originals.add(outcome.value.original);
        context.createdIds.set(creationId, outcome.value.made.id);
      } else notCreated.set(creationId, outcome.error);
    }
  } catch (error) {
    if (created.size === 0) throw error;
    if (isOurFailure(error)) context.log.error('copy failed half way', { kind: methodErrorArguments(error).type, error });
    throw new MethodError('serverPartialFail');
  }
  const newState = await account.store.state(account.id, 'Email');
  const own = new Set<string>([...created.values()].map(({ id }) => id));
  const changed = oldState === newState ? [] : await changedIds(account, 'Email', oldState);
  const response = {
    fromAccountId: from.id,
    accountId: account.id,
    oldState: changed?.every((id) => own.has(id)) === true ? oldState : null,
    newState,
    created: created.size === 0 ? null : Object.fromEntries(created),
    notCreated: notCreated.size === 0 ? null : Object.fromEntries(notCreated),
  };
  return { response, originals: [...originals] };
}

async function copyOne(
  context: RequestContext,
  from: AccountMail,
  account: AccountMail,
  entry: Record<string, unknown>,
): Promise<SetOutcome<{ made: EmailCreated; original: string }>> {
  const checked = emailCopySchema.safeParse(entry);
  if (!checked.success)
    return invalidProperties(
      checked.error.issues.flatMap(({ path, ...issue }) => ('keys' in issue ? issue.keys : [String(path[0] ?? 'id')])),
    );
  const { keywords: givenKeywords, receivedAt } = checked.data;
  const [original] = await from.store.emails.summaries(from.id, [resolveId(context, checked.data.id)]);
  if (original === undefined) return refused({ type: 'notFound' });
  const mailboxIds = await checkMailboxIds(context, account, checked.data.mailboxIds);
  const keywords = givenKeywords === undefined ? original.keywords : checkKeywords(givenKeywords);
  if (mailboxIds === null || keywords === null)
    return invalidProperties([...(mailboxIds === null ? ['mailboxIds'] : []), ...(keywords === null ? ['keywords'] : [])]);
  if (keywords.length > maxKeywords) return refused({ type: 'tooManyKeywords' });
  const raw = await from.raw(original.id, context.signal);
  if (raw === null) return refused({ type: 'notFound' });
  const receivedAtMs = receivedAt === undefined ? original.receivedAtMs : Math.floor(Date.parse(receivedAt) / 1000) * 1000;
  const outcome = await account.createEmail({ raw, mailboxIds, keywords, receivedAtMs });
  if (!outcome.ok) return refused(setErrorOf(outcome.refusal));
  const { id, blobId, threadId, sizeBytes } = outcome.value;
  return done({ made: { id, blobId, threadId: threadId as EmailCreated['threadId'], size: sizeBytes }, original: original.id });
}

/** The copies stand whatever becomes of the originals. */
async function destroyOriginals(
  context: RequestContext,
  from: AccountMail,
  originals: readonly string[],
  ifInState: string | null,
): Promise<MethodAnswer> {
  try {
    const given = { accountId: from.id, ifInState, create: null, update: null, destroy: originals as EmailId[] };
    return ['Email/set', await runEmailSet(context, from, given)];
  } catch (error) {
    const failure = methodErrorArguments(error);
    if (isOurFailure(error)) context.log.warn('originals not destroyed', { accountId: from.id, kind: failure.type, error });
    return ['error', failure];
  }
}
