import { randomUUID } from 'node:crypto';
import type { Mdn, SetError } from '#lib/contract/index.ts';
import { mdnSendSchema } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { EmailId } from '#lib/mail/index.ts';
import { domainOf } from '#lib/mail/index.ts';
import type { DispositionReport } from '#lib/message/index.ts';
import {
  asAddresses,
  buildMessage,
  dispositionReportText,
  firstField,
  leaf,
  multipart,
  newMessageId,
  parseHeaderBlock,
} from '#lib/message/index.ts';
import type { EmailRecord, IdentityRecord } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { runEmailSet } from '../email/set-emails.ts';
import { isOurFailure, MethodError, methodErrorArguments } from '../method-error.ts';
import type { Method, MethodAnswer, RequestContext } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';
import type { SetOutcome } from '../set-error.ts';
import { done, invalidProperties, refused, setErrorOf } from '../set-error.ts';
import { inTurn } from '../standard/turns.ts';
import { isOwnAddress, isSendable } from '../submission/envelope.ts';

type Sent = { emailId: EmailId; mdn: Partial<Mdn> };

/**
 * MDN/send (RFC 9007 §2.1): a disposition notification goes to whom the message asks for it to be sent, with the null reverse path
 * (RFC 8098 §3.1). The message gets `$mdnsent` here already, whatever becomes of `onSuccessUpdateEmail`, so that nobody is told twice
 * (RFC 3503 §3.1).
 */
export const sendMdns: Method = {
  capability: 'urn:ietf:params:jmap:mdn',
  async run(context, given) {
    const checked = checkArguments('MDN/send', given);
    const account = await readyAccount(context, checked.accountId, 'send');
    const entries = Object.entries(checked.send);
    if (entries.length > context.limits.objectsInSet) throw new MethodError('requestTooLarge');
    const identityId = resolveId(context, checked.identityId);
    const identities = await account.store.identities.get(account.id, null);
    const identity = identities.find(({ id }) => id === identityId);
    const patches = new Map(Object.entries(checked.onSuccessUpdateEmail ?? {}).map(([key, patch]) => [key.replace(/^#/, ''), patch]));
    if (identity === undefined) throw new MethodError('invalidArguments', 'identityId: no such Identity');
    const sent = new Map<string, Sent>();
    const notSent: Record<string, SetError> = {};
    for (const [creationId, object] of entries) {
      // two clients at once must not both find that nobody has told yet
      const outcome = await inTurn(`notifications of ${account.id}`, 'alone', () =>
        sendOne(context, account, { identity, identities, patch: patches.get(creationId) ?? {} }, object),
      );
      if (outcome.ok) sent.set(creationId, outcome.value);
      else notSent[creationId] = outcome.error;
    }
    const response = {
      accountId: account.id,
      sent: sent.size === 0 ? null : Object.fromEntries([...sent].map(([creationId, { mdn }]) => [creationId, mdn])),
      notSent: Object.keys(notSent).length === 0 ? null : notSent,
    };
    const answers: MethodAnswer[] = [['MDN/send', response]];
    const update: Record<string, Record<string, unknown>> = {};
    for (const [creationId, patch] of patches) {
      const one = sent.get(creationId);
      if (one !== undefined) update[one.emailId] = patch;
    }
    if (Object.keys(update).length > 0) answers.push(await updateOriginals(context, account, update));
    return answers;
  },
};

async function updateOriginals(
  context: RequestContext,
  account: AccountMail,
  update: Record<string, Record<string, unknown>>,
): Promise<MethodAnswer> {
  try {
    return [
      'Email/set',
      await runEmailSet(context, account, { accountId: account.id, ifInState: null, create: null, update, destroy: null }),
    ];
  } catch (error) {
    const failure = methodErrorArguments(error);
    if (isOurFailure(error)) context.log.warn('mail not changed after an MDN', { accountId: account.id, kind: failure.type, error });
    return ['error', failure];
  }
}

type Senders = {
  identity: IdentityRecord;
  identities: readonly IdentityRecord[];
  /** what becomes of the Email afterwards */
  patch: Record<string, unknown>;
};

/** §2.1: what does not result in setting `$mdnsent` MUST be rejected. */
function setsMdnSent(patch: Record<string, unknown>): boolean {
  const whole = patch.keywords;
  const named = typeof whole === 'object' && whole !== null ? Object.entries(whole) : [];
  const paths = Object.entries(patch).flatMap(([path, value]) => (path.startsWith('keywords/') ? [[path.slice(9), value] as const] : []));
  return [...named, ...paths].some(([keyword, value]) => keyword.toLowerCase() === '$mdnsent' && value === true);
}

async function sendOne(
  context: RequestContext,
  account: AccountMail,
  senders: Senders,
  object: Record<string, unknown>,
): Promise<SetOutcome<Sent>> {
  const checked = mdnSendSchema.safeParse(object);
  if (!checked.success)
    return invalidProperties(
      checked.error.issues.flatMap(({ path, ...issue }) =>
        'keys' in issue && path.length === 0 ? (issue.keys as string[]) : [String(path[0] ?? 'forEmailId')],
      ),
    );
  const emailId = resolveId(context, checked.data.forEmailId) as EmailId;
  const [email] = await account.store.emails.get(account.id, [emailId]);
  if (email === undefined) return refused({ type: 'notFound' });
  if (email.keywords.includes('$mdnsent')) return refused({ type: 'mdnAlreadySent' });
  if (!setsMdnSent(senders.patch)) return refused({ type: 'invalidProperties', description: 'onSuccessUpdateEmail does not set $mdnsent' });
  const asked = await whatWasAsked(context, account, email);
  if (asked === null) return refused({ type: 'notFound', description: 'the message asks for no notification' });
  const final = checked.data.finalRecipient ?? `rfc822; ${senders.identity.email}`;
  if (!isOwnAddress(final.replace(/^rfc822;\s*/i, ''), senders.identities)) return refused({ type: 'forbiddenFrom' });

  const report: DispositionReport = {
    reportingUa: checked.data.reportingUA,
    mdnGateway: null,
    originalRecipient: asked.originalRecipient,
    finalRecipient: final,
    originalMessageId: email.messageId?.[0] === undefined ? null : `<${email.messageId[0]}>`,
    disposition: checked.data.disposition,
    errors: [],
    extensionFields: checked.data.extensionFields ?? {},
  };
  const original = checked.data.includeOriginalMessage ? await account.raw(email.id, context.signal) : null;
  const { subject, textBody } = checked.data;
  const raw = await build(context, senders.identity, { email, to: asked.to, subject, textBody, report, original });
  const outcome = await account.submitRaw({ identityId: senders.identity.id, raw, from: '', to: [asked.to] });
  if (!outcome.ok) return refused(setErrorOf(outcome.refusal));
  await account.store.emails.update(account.id, [{ id: email.id, addKeywords: ['$mdnsent'], removeKeywords: [], mailboxIds: null }]);
  const mdn: Partial<Mdn> = {
    ...(checked.data.finalRecipient === null ? { finalRecipient: final } : {}),
    ...{ mdnGateway: null, originalRecipient: report.originalRecipient, originalMessageId: report.originalMessageId, error: null },
  };
  return done({ emailId: email.id, mdn });
}

/** Null when the message asks nobody, or more than one place, to be told (RFC 8098 §2.1). */
async function whatWasAsked(
  context: RequestContext,
  account: AccountMail,
  email: EmailRecord,
): Promise<{ to: string; originalRecipient: string | null } | null> {
  const block = email.isHeaderComplete ? email.headerBlock : ((await account.headerBlock(email.id, context.signal)) ?? email.headerBlock);
  const header = parseHeaderBlock(block);
  const addresses = asAddresses(firstField(header, 'Disposition-Notification-To') ?? '').map((address) => address.email);
  const [to] = addresses;
  if (to === undefined || addresses.length !== 1 || !isSendable(to)) return null;
  return { to, originalRecipient: firstField(header, 'Original-Recipient')?.trim().slice(0, 900) ?? null };
}

type Parts = {
  email: EmailRecord;
  to: string;
  subject: string | null;
  textBody: string | null;
  report: DispositionReport;
  original: Uint8Array | null;
};

async function build(context: RequestContext, identity: IdentityRecord, parts: Parts): Promise<Buffer> {
  const { email, to, subject, textBody, report, original } = parts;
  const nowMs = context.nowMs();
  const messageId = email.messageId ?? null;
  const subParts = [
    leaf('text/plain', { text: textBody ?? '' }),
    leaf('message/disposition-notification', { text: dispositionReportText(report) }),
    ...(original === null ? [] : [leaf('message/rfc822', { blob: original })]),
  ];
  return buildMessage({
    ...{ sender: null, replyTo: null, cc: null, bcc: null },
    from: [{ name: identity.name === '' ? null : identity.name, email: identity.email }],
    to: [{ name: null, email: to }],
    subject,
    date: { ms: nowMs, offsetMinutes: 0 },
    messageId: [newMessageId(domainOf(identity.email) ?? 'localhost', context.messageIdKey, nowMs)],
    inReplyTo: messageId,
    references: messageId === null ? null : [...(email.references ?? []), ...messageId].slice(-50),
    headers: [{ name: 'Auto-Submitted', form: 'raw', value: ' auto-replied' }],
    body: { kind: 'tree', root: { ...multipart('report', subParts), params: { 'report-type': 'disposition-notification' } } },
    boundarySeed: randomUUID(),
  });
}
