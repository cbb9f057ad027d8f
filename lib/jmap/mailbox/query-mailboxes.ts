import type { Comparator } from '#lib/contract/index.ts';
import { mailboxFilterCondition, mailboxSortProperties } from '#lib/contract/index.ts';
import type { MailboxRecord } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';
import { checkCondition, checkSort, collated, compareBy, testOf, windowOf } from '../standard/run-query.ts';

/** Mailbox/query (RFC 8621 §2.3): all mailboxes of an account fit in memory. */
export const queryMailboxes: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Mailbox/query', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    checkSort(checked.sort, mailboxSortProperties);
    const matches = testOf<MailboxRecord>(checked.filter, (condition) => conditionTest(context, condition));
    const queryState = await account.store.state(account.id, 'Mailbox');
    const all = await account.store.mailboxes.get(account.id, null);
    const byId = new Map<string, MailboxRecord>(all.map((mailbox) => [mailbox.id, mailbox]));
    let matching = all.filter(matches);
    if (checked.filterAsTree) {
      const ids = new Set<string>(matching.map(({ id }) => id));
      matching = matching.filter((mailbox) => ancestorsOf(mailbox, byId).every(({ id }) => ids.has(id)));
    }
    const compare = compareBy(checked.sort, sortValue, (mailbox: MailboxRecord) => mailbox.id);
    matching.sort(checked.sortAsTree ? (left, right) => compareInTree(left, right, byId, compare) : compare);
    const window = windowOf(
      matching.map(({ id }) => id),
      { ...checked, anchor: checked.anchor === null ? null : resolveId(context, checked.anchor) },
    );
    return [['Mailbox/query', { accountId: account.id, queryState, canCalculateChanges: false, ...window }]];
  },
};

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

/** Mailbox/queryChanges is told by `canCalculateChanges: false` not to be asked (RFC 8620 §5.6). */
export const queryMailboxChanges: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const { accountId } = checkArguments('Mailbox/queryChanges', given);
    await readyAccount(context, accountId, 'read');
    throw new MethodError('cannotCalculateChanges');
  },
};
