import type { FakeAccount } from './fake-account.ts';

type Args = Record<string, unknown>;

/** AllMail/query over the accounts of the scripted server. */
export function fakeAllMail(
  accounts: ReadonlyMap<string, FakeAccount>,
  args: Args,
  query: (account: FakeAccount, args: Args) => Args,
): Args {
  const direction = args.isAscending === true ? 1 : -1;
  const rows = (args.accounts as { accountId: string; filter: unknown }[]).flatMap(({ accountId, filter }) => {
    const account = accounts.get(accountId);
    if (account === undefined) return [];
    const { ids } = query(account, { filter, collapseThreads: args.collapseThreads, limit: 1_000_000 });
    return (ids as string[]).map((id) => ({
      accountId,
      id,
      at: [...account.emails.values()].find((one) => one.id === id)?.receivedAt ?? '',
    }));
  });
  rows.sort((a, b) => a.at.localeCompare(b.at) * direction || a.id.localeCompare(b.id));
  const anchored = rows.findIndex(({ id }) => id === args.anchor);
  const position = args.anchor == null ? Number(args.position ?? 0) : Math.max(0, anchored + Number(args.anchorOffset ?? 0));
  return {
    position,
    rows: rows.slice(position, position + Number(args.limit)).map(({ accountId, id }) => ({ accountId, id })),
    ...(args.calculateTotal === true ? { total: rows.length } : {}),
    notFound: [],
  };
}
