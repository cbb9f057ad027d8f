import type { AccountMail } from '#lib/gateway/index.ts';
import type { EmailId, MailFilter } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { mailFilter } from '../email/query-emails.ts';
import { MethodError } from '../method-error.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { mergedPosition, mergedWindow, type SortedList } from './merge-lists.ts';

/**
 * AllMail/query (`urn:postern:triage`): answered from the index alone (J6), so that no account waits for another one's server. An account
 * that this person has not (any more) is named and left out.
 */
export const queryAllMail: Method = {
  capability: 'urn:postern:triage',
  async run(context, given) {
    const checked = checkArguments('AllMail/query', given);
    const { isAscending, collapseThreads, limit } = checked;
    const wanted = await Promise.all(
      checked.accounts.map(async ({ accountId, filter }) => ({
        account: context.userMail.account(accountId),
        accountId,
        filter: await mailFilter(context, filter),
      })),
    );
    if (new Set(wanted.map(({ accountId }) => accountId)).size < wanted.length)
      throw new MethodError('invalidArguments', 'accounts: the same one twice');
    const found = wanted.flatMap((one) => (one.account === null ? [] : [{ ...one, account: one.account }]));
    const lists = found.map(({ account, filter }) => new AccountList(account, { filter, isAscending, collapseThreads }));
    const position = checked.anchor === null ? checked.position : await positionOf(context, lists, checked);
    const rows = limit === 0 ? [] : await mergedWindow(lists, { position, limit, isAscending });
    const totals = checked.calculateTotal ? await Promise.all(lists.map((list) => list.total())) : null;
    const response = {
      position,
      rows: rows.map(({ list, id }) => ({ accountId: found[list]?.accountId, id })),
      ...(totals === null ? {} : { total: totals.reduce((sum, total) => sum + total, 0) }),
      notFound: wanted.filter(({ account }) => account === null).map(({ accountId }) => accountId),
    };
    return [['AllMail/query', response]];
  },
};

/** @throws MethodError anchorNotFound */
async function positionOf(
  context: RequestContext,
  lists: readonly AccountList[],
  { anchor, anchorOffset, isAscending }: { anchor: string | null; anchorOffset: number; isAscending: boolean },
): Promise<number> {
  for (const [list, one] of lists.entries()) {
    context.signal.throwIfAborted();
    const id = anchor as EmailId;
    const index = await one.indexOf(id);
    if (index === null) continue;
    const at = await mergedPosition(lists, { list, id, index }, isAscending);
    if (at !== null) return Math.max(0, at + anchorOffset);
  }
  throw new MethodError('anchorNotFound');
}

type Shape = { filter: MailFilter | null; isAscending: boolean; collapseThreads: boolean };

/** The list of one account, as the store answers it. */
class AccountList implements SortedList {
  readonly #account: AccountMail;
  readonly #shape: Shape;
  #total: Promise<number> | null = null;
  #all: Promise<EmailId[]> | null = null;

  constructor(account: AccountMail, shape: Shape) {
    this.#account = account;
    this.#shape = shape;
  }

  total(): Promise<number> {
    this.#total ??= this.#query({ position: 0, limit: 0, calculateTotal: true }).then(({ total }) => total);
    return this.#total;
  }

  /** null: it is not in the list */
  async indexOf(anchor: EmailId): Promise<number | null> {
    const known = await this.#account.store.emails.receivedTimes(this.#account.id, [anchor]);
    if (!known.has(anchor)) return null;
    const found = await this.#account.store.emails.query(this.#account.id, { ...this.#question(), anchor, position: 0, limit: 1 });
    return 'anchorNotFound' in found ? null : found.position;
  }

  times(ids: readonly EmailId[]): Promise<ReadonlyMap<EmailId, number>> {
    return this.#account.store.emails.receivedTimes(this.#account.id, ids);
  }

  async ids(position: number, limit: number): Promise<EmailId[]> {
    if (position === 0 || this.#isMailbox()) return (await this.#query({ position, limit, calculateTotal: false })).ids;
    // Any other list is walked from its beginning at every look: once is enough.
    this.#all ??= this.#query({ position: 0, limit: null, calculateTotal: false }).then(({ ids }) => ids);
    return (await this.#all).slice(position, position + limit);
  }

  #isMailbox(): boolean {
    return !this.#shape.isAscending && this.#shape.filter?.op === 'in-mailbox';
  }

  #question() {
    const { filter, isAscending, collapseThreads } = this.#shape;
    const sort = [{ key: 'receivedAt' as const, ascending: isAscending, keyword: null }];
    return { filter, sort, collapseThreads, anchor: null, anchorOffset: 0, calculateTotal: false };
  }

  async #query(window: { position: number; limit: number | null; calculateTotal: boolean }): Promise<{ ids: EmailId[]; total: number }> {
    const found = await this.#account.store.emails.query(this.#account.id, { ...this.#question(), ...window });
    return 'anchorNotFound' in found ? { ids: [], total: 0 } : { ids: found.ids, total: found.total ?? 0 };
  }
}
