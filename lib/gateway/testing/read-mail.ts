import { buildMessage } from '#e2e/servers/index.ts';
import type { EmailId, Keyword, MailboxId, MailboxRole } from '#lib/mail/index.ts';
import type { EmailSummary, SubmissionRecord } from '#lib/store/index.ts';
import type { AccountMail } from '../api.ts';
import { eventually } from './test-gateway.ts';

/** The mailbox with this role. */
export async function mailboxOf(mail: AccountMail, role: MailboxRole): Promise<MailboxId> {
  const found = (await mail.store.mailboxes.get(mail.id, null)).find((mailbox) => mailbox.role === role);
  if (found === undefined) throw new Error(`no ${role}`);
  return found.id;
}

/** Everything in a mailbox, newest first. */
export async function inMailbox(mail: AccountMail, mailboxId: MailboxId): Promise<EmailSummary[]> {
  const result = await mail.store.emails.query(mail.id, {
    filter: { op: 'in-mailbox', mailboxId },
    sort: [{ key: 'receivedAt', ascending: false, keyword: null }],
    collapseThreads: false,
    position: 0,
    anchor: null,
    anchorOffset: 0,
    limit: 5_000,
    calculateTotal: true,
  });
  if ('anchorNotFound' in result) throw new Error('no anchor was asked for');
  return mail.store.emails.summaries(mail.id, result.ids);
}

/** Waits until the mailbox holds so many. */
export const arrived = (mail: AccountMail, mailboxId: MailboxId, count: number): Promise<EmailSummary[]> =>
  eventually(async () => {
    const found = await inMailbox(mail, mailboxId);
    return found.length === count ? found : null;
  }, `${count} messages`);

/** A small message of its own. */
export const message = (subject: string, extra: Partial<Parameters<typeof buildMessage>[0]> = {}): Buffer =>
  buildMessage({
    from: 'Ana <ana@example.test>',
    to: ['bob@example.test'],
    subject,
    text: `Text of ${subject}.`,
    messageId: `${crypto.randomUUID()}@example.test`,
    dateMs: Date.now(),
    ...extra,
  });

/** All intents are carried and the account is well. */
export const settled = (mail: AccountMail): Promise<true> =>
  eventually(async () => {
    const health = await mail.health();
    return health.state === 'ok' && health.pending === 0 ? true : null;
  }, 'a quiet account');

/** … and the words of all messages are in the index. */
export const indexed = (mail: AccountMail): Promise<true> =>
  eventually(
    async () => {
      const { state, pending, toIndex } = await mail.health();
      return state === 'ok' && pending === 0 && toIndex === 0 ? true : null;
    },
    'a quiet account with all words',
    120_000,
  );

export async function create(mail: AccountMail, raw: Buffer, mailboxId: MailboxId, keywords: Keyword[] = []): Promise<EmailId> {
  const created = await mail.createEmail({ raw, mailboxIds: [mailboxId], keywords, receivedAtMs: Date.now() });
  if (!created.ok) throw new Error(created.refusal.kind);
  return created.value.id;
}

/** Queues the Email for these recipients, at once. */
export async function submit(mail: AccountMail, emailId: EmailId, from: string, to: readonly string[]): Promise<SubmissionRecord> {
  const [identity] = await mail.store.identities.get(mail.id, null);
  if (identity === undefined) throw new Error('no identity');
  const submitted = await mail.submit({
    identityId: identity.id,
    emailId,
    envelope: { mailFrom: { email: from, parameters: null }, rcptTo: to.map((email) => ({ email, parameters: null })) },
    sendAtMs: Date.now(),
  });
  if (!submitted.ok) throw new Error(submitted.refusal.kind);
  return submitted.value;
}

/** Waits until nothing more happens to the submission by itself. */
export const ended = (mail: AccountMail, id: SubmissionRecord['id'], withinMs = 30_000): Promise<SubmissionRecord> =>
  eventually(
    async () => {
      const [record] = await mail.store.submissions.get(mail.id, [id]);
      return record !== undefined && ['done', 'failed', 'uncertain'].includes(record.state) ? record : null;
    },
    'the end of the submission',
    withinMs,
  );
