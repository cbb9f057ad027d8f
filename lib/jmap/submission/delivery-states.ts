import type { DeliveryStatus, UndoStatus } from '#lib/contract/index.ts';
import type { DeliveryRecipient, RecipientReport, SubmissionState } from '#lib/store/index.ts';

/**
 * The states of a submission (S3) as JMAP shows them: the one table (settled 17, J11). From the claim on nothing can be recalled.
 * `waiting` is what `delivered` says of a recipient that the server has not answered for yet.
 */
export const deliveryStates = {
  held: { undoStatus: 'pending', waiting: 'queued' },
  claimed: { undoStatus: 'final', waiting: 'queued' },
  connecting: { undoStatus: 'final', waiting: 'queued' },
  envelope: { undoStatus: 'final', waiting: 'queued' },
  data: { undoStatus: 'final', waiting: 'queued' },
  dot: { undoStatus: 'final', waiting: 'queued' },
  accepted: { undoStatus: 'final', waiting: 'unknown' },
  filing: { undoStatus: 'final', waiting: 'unknown' },
  done: { undoStatus: 'final', waiting: 'unknown' },
  deferred: { undoStatus: 'final', waiting: 'queued' },
  failed: { undoStatus: 'final', waiting: 'no' },
  /** on screen: “not known” */
  uncertain: { undoStatus: 'final', waiting: 'unknown' },
  canceled: { undoStatus: 'canceled', waiting: null },
} as const satisfies Record<SubmissionState, { undoStatus: UndoStatus; waiting: DeliveryStatus['delivered'] | null }>;

/** Null while there is nothing to say of any recipient: the submission was canceled. */
export function deliveryStatus(state: SubmissionState, recipients: readonly DeliveryRecipient[]): Record<string, DeliveryStatus> | null {
  const { waiting } = deliveryStates[state];
  if (waiting === null || recipients.length === 0) return null;
  return Object.fromEntries(
    recipients.map((recipient): [string, DeliveryStatus] => [
      recipient.address,
      {
        // A recipient was taken, the message never answered for: what was said of the recipient is no answer (S4).
        smtpReply: replyOf(recipient) ?? (state === 'uncertain' && recipient.state === 'waiting' ? '' : oneLine(recipient.smtpReply ?? '')),
        delivered: deliveredOf(state, recipient, waiting),
        displayed: recipient.isDisplayed === true ? 'yes' : 'unknown',
      },
    ]),
  );
}

/** What the last server said, as a notification has it; where that is no SMTP reply, the status stands in the form of one. */
function replyOf({ report }: DeliveryRecipient): string | null {
  if (report === undefined) return null;
  if (report.smtpReply !== null) return oneLine(report.smtpReply);
  if (report.action !== 'failed' && report.action !== 'delayed') return null;
  const words = [report.action === 'failed' ? '550' : '450', report.status, report.text].filter((word) => word !== null);
  return oneLine(words.join(' '));
}

/** What a notification said of it; relayed is not delivered, and without a notification nobody knows (RFC 8621 §7). */
function deliveredOf(
  state: SubmissionState,
  recipient: DeliveryRecipient,
  waiting: DeliveryStatus['delivered'],
): DeliveryStatus['delivered'] {
  // It was shown to the recipient, so it arrived.
  if (recipient.isDisplayed === true) return 'yes';
  if (recipient.report !== undefined) return deliveredByAction[recipient.report.action];
  if (recipient.state === 'refused') return 'no';
  return recipient.state === 'accepted' ? acceptedAs(state) : waiting;
}

/** RFC 3464 §2.3.3: delayed is no failure; beyond `relayed` and `expanded` nothing more will be heard. */
const deliveredByAction = {
  failed: 'no',
  delayed: 'queued',
  delivered: 'yes',
  relayed: 'unknown',
  expanded: 'unknown',
} as const satisfies Record<RecipientReport['action'], DeliveryStatus['delivered']>;

/** Accepted at RCPT, and the message as a whole? Only then has it left the queue. */
const acceptedAs = (state: SubmissionState): DeliveryStatus['delivered'] => deliveryStates[state].waiting ?? 'unknown';

/** A reply of several lines as one (RFC 8621 §7 smtpReply). */
function oneLine(reply: string): string {
  const lines = reply.split(/\r\n|\r|\n/).filter((line) => line !== '');
  const first = lines[0];
  if (first === undefined) return '';
  const prefix = /^\d{3}[- ](?:\d\.\d{1,3}\.\d{1,3} )?/.exec(first)?.[0] ?? '';
  const rest = lines.slice(1).map((line) => withoutPrefix(line, prefix));
  return [first.replace(/^(\d{3})-/, '$1 '), ...rest].join(' ');
}

function withoutPrefix(line: string, prefix: string): string {
  const plain = prefix.replace('-', ' ');
  for (const candidate of [prefix, plain, prefix.slice(0, 4), plain.slice(0, 4)]) {
    if (candidate !== '' && line.startsWith(candidate)) return line.slice(candidate.length);
  }
  return line;
}
