import type { Envelope } from '#lib/contract/index.ts';
import { submissionProperties, submissionSettable } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { EmailAddress, EmailId, IdentityId, SubmissionId } from '#lib/mail/index.ts';
import { parseHeaderBlock } from '#lib/message/index.ts';
import type { EmailRecord } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { runEmailSet } from '../email/set-emails.ts';
import { isOurFailure, methodErrorArguments } from '../method-error.ts';
import { collectPeople } from '../own/collect-people.ts';
import type { Method, MethodAnswer, RequestContext } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';
import type { SetOutcome } from '../set-error.ts';
import { done, invalidProperties, refused, setErrorOf } from '../set-error.ts';
import { changedIds } from '../standard/changed-ids.ts';
import type { SetTarget } from '../standard/run-set.ts';
import { runSet } from '../standard/run-set.ts';
import { addressFields, checkRecipients, envelopeOf, invalidForSending, isOwnAddress, releaseTime } from './envelope.ts';
import { fitsServer } from './fits-server.ts';
import { submissionObject } from './submission-object.ts';

type Json = Record<string, unknown>;

/** EmailSubmission/set (RFC 8621 §7.5, J10, J11); with `onSuccess…` one implicit Email/set follows under the same call id. */
export const setSubmissions: Method = {
  capability: 'urn:ietf:params:jmap:submission',
  async run(context, given) {
    const checked = checkArguments('EmailSubmission/set', given);
    const account = await readyAccount(context, checked.accountId, 'send');
    /** submissions that the call worked on, to their Email: a destroyed one can no longer be asked */
    const emailOf = new Map<string, string>();
    const response = await runSet(context, checked, target(context, account, emailOf));
    const succeeded = new Set([
      ...Object.values(response.created ?? {}).map(({ id }) => id),
      ...Object.keys(response.updated ?? {}),
      ...(response.destroyed ?? []),
    ]);
    const emailFor = (key: string): string | null => {
      const id = resolveId(context, key);
      return succeeded.has(id) ? (emailOf.get(id) ?? null) : null;
    };
    const update: Record<string, Json> = {};
    for (const [key, patch] of Object.entries(checked.onSuccessUpdateEmail ?? {})) {
      const emailId = emailFor(key);
      if (emailId !== null) update[emailId] = patch;
    }
    const destroy = [...new Set((checked.onSuccessDestroyEmail ?? []).map(emailFor).filter((id) => id !== null))];
    const answers: MethodAnswer[] = [['EmailSubmission/set', response]];
    if (Object.keys(update).length + destroy.length > 0) answers.push(await implicitEmailSet(context, account, update, destroy));
    return answers;
  },
};

/** The submission stands whatever becomes of the filing, so a failure here is the answer to the Email/set alone. */
async function implicitEmailSet(
  context: RequestContext,
  account: AccountMail,
  update: Record<string, Json>,
  destroy: string[],
): Promise<MethodAnswer> {
  try {
    const resolved = Object.fromEntries(Object.entries(update).map(([id, patch]) => [id, patch]));
    return [
      'Email/set',
      await runEmailSet(context, account, { accountId: account.id, ifInState: null, create: null, update: resolved, destroy }),
    ];
  } catch (error) {
    const failure = methodErrorArguments(error);
    if (isOurFailure(error)) context.log.warn('filing after a submission failed', { accountId: account.id, kind: failure.type, error });
    return ['error', failure];
  }
}

/** Whom it goes to, by the names that stand in the message. What becomes of the address book is no part of the sending. */
async function collectRecipients(
  context: RequestContext,
  account: AccountMail,
  { rcptTo }: Envelope,
  named: readonly EmailAddress[],
): Promise<void> {
  const names = new Map(named.map(({ name, email }) => [email.toLowerCase(), name]));
  try {
    await collectPeople(context, account, [rcptTo.map(({ email }) => ({ name: names.get(email.toLowerCase()) ?? null, email }))]);
  } catch (error) {
    context.log.warn('recipients not taken up in the address book', { accountId: account.id, error });
  }
}

function target(context: RequestContext, account: AccountMail, emailOf: Map<string, string>): SetTarget {
  const { submissions } = account.store;
  const remember = async (ids: readonly string[]): Promise<void> => {
    for (const { id, emailId } of await submissions.get(account.id, ids)) if (emailId !== null) emailOf.set(id, emailId);
  };
  return {
    properties: submissionProperties,
    updatable: ['undoStatus'],
    state: () => account.store.state(account.id, 'EmailSubmission'),
    changedSince: (state) => changedIds(account, 'EmailSubmission', state),
    async current(ids) {
      await remember(ids);
      return (await submissions.get(account.id, ids)).map(submissionObject);
    },
    async create(object) {
      const outcome = await createSubmission(context, account, object);
      if (outcome.ok) {
        emailOf.set(outcome.value.id, outcome.value.emailId as string);
      }
      return outcome;
    },
    async update(updates) {
      const outcomes = new Map<string, SetOutcome<null>>();
      for (const { id, current, changed } of updates) {
        if (changed.get('undoStatus') !== 'canceled') outcomes.set(id, invalidProperties(['undoStatus']));
        else if (current.undoStatus !== 'pending') outcomes.set(id, refused({ type: 'cannotUnsend' }));
        else {
          const outcome = await account.cancelSubmission(id as SubmissionId);
          outcomes.set(id, outcome.ok ? done(null) : refused(setErrorOf(outcome.refusal)));
        }
      }
      return outcomes;
    },
    async destroy(ids) {
      await remember(ids);
      const outcomes = new Map<string, SetOutcome<null>>();
      for (const id of ids) {
        const outcome = await submissions.destroy(account.id, id as SubmissionId);
        outcomes.set(id, outcome.ok ? done(null) : refused(setErrorOf(outcome.refusal)));
      }
      return outcomes;
    },
  };
}

/** One `create`: the message is checked, the octets are frozen, the send is queued (S1). */
async function createSubmission(context: RequestContext, account: AccountMail, object: Json): Promise<SetOutcome<{ id: string } & Json>> {
  const checked = checkCreate(object);
  if (!checked.ok) return checked;
  const emailId = resolveId(context, checked.value.emailId) as EmailId;
  const identityId = resolveId(context, checked.value.identityId) as IdentityId;
  const [email] = await account.store.emails.get(account.id, [emailId]);
  const identities = await account.store.identities.get(account.id, null);
  const identity = identities.find(({ id }) => id === identityId);
  if (email === undefined || identity === undefined) {
    return invalidProperties([...(email === undefined ? ['emailId'] : []), ...(identity === undefined ? ['identityId'] : [])]);
  }
  const fields = addressFields(parseHeaderBlock(await completeHeader(context, account, email)).fields);
  const { envelope: given } = checked.value;
  const invalid = invalidForSending(fields, given !== null);
  if (invalid.length > 0) return refused({ type: 'invalidEmail', properties: invalid });
  const envelope = given ?? envelopeOf(fields, identities, identity);
  if (!isOwnAddress(envelope.mailFrom.email, identities)) return refused({ type: 'forbiddenMailFrom' });
  // someone else's message may be sent on as it is when Resent-From says who does it (RFC 5322 §3.6.6)
  const authors = fields.resentFrom.length > 0 ? fields.resentFrom[0]! : fields.from.flat();
  if (!authors.some(({ email: address }) => isOwnAddress(address, identities))) return refused({ type: 'forbiddenFrom' });
  const recipients = checkRecipients(envelope);
  if (!recipients.ok) return recipients;
  const release = releaseTime(envelope, { nowMs: context.nowMs(), maxSeconds: context.limits.delayedSendSeconds });
  if (!release.ok) return release;
  const maxSize = context.limits.uploadBytes;
  if (email.sizeBytes > maxSize) return refused({ type: 'tooLarge', maxSize });
  const fits = fitsServer(await account.outgoingServer(identityId, null), envelope, email.sizeBytes);
  if (!fits.ok) return fits;

  // As it was given, for it is immutable (§7); of its parameters only those for DSN go out to SMTP (J11).
  const outcome = await account.submit({ identityId, emailId, envelope, sendAtMs: release.value });
  if (!outcome.ok) return refused(setErrorOf(outcome.refusal));
  await collectRecipients(context, account, envelope, [...fields.to, ...fields.cc, ...fields.bcc]);
  const made: Json = { ...submissionObject(outcome.value) };
  if (given !== null) delete made.envelope;
  delete made.identityId;
  return done({ ...made, id: outcome.value.id });
}

function checkCreate(object: Json): SetOutcome<{ emailId: string; identityId: string; envelope: Envelope | null }> {
  const emailId = submissionSettable.emailId.safeParse(object.emailId);
  const identityId = submissionSettable.identityId.safeParse(object.identityId);
  const envelope = submissionSettable.envelope.safeParse(object.envelope ?? null);
  const wrong = Object.keys(object).filter((name) => !Object.hasOwn(submissionSettable, name));
  if (!emailId.success) wrong.push('emailId');
  if (!identityId.success) wrong.push('identityId');
  if (!envelope.success) wrong.push('envelope');
  if (!emailId.success || !identityId.success || !envelope.success || wrong.length > 0) return invalidProperties(wrong);
  return done({ emailId: emailId.data, identityId: identityId.data, envelope: envelope.data });
}

async function completeHeader(context: RequestContext, account: AccountMail, email: EmailRecord): Promise<Uint8Array> {
  if (email.isHeaderComplete) return email.headerBlock;
  return (await account.headerBlock(email.id, context.signal)) ?? email.headerBlock;
}
