import type { EmailSubmission } from '#lib/contract/index.ts';
import { messageBlobId } from '#lib/gateway/index.ts';
import type { SubmissionRecord } from '#lib/store/index.ts';
import { utcDate } from '../utc-date.ts';
import { deliveryStates, deliveryStatus } from './delivery-states.ts';

/** RFC 8621 §7. */
export function submissionObject(record: SubmissionRecord): EmailSubmission {
  return {
    id: record.id,
    identityId: record.identityId,
    emailId: record.emailId,
    threadId: record.threadId,
    envelope: record.envelope,
    sendAt: utcDate(record.sendAtMs),
    undoStatus: deliveryStates[record.state].undoStatus,
    deliveryStatus: deliveryStatus(record.state, record.recipients),
    dsnBlobIds: blobIds(record, 'dsn'),
    mdnBlobIds: blobIds(record, 'mdn'),
  };
}

/** In the order in which they came; each is the whole message as received. */
const blobIds = ({ reports }: SubmissionRecord, kind: 'dsn' | 'mdn'): string[] =>
  reports.filter((report) => report.kind === kind).map(({ emailId }) => messageBlobId(emailId));
