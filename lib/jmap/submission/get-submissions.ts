import type { Comparator } from '#lib/contract/index.ts';
import { submissionFilterCondition, submissionProperties, submissionSortProperties } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { SubmissionRecord } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';
import { runChanges } from '../standard/run-changes.ts';
import { runGet } from '../standard/run-get.ts';
import { checkCondition, checkSort, compareBy, testOf, windowOf } from '../standard/run-query.ts';
import { allChanges, queryChangesAnswer } from '../standard/run-query-changes.ts';
import { deliveryStates } from './delivery-states.ts';
import { submissionObject } from './submission-object.ts';

/** EmailSubmission/get (RFC 8621 §7.1). */
export const getSubmissions: Method = {
  capability: 'urn:ietf:params:jmap:submission',
  async run(context, given) {
    const checked = checkArguments('EmailSubmission/get', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    const objects = async (ids: readonly string[] | null) => (await account.store.submissions.get(account.id, ids)).map(submissionObject);
    const result = await runGet(context, checked, {
      properties: submissionProperties,
      state: () => account.store.state(account.id, 'EmailSubmission'),
      all: () => objects(null),
      some: (ids) => objects(ids),
    });
    return [['EmailSubmission/get', { accountId: account.id, ...result }]];
  },
};

/** EmailSubmission/changes (RFC 8621 §7.2). */
export const changedSubmissions: Method = {
  capability: 'urn:ietf:params:jmap:submission',
  async run(context, given) {
    const checked = checkArguments('EmailSubmission/changes', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    const { response } = await runChanges(account, 'EmailSubmission', checked);
    return [['EmailSubmission/changes', response]];
  },
};

/** EmailSubmission/query (RFC 8621 §7.3). */
export const querySubmissions: Method = {
  capability: 'urn:ietf:params:jmap:submission',
  async run(context, given) {
    const checked = checkArguments('EmailSubmission/query', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    const { queryState, ids } = await runQuery(context, account, checked);
    const window = windowOf(ids, { ...checked, anchor: checked.anchor === null ? null : resolveId(context, checked.anchor) });
    return [['EmailSubmission/query', { accountId: account.id, queryState, canCalculateChanges: true, ...window }]];
  },
};

/** EmailSubmission/queryChanges (RFC 8621 §7.4). */
export const querySubmissionChanges: Method = {
  capability: 'urn:ietf:params:jmap:submission',
  async run(context, given) {
    const checked = checkArguments('EmailSubmission/queryChanges', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    const { queryState, ids } = await runQuery(context, account, checked);
    const changes = await allChanges(account, 'EmailSubmission', checked.sinceQueryState);
    const touched = new Set([...changes.created, ...changes.updated, ...changes.destroyed]);
    const delta = { newQueryState: queryState, ids, touched, created: new Set(changes.created), isImmutable: false };
    return [['EmailSubmission/queryChanges', queryChangesAnswer(checked, delta)]];
  },
};

async function runQuery(
  context: RequestContext,
  account: AccountMail,
  given: { filter: Record<string, unknown> | null; sort: Comparator[] | null },
): Promise<{ queryState: string; ids: string[] }> {
  checkSort(given.sort, submissionSortProperties);
  const matches = testOf<SubmissionRecord>(given.filter, (condition) => conditionTest(context, condition));
  const queryState = await account.store.state(account.id, 'EmailSubmission');
  const records = (await account.store.submissions.get(account.id, null)).filter(matches);
  records.sort(compareBy(given.sort, sortValue, (record: SubmissionRecord) => record.id));
  return { queryState, ids: records.map(({ id }) => id) };
}

function conditionTest(context: RequestContext, given: Record<string, unknown>): (record: SubmissionRecord) => boolean {
  const condition = checkCondition(submissionFilterCondition, given);
  const among = (ids: string[] | undefined): ((id: string | null) => boolean) => {
    if (ids === undefined) return () => true;
    const wanted = new Set(ids.map((id) => resolveId(context, id)));
    return (id) => id !== null && wanted.has(id);
  };
  const [isIdentity, isEmail, isThread] = [among(condition.identityIds), among(condition.emailIds), among(condition.threadIds)];
  const beforeMs = condition.before === undefined ? Number.POSITIVE_INFINITY : Date.parse(condition.before);
  const afterMs = condition.after === undefined ? Number.NEGATIVE_INFINITY : Date.parse(condition.after);
  return (record) =>
    isIdentity(record.identityId) &&
    isEmail(record.emailId) &&
    isThread(record.threadId) &&
    (condition.undoStatus === undefined || deliveryStates[record.state].undoStatus === condition.undoStatus) &&
    record.sendAtMs < beforeMs &&
    record.sendAtMs >= afterMs;
}

/** RFC 8621 §7.3 names the sort `sentAt`; the property it means is `sendAt`. */
function sortValue(record: SubmissionRecord, { property }: Comparator): string | number {
  if (property === 'emailId') return record.emailId ?? '';
  return property === 'threadId' ? (record.threadId ?? '') : record.sendAtMs;
}
