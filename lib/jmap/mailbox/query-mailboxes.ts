import type { Comparator } from '#lib/contract/index.ts';
import { mailboxFilterCondition, mailboxSortProperties } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { MailboxRecord } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';
import { checkCondition, checkSort, collated, compareBy, testOf, windowOf } from '../standard/run-query.ts';
import { allChanges, queryChangesAnswer } from '../standard/run-query-changes.ts';

/** Mailbox/query (RFC 8621 §2.3): all mailboxes of an account fit in memory. */
export const queryMailboxes: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Mailbox/query', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    const { queryState, ids } = await runQuery(context, account, checked);
    const window = windowOf(ids, { ...checked, anchor: checked.anchor === null ? null : resolveId(context, checked.anchor) });
    return [['Mailbox/query', { accountId: account.id, queryState, canCalculateChanges: true, ...window }]];
  },
};

/** Mailbox/queryChanges (RFC 8621 §2.4): counts are neither filtered nor sorted by, so their changes are none. */
export const queryMailboxChanges: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Mailbox/queryChanges', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    const { queryState, ids, byId } = await runQuery(context, account, checked);
    const changes = await allChanges(account, 'Mailbox', checked.sinceQueryState);
    const touched = new Set([...changes.created, ...(changes.countsOnly ? [] : changes.updated), ...changes.destroyed]);
    // in a tree a mailbox moves, comes and goes with those above it
    if ((checked.sortAsTree || checked.filterAsTree) && touched.size > 0) {
      const moved = [...byId.values()].filter((mailbox) => ancestorsOf(mailbox, byId).some(({ id }) => touched.has(id)));
      for (const { id } of moved) touched.add(id);
    }
    const delta = { newQueryState: queryState, ids, touched, created: new Set(changes.created), isImmutable: false };
    return [['Mailbox/queryChanges', queryChangesAnswer(checked, delta)]];
  },
};

type QueryGiven = { filter: Record<string, unknown> | null; sort: Comparator[] | null; sortAsTree: boolean; filterAsTree: boolean };

async function runQuery(
  context: RequestContext,
  account: AccountMail,
  given: QueryGiven,
): Promise<{ queryState: string; ids: string[]; byId: ReadonlyMap<string, MailboxRecord> }> {
  checkSort(given.sort, mailboxSortProperties);
  const matches = testOf<MailboxRecord>(given.filter, (condition) => conditionTest(context, condition));
  const queryState = await account.store.state(account.id, 'Mailbox');
  const all = await account.store.mailboxes.get(account.id, null);
  const byId = new Map<string, MailboxRecord>(all.map((mailbox) => [mailbox.id, mailbox]));
  let matching = all.filter(matches);
  if (given.filterAsTree) {
    const ids = new Set<string>(matching.map(({ id }) => id));
    matching = matching.filter((mailbox) => ancestorsOf(mailbox, byId).every(({ id }) => ids.has(id)));
  }
  const compare = compareBy(given.sort, sortValue, (mailbox: MailboxRecord) => mailbox.id);
  matching.sort(given.sortAsTree ? (left, right) => compareInTree(left, right, byId, compare) : compare);
  return { queryState, ids: matching.map(({ id }) => id), byId };
}

function conditionTest(context: RequestContext, given: Record<string, unknown>): (mailbox: MailboxRecord) => boolean {
  const condition = checkCondition(mailboxFilterCondition, given);
  const parentId = typeof condition.parentId === 'string' ? resolveId(context, condition.parentId) : condition.parentId;
  const name = condition.name === undefined ? null : collated(condition.name);
  return (mailbox) =>
    (parentId === undefined || mailbox.parentId === parentId) &&
    (name === null || collated(mailbox.name).includes(name)) &&
    (condition.role === undefined || mailbox.role === condition.role) &&
    (condition.hasAnyRole === undefined || (mailbox.role !== null) === condition.hasAnyRole) &&
    (condition.isSubscribed === undefined || mailbox.isSubscribed === condition.isSubscribed);
}

function sortValue(mailbox: MailboxRecord, { property }: Comparator): string | number {
  if (property === 'sortOrder') return mailbox.sortOrder;
  return property === 'name' ? collated(mailbox.name) : (mailbox.parentId ?? '');
}

/** From the parent upwards; a loop in the data ends the walk. */
function ancestorsOf(mailbox: MailboxRecord, byId: ReadonlyMap<string, MailboxRecord>): MailboxRecord[] {
  const ancestors: MailboxRecord[] = [];
  let parent = mailbox.parentId === null ? undefined : byId.get(mailbox.parentId);
  while (parent !== undefined && ancestors.length < byId.size) {
    ancestors.push(parent);
    parent = parent.parentId === null ? undefined : byId.get(parent.parentId);
  }
  return ancestors;
}

/** §2.3 sortAsTree: an ancestor first; otherwise the nearest ancestors that have the same parent are compared. */
function compareInTree(
  left: MailboxRecord,
  right: MailboxRecord,
  byId: ReadonlyMap<string, MailboxRecord>,
  compare: (left: MailboxRecord, right: MailboxRecord) => number,
): number {
  const leftPath = [...ancestorsOf(left, byId).reverse(), left];
  const rightPath = [...ancestorsOf(right, byId).reverse(), right];
  for (let depth = 0; depth < Math.min(leftPath.length, rightPath.length); depth += 1) {
    const a = leftPath[depth]!;
    const b = rightPath[depth]!;
    if (a.id !== b.id) return compare(a, b);
  }
  return leftPath.length - rightPath.length;
}
