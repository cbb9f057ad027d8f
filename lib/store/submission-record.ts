import type { BlobId, EmailId, IdentityId, SubmissionId, ThreadId } from '#lib/mail/index.ts';
import type { DeliveryRecipient, SubmissionRecord, SubmissionState } from './api.ts';

export type SubmissionRow = {
  id: string;
  identity_id: string;
  email_id: string | null;
  thread_id: string | null;
  envelope: string;
  send_at_ms: number;
  created_at_ms: number;
  state: SubmissionState;
  recipients: string;
  raw_blob_id: string;
  message_id: string | null;
  attempts: number;
  next_attempt_at_ms: number | null;
  error: string | null;
  reports: string;
};

export function submissionOf(row: SubmissionRow): SubmissionRecord {
  return {
    id: row.id as SubmissionId,
    identityId: row.identity_id as IdentityId,
    emailId: row.email_id as EmailId | null,
    threadId: row.thread_id as ThreadId | null,
    envelope: JSON.parse(row.envelope) as SubmissionRecord['envelope'],
    sendAtMs: row.send_at_ms,
    createdAtMs: row.created_at_ms,
    state: row.state,
    recipients: JSON.parse(row.recipients) as DeliveryRecipient[],
    rawBlobId: row.raw_blob_id as BlobId,
    messageId: row.message_id,
    attempts: row.attempts,
    nextAttemptAtMs: row.next_attempt_at_ms,
    error: row.error === null ? null : (JSON.parse(row.error) as SubmissionRecord['error']),
    reports: JSON.parse(row.reports) as SubmissionRecord['reports'],
  };
}
