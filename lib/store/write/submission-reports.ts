import type { AccountId } from '#lib/mail/index.ts';
import type { ArrivedReport, DeliveryRecipient, RecipientReport, SubmissionRecord } from '../api.ts';
import { changeSubmission, type StoredSubmission } from './submissions.ts';
import { accountKey, type Transaction } from './transaction.ts';

/** Notifications that are kept by name for one submission. */
const maxReports = 200;

/** See SubmissionStore.report. */
export function reportSubmission(transaction: Transaction, accountId: AccountId, report: ArrivedReport): boolean {
  const account = accountKey(transaction.connection, accountId);
  const row = submissionOf(transaction, account, report);
  if (row === null) return false;
  const reports = JSON.parse(row.reports) as SubmissionRecord['reports'];
  if (reports.some(({ emailId }) => emailId === report.emailId)) return true;
  const recipients = (JSON.parse(row.recipients) as DeliveryRecipient[]).map((recipient, _at, all) => {
    const found = report.recipients.find((one) => isAbout(one, recipient, all.length));
    return found === undefined ? recipient : reported(recipient, report.kind, found.report);
  });
  if (reports.length < maxReports) reports.push({ kind: report.kind, emailId: report.emailId });
  changeSubmission(transaction, account, row, { recipients: JSON.stringify(recipients), reports: JSON.stringify(reports) });
  return true;
}

/** By ENVID, else by the first Message-ID that we know; of several submissions of one message, the one to such a recipient. */
function submissionOf({ connection }: Transaction, account: number, report: ArrivedReport): StoredSubmission | null {
  const find = (column: 'id' | 'message_id', value: string): StoredSubmission[] =>
    connection.all(`select * from submission where account = ? and ${column} = ? and log is not null order by key desc`, account, value);
  const [named] = report.envelopeId === null ? [] : find('id', report.envelopeId);
  if (named !== undefined) return named;
  for (const messageId of report.messageIds) {
    const rows = find('message_id', messageId);
    const fitting = rows.find((row) => {
      const recipients = JSON.parse(row.recipients) as DeliveryRecipient[];
      return recipients.some((recipient) => report.recipients.some((one) => isAbout(one, recipient, recipients.length)));
    });
    if (rows.length > 0) return fitting ?? rows[0]!;
  }
  return null;
}

/** The original recipient decides; a message to one person is about that person, wherever it was forwarded to. */
function isAbout(reported: ArrivedReport['recipients'][number], { address }: DeliveryRecipient, count: number): boolean {
  const isSame = (other: string | null) => other?.toLowerCase() === address.toLowerCase();
  if (reported.originalRecipient !== null) return isSame(reported.originalRecipient) || (count === 1 && isSame(reported.finalRecipient));
  return isSame(reported.finalRecipient) || count === 1;
}

/** A delay says nothing of what is decided; what is decided may be decided anew (a copy arrives, another bounces). */
function reported(recipient: DeliveryRecipient, kind: ArrivedReport['kind'], report: RecipientReport | null): DeliveryRecipient {
  if (kind === 'mdn') return { ...recipient, isDisplayed: true };
  const before = recipient.report?.action;
  const isDecided = before === 'failed' || before === 'delivered';
  if (report === null || (isDecided && report.action !== 'failed' && report.action !== 'delivered')) return recipient;
  return { ...recipient, report };
}

/** See SubmissionStore.noteArrivalsRead. */
export function noteArrivalsRead({ connection }: Transaction, accountId: AccountId, readTo: number): void {
  connection.run('update account set reports_read_to = ? where key = ?', readTo, accountKey(connection, accountId));
}
