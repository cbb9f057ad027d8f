import { useCallback, useMemo } from 'react';
import { mailboxName } from '#components/mailboxes/index.ts';
import { useValue } from '#components/ui/index.ts';
import {
  type Account,
  type Actions,
  type AllFolder,
  type Chip,
  filterOf,
  isMailboxView,
  type ListSort,
  type ListView,
  type MailClient,
  type MailRows,
  type Route,
  type RunningSearch,
  route as routeValue,
  type SummaryContext,
  searchFilter,
  type ThreadList,
  t,
  tagSearch,
  usualPreferences,
} from '#lib/client/index.ts';
import type { EmailFilter, Mailbox } from '#lib/contract/index.ts';
import type { MailboxId, ThreadId } from '#lib/mail/index.ts';

/** What is on screen, made from the address and the caches. */
export type MailView = {
  client: MailClient;
  account: Account;
  actions: Actions;
  route: Route;
  mailboxes: readonly Mailbox[];
  mailbox: Mailbox | null;
  /** the address names a folder that does not exist (any more) */
  isMissing: boolean;
  /** null: of several accounts */
  view: ListView | null;
  list: ThreadList;
  /** what the rows are drawn from */
  rows: MailRows;
  /** whose conversation it is; only of one that is not here yet it may be a guess */
  accountOf(threadId: ThreadId): Account;
  contextOf(threadId: ThreadId): SummaryContext;
  /** what of all accounts is shown; null: one account */
  all: AllFolder | null;
  /** unread conversations for the title */
  unread: number;
  /** what goes on at the mail server beside a search; null: no search */
  serverSearch: RunningSearch | null;
  /** archive, move and delete take conversations out of this mailbox; null = wherever they are */
  from: MailboxId | null;
  title: string;
  /** all that the list holds, for each account: the filter of Email/query, and the mailbox that it is taken out of */
  everything(): readonly { account: Account; filter: EmailFilter; from: MailboxId | null }[];
};

const noMailboxes: readonly Mailbox[] = [];

/** The view for the current address; null until the account's mailboxes are here. */
export function useMailView(client: MailClient, account: Account, chips: readonly Chip[], sort: ListSort): MailView | null {
  const route = useValue(routeValue);
  // Not its mail: a star is drawn in its row, and nothing around the list with it.
  useValue(account.cache.aboutVersion);
  const mailboxes = account.cache.mailboxes();
  const list = mailboxes ?? noMailboxes;
  const identities = account.cache.identities();
  const rolesKey = list.map((mailbox) => `${mailbox.id}${mailbox.role ?? ''}${mailbox.name}`).join('\n');

  const inbox = list.find((mailbox) => mailbox.role === 'inbox') ?? list[0] ?? null;
  const named = route.mailboxId === null ? null : (list.find((mailbox) => mailbox.id === route.mailboxId) ?? null);
  const mailbox = route.mailboxId === null ? (route.search === null ? inbox : null) : named;
  const mailboxId = mailbox?.id ?? null;

  const tags = account.cache.tags();
  const vip = useValue(client.preferences()?.values ?? usualPreferences).vipSenders;
  const tagsKey = tags.map((tag) => `${tag.keyword}${tag.name}`).join('\n');

  // Parsed once per search and set of folders: “newer:3d” must not make another list at every drawing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: rolesKey stands for the mailboxes, whose counts do not matter here, tagsKey for the names of the tags
  const search = useMemo(
    () => (route.search === null ? null : searchFilter(route.search, list, mailboxName, Date.now(), tags, account.name, vip).filter),
    [route.search, rolesKey, tagsKey, vip],
  );
  const view = useMemo<ListView>(
    () => ({ accountId: account.id, mailboxId, search, chips, sort }),
    [account.id, mailboxId, search, chips, sort],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const context = useMemo<SummaryContext>(
    () => ({
      mailbox: isMailboxView(view) ? mailbox : null,
      elsewhere: new Set(list.filter(({ role }) => role === 'trash' || role === 'junk').map(({ id }) => id)),
      own: new Set([account.name, ...(identities ?? []).map((identity) => identity.email)].map((email) => email.toLowerCase())),
      vip: new Set(vip),
      me: t('list.me'),
      tags,
    }),
    [view, rolesKey, identities, account, tags, vip],
  );
  const contextOf = useCallback(() => context, [context]);
  const accountOf = useCallback(() => account, [account]);
  const actions = client.actions(account.id);
  if (mailboxes === null || actions === null) return null;
  return {
    client,
    account,
    actions,
    route,
    mailboxes,
    mailbox,
    isMissing: route.mailboxId !== null && named === null,
    view,
    list: account.list(view),
    serverSearch: account.serverSearch(view),
    rows: account.cache,
    accountOf,
    contextOf,
    all: null,
    unread: inbox?.unreadThreads ?? 0,
    from: mailboxId,
    everything() {
      const elsewhere = list.filter(({ role }) => role === 'trash' || role === 'junk').map(({ id }) => id);
      return [{ account, filter: filterOf(view, elsewhere), from: mailboxId }];
    },
    title:
      route.search !== null
        ? (tags.find((tag) => tagSearch(tag.name) === route.search)?.name ?? t('list.results'))
        : mailbox === null
          ? ''
          : mailboxName(mailbox),
  };
}
