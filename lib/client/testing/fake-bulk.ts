import type { BulkAct, BulkDeedArgument, Email } from '#lib/contract/index.ts';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import { type FakeAccount, noteChange, recount } from './fake-account.ts';

type Act = BulkAct & { emails: EmailId[]; deed: BulkDeedArgument; before: Map<EmailId, Email> };
const acts = new WeakMap<FakeAccount, Act[]>();
const actsOf = (account: FakeAccount): Act[] => acts.get(account) ?? [];
const shown = ({ id, kind, state, total, done, failed, startedAt, canUndo }: Act): BulkAct => ({
  ...{ id, kind, state, total, done, failed, startedAt, canUndo },
});

/** BulkAct of the scripted server: what is started is done when the test says so (`stepBulkActs`). */
export function fakeBulk(
  account: FakeAccount,
  method: string,
  args: Record<string, unknown>,
  found: Email[],
  nowMs: number,
): Record<string, unknown> {
  const known = actsOf(account);
  if (method === 'BulkAct/get') {
    const ids = (args.ids as string[] | null | undefined) ?? known.map(({ id }) => id);
    return { accountId: account.id, state: 'b', list: known.filter(({ id }) => ids.includes(id)).map(shown), notFound: [] };
  }
  if (method === 'BulkAct/start') {
    const deed = args.deed as BulkDeedArgument;
    const without = args.without as string[];
    const emails = found.filter(({ threadId }) => !without.includes(threadId)).map(({ id }) => id);
    const act: Act = {
      id: `b${known.length}`,
      kind: deed.kind,
      state: 'doing',
      total: emails.length,
      done: 0,
      failed: 0,
      startedAt: new Date(nowMs).toISOString(),
      canUndo: deed.kind !== 'destroy',
      ...{ emails, deed, before: new Map() },
    };
    acts.set(account, [...known, act]);
    account.state.BulkAct += 1;
    return { accountId: account.id, act: shown(act) };
  }
  const act = known.find(({ id }) => id === args.id);
  if (act === undefined) throw new Error('no such act');
  act.state = args.how === 'stop' ? 'stopped' : args.how === 'undo' ? 'undoing' : 'doing';
  account.state.BulkAct += 1;
  return { accountId: account.id, act: shown(act) };
}

/** Does, or takes back, so many Emails of each act under way; the test pushes. */
export function stepBulkActs(account: FakeAccount, most: number): void {
  for (const act of actsOf(account)) {
    for (let count = 0; count < most; count += 1) {
      if (act.state === 'doing') doOne(account, act);
      else if (act.state === 'undoing') takeBackOne(account, act);
    }
  }
  account.state.BulkAct += 1;
  recount(account);
}

function doOne(account: FakeAccount, act: Act): void {
  const id = act.emails[act.done];
  const email = id === undefined ? undefined : account.emails.get(id);
  if (id !== undefined && email !== undefined) {
    act.before.set(id, email);
    const { deed } = act;
    if (deed.kind === 'move') account.emails.set(id, { ...email, mailboxIds: { [deed.to as MailboxId]: true } });
    if (deed.kind === 'keywords') {
      const keywords = Object.entries({ ...email.keywords, ...deed.keywords }).filter(([, on]) => on);
      account.emails.set(id, { ...email, keywords: Object.fromEntries(keywords.map(([keyword]) => [keyword, true])) });
    }
    noteChange(account, 'Email', id, 'updated');
  }
  act.done += 1;
  if (act.done >= act.total) act.state = 'done';
}

function takeBackOne(account: FakeAccount, act: Act): void {
  act.done -= 1;
  const id = act.emails[act.done];
  const before = id === undefined ? undefined : act.before.get(id);
  if (id !== undefined && before !== undefined) {
    account.emails.set(id, before);
    noteChange(account, 'Email', id, 'updated');
  }
  if (act.done <= 0) act.state = 'undone';
}
