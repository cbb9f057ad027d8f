import type { BulkAct, CheckedArguments } from '#lib/contract/index.ts';
import { bulkActProperties } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import { isKeyword, type MailboxId, type ThreadId } from '#lib/mail/index.ts';
import type { BulkActRecord, BulkDeed, BulkScope } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { allFound } from '../email/query-emails.ts';
import { MethodError } from '../method-error.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';
import { runGet } from '../standard/run-get.ts';
import { utcDate } from '../utc-date.ts';
import { ownState } from './own-state.ts';
import { snoozedMailbox, snoozeUntil } from './snooze-methods.ts';

const actOf = ({ id, deed, state, total, done, failed, startedAtMs }: BulkActRecord): BulkAct => ({
  ...{ id, state, total, done, failed },
  kind: deed.kind,
  startedAt: utcDate(startedAtMs),
  canUndo: deed.kind !== 'destroy' && state !== 'undoing' && state !== 'undone',
});

/** BulkAct/get (`urn:postern:bulk`): the last hundred of the account. */
export const getBulkActs: Method = {
  capability: 'urn:postern:bulk',
  async run(context, given) {
    const checked = checkArguments('BulkAct/get', given);
    const account = await readyAccount(context, checked.accountId, 'read');
    const list = (await account.store.bulkActs.list(account.id)).map(actOf);
    const result = await runGet(context, checked, {
      properties: bulkActProperties,
      state: () => ownState(undefined, list),
      all: () => Promise.resolve(list),
      some: (ids) => Promise.resolve(list.filter(({ id }) => ids.includes(id))),
    });
    return [['BulkAct/get', { accountId: account.id, ...result }]];
  },
};

/** BulkAct/start: which Emails are meant is decided now and kept; what comes in afterwards is not touched. */
export const startBulkAct: Method = {
  capability: 'urn:postern:bulk',
  async run(context, given) {
    const checked = checkArguments('BulkAct/start', given);
    const account = await readyAccount(context, checked.accountId, 'write');
    const { deed, scope } = await planOf(context, account, checked);
    const found = await allFound(context, account, checked);
    const { bulkActs } = account.store;
    const emails = await bulkActs.scope(
      account.id,
      found,
      { ...scope, inThreads: checked.inThreads },
      new Set(checked.without as ThreadId[]),
    );
    const act = await bulkActs.start(account.id, { deed, emails });
    account.bulkActsChanged();
    return [['BulkAct/start', { accountId: account.id, act: actOf(act) }]];
  },
};

/** BulkAct/steer: stops it, takes back what was done, or does it again. */
export const steerBulkAct: Method = {
  capability: 'urn:postern:bulk',
  async run(context, given) {
    const checked = checkArguments('BulkAct/steer', given);
    const account = await readyAccount(context, checked.accountId, 'write');
    const outcome = await account.store.bulkActs.steer(account.id, checked.id, checked.how);
    if (!outcome.ok)
      throw new MethodError('invalidArguments', outcome.refusal.kind === 'not-found' ? 'id: no such act' : 'how: not in this state');
    account.bulkActsChanged();
    return [['BulkAct/steer', { accountId: account.id, act: actOf(outcome.value) }]];
  },
};

type Start = CheckedArguments<'BulkAct/start'>;
type Plan = { deed: BulkDeed; scope: ScopeOf<BulkScope> };
type ScopeOf<Scope> = Scope extends BulkScope ? Omit<Scope, 'inThreads'> : never;

/** @throws MethodError invalidArguments */
async function planOf(context: RequestContext, account: AccountMail, { deed }: Start): Promise<Plan> {
  const mailboxes = await account.store.mailboxes.get(account.id, null);
  const known = (given: string): MailboxId => {
    const id = resolveId(context, given) as MailboxId;
    if (!mailboxes.some((mailbox) => mailbox.id === id)) throw new MethodError('invalidArguments', 'deed: no such mailbox');
    return id;
  };
  const withRole = (role: string): MailboxId | null => mailboxes.find((mailbox) => mailbox.role === role)?.id ?? null;
  const inside = (mailboxId: MailboxId) => ({ emails: 'in', mailboxId }) as const;
  switch (deed.kind) {
    case 'keywords': {
      const emails = deed.newestOnly ? 'newest' : 'all';
      return { deed: { kind: 'keywords', ...changedKeywords(deed.keywords) }, scope: { emails } };
    }
    case 'copy': {
      const scope: Plan['scope'] = deed.from === null ? { emails: 'all' } : inside(known(deed.from));
      return { deed: { kind: 'copy', to: known(deed.to) }, scope };
    }
    case 'destroy':
      return { deed: { kind: 'destroy' }, scope: inside(known(deed.from)) };
    case 'move': {
      const to = known(deed.to);
      const from = deed.from === null ? withRole('inbox') : known(deed.from);
      if (from === to) throw new MethodError('invalidArguments', 'deed: from and to are the same');
      const elseAll = deed.from === null;
      const scope: Plan['scope'] = elseAll || from === null ? { emails: 'in-or-all', mailboxId: from, not: [to] } : inside(from);
      return { deed: { kind: 'move', from, elseAll, to, ...changedKeywords(deed.keywords) }, scope };
    }
    case 'snooze': {
      const untilMs = snoozeUntil(context, deed.until);
      const mailboxId = await snoozedMailbox(account, true);
      if (mailboxId === null) throw new MethodError('serverFail', 'no mailbox for what is put off');
      const own = [withRole('sent'), withRole('drafts'), mailboxId].filter((id) => id !== null);
      const scope: Plan['scope'] =
        deed.from === null ? { emails: 'in-or-all', mailboxId: withRole('inbox'), not: own } : inside(known(deed.from));
      return { deed: { kind: 'snooze', mailboxId, untilMs }, scope };
    }
  }
}

function changedKeywords(keywords: Readonly<Record<string, boolean>>): { addKeywords: string[]; removeKeywords: string[] } {
  const names = Object.entries(keywords);
  if (!names.every(([keyword]) => isKeyword(keyword))) throw new MethodError('invalidArguments', 'deed: not a keyword');
  const those = (on: boolean) => names.filter(([, is]) => is === on).map(([keyword]) => keyword.toLowerCase());
  return { addKeywords: those(true), removeKeywords: those(false) };
}
