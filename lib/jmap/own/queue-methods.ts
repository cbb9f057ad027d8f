import type { QueueItem, QueueState, SetError } from '#lib/contract/index.ts';
import { queueItemProperties } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { MailErrorKind, SubmissionId } from '#lib/mail/index.ts';
import { plainWords } from '#lib/mail/index.ts';
import type { SubmissionRecord, SubmissionState } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';
import { setErrorOf } from '../set-error.ts';
import { runGet } from '../standard/run-get.ts';
import { utcDate, utcDateOrNull } from '../utc-date.ts';

/** How the states of S3 look in the queue; null = it is not in the queue any more. */
const queueStates = {
  held: 'held',
  claimed: 'sending',
  connecting: 'sending',
  envelope: 'sending',
  data: 'sending',
  dot: 'sending',
  accepted: null,
  filing: null,
  done: null,
  deferred: 'deferred',
  failed: 'failed',
  uncertain: 'uncertain',
  canceled: null,
} as const satisfies Record<SubmissionState, QueueState | null>;

/** QueueItem/get (`urn:postern:sending`, S3, S6): what waits to be sent or was not, and why. */
export const getQueue: Method = {
  capability: 'urn:postern:sending',
  async run(context, given) {
    const checked = checkArguments('QueueItem/get', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    const found = async (ids: readonly string[] | null) => {
      const records = await account.store.submissions.get(account.id, ids);
      return (await Promise.all(records.map((record) => queueItem(account, record)))).filter((item) => item !== null);
    };
    const result = await runGet(context, checked, {
      properties: queueItemProperties,
      state: () => account.store.state(account.id, 'EmailSubmission'),
      all: () => found(null),
      some: found,
    });
    return [['QueueItem/get', { accountId: account.id, ...result }]];
  },
};

/** QueueItem/act: what the person decides; each id by itself. */
export const actOnQueue: Method = {
  capability: 'urn:postern:sending',
  async run(context, given) {
    const { accountId, ids, action } = checkArguments('QueueItem/act', given);
    const account = await readyAccount(context, accountId, 'send');
    const acted: string[] = [];
    const notActed: Record<string, SetError> = {};
    for (const id of new Set(ids.map((one) => resolveId(context, one)))) {
      const outcome = await account.steerSubmission(id as SubmissionId, action);
      if (outcome.ok) acted.push(id);
      else notActed[id] = setErrorOf(outcome.refusal);
    }
    return [['QueueItem/act', { accountId: account.id, acted, notActed: Object.keys(notActed).length > 0 ? notActed : null }]];
  },
};

/** Of a record that is being handed over: what the server has not said yet. */
const awaited: Partial<Record<SubmissionState, NonNullable<QueueItem['awaits']>['what']>> = { connecting: 'answer', dot: 'confirmation' };

async function queueItem(account: AccountMail, record: SubmissionRecord): Promise<QueueItem | null> {
  const state = queueStates[record.state];
  if (state === null) return null;
  const { error } = record;
  const kind = error?.kind as MailErrorKind | undefined;
  const what = awaited[record.state];
  const server = what === undefined ? null : await account.outgoingServer(record.identityId, null);
  return {
    id: record.id,
    emailId: record.emailId,
    threadId: record.threadId,
    state,
    sendAt: utcDate(record.sendAtMs),
    attempts: record.attempts,
    nextTryAt: state === 'held' || state === 'deferred' ? utcDateOrNull(record.nextAttemptAtMs) : null,
    awaits: what === undefined || server === null ? null : { what, host: server.host, port: server.port },
    recipients: record.recipients.map(({ address, state: said, smtpReply }) => ({ email: address, state: said, smtpReply })),
    error:
      error === null || kind === undefined
        ? null
        : { ...told(error), kind, ...plainWords({ ...error, kind, stage: error.stage ?? 'smtp', facts: { port: error.port ?? null } }) },
  };
}

const told = ({ code, enhancedCode, serverText }: NonNullable<SubmissionRecord['error']>) => ({ code, enhancedCode, serverText });
