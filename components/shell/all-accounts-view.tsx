import { type ReactNode, use, useCallback, useEffect, useMemo } from 'react';
import { mailboxName } from '#components/mailboxes/index.ts';
import { useValue } from '#components/ui/index.ts';
import {
  type Account,
  type AllFolder,
  type AllMail,
  type AllMailView,
  type Chip,
  type ListSort,
  type MailClient,
  route as routeValue,
  type SummaryContext,
  searchFilter,
  t,
  usualPreferences,
} from '#lib/client/index.ts';
import type { AccountId, MailboxRole, ThreadId } from '#lib/mail/index.ts';
import { allFolderName } from './all-folder-name.ts';
import { AllFolders } from './all-folders.tsx';
import type { ListChoices, MailScreenProps } from './mail-screen-props.ts';
import type { MailView } from './mail-view.ts';
import { SavedSearches } from './saved-searches.tsx';

const roles: Partial<Record<AllFolder, MailboxRole>> = { inbox: 'inbox', sent: 'sent', drafts: 'drafts', snoozed: 'snoozed' };

/** The mail of all accounts as one: merged by time, each row with its account's colour, every deed through the account that it is of. */
export function AllAccountsView({ client, accounts, account, preferences, choices, children }: AllAccountsViewProps) {
  const allMail = use(client.allMail());
  const view = useAllView(client, allMail, accounts, account, choices.chips, choices.sort);
  useEffect(() => {
    allMail.show(view.listView);
    return () => allMail.show(null);
  }, [allMail, view.listView]);
  const folderList = useCallback(
    (isNarrow: boolean, onChosen: () => void) => (
      <>
        <AllFolders accounts={accounts} version={allMail.rows.version} current={view.all} isNarrow={isNarrow} onChosen={onChosen} />
        {isNarrow ? null : <SavedSearches accounts={accounts} search={view.route.search} preferences={preferences} onChosen={onChosen} />}
      </>
    ),
    [accounts, allMail, view.all, view.route.search, preferences],
  );
  return children(view, folderList);
}

type AllAccountsViewProps = MailScreenProps & {
  choices: Pick<ListChoices, 'chips' | 'sort'>;
  /** draws it: the panes are those of the first load */
  children: (view: MailView, folderList: (isNarrow: boolean, onChosen: () => void) => ReactNode) => ReactNode;
};

type AllView = MailView & { listView: AllMailView; all: AllFolder };

/** The words of a list's own mailbox in an account: what is in it, how its rows are told. */
function useAllView(
  client: MailClient,
  allMail: AllMail,
  accounts: readonly Account[],
  home: Account,
  chips: readonly Chip[],
  sort: ListSort,
): AllView {
  const route = useValue(routeValue);
  useValue(allMail.aboutVersion);
  const all = route.all ?? 'inbox';
  const { search } = route;
  const vip = useValue(client.preferences()?.values ?? usualPreferences).vipSenders;

  const listView = useMemo<AllMailView>(() => {
    // Once per list: “newer:3d” must not mean something else at every question.
    const nowMs = Date.now();
    const mailboxOf = (account: Account) => mailboxIn(account, all);
    return {
      key: JSON.stringify([all, search, chips, sort]),
      sort,
      isNarrowed: search !== null || chips.length > 0,
      mailboxOf,
      filterOf(account) {
        const mailboxes = account.cache.mailboxes();
        if (mailboxes === null) return null;
        const mailboxId = mailboxOf(account);
        if (mailboxId === null && isMailbox(all)) return null;
        const typed =
          search === null ? null : searchFilter(search, mailboxes, mailboxName, nowMs, account.cache.tags(), account.name, vip).filter;
        const place = mailboxId === null ? (all === 'starred' ? { hasKeyword: '$flagged' } : null) : { inMailbox: mailboxId };
        return allMail.filter([place, typed], chips, mailboxId === null ? elsewhereOf(account) : []);
      },
    };
  }, [all, search, chips, sort, allMail, vip]);

  const contexts = useMemo(() => contextsOf(accounts, all, search, vip), [accounts, all, search, vip]);
  const accountOf = useCallback(
    (threadId: ThreadId) =>
      allMail.accountOf(threadId) ?? accounts.find(({ id }) => id === routeValue.get().accountId) ?? accounts[0] ?? home,
    [allMail, accounts, home],
  );
  const contextOf = useCallback((threadId: ThreadId) => contexts(accountOf(threadId)), [contexts, accountOf]);
  const actions = useMemo(() => allMail.actions(listView.mailboxOf), [allMail, listView]);

  return {
    client,
    account: home,
    actions,
    route,
    mailboxes: home.cache.mailboxes() ?? [],
    mailbox: null,
    isMissing: false,
    view: null,
    list: allMail.list(listView),
    rows: allMail.rows,
    accountOf,
    contextOf,
    all,
    listView,
    unread: accounts.reduce((sum, account) => sum + unreadOf(account), 0),
    serverSearch: null,
    from: null,
    everything: () =>
      accounts.flatMap((account) => {
        const filter = listView.filterOf(account);
        return filter === null ? [] : [{ account, filter, from: mailboxIn(account, all) }];
      }),
    title: search === null ? allFolderName(all) : t('list.results'),
  };
}

const isMailbox = (all: AllFolder): boolean => all in roles;

function mailboxIn(account: Account, all: AllFolder) {
  const role = roles[all];
  return role === undefined ? null : account.withRole(role);
}

const elsewhereOf = (account: Account) => [account.withRole('trash'), account.withRole('junk')].filter((mailboxId) => mailboxId !== null);

const unreadOf = (account: Account): number => account.cache.mailboxes()?.find((mailbox) => mailbox.role === 'inbox')?.unreadThreads ?? 0;

/** What rows of each account are told by; the same object until the account's mailboxes, identities or tags changed. */
function contextsOf(
  accounts: readonly Account[],
  all: AllFolder,
  search: string | null,
  vipSenders: readonly string[],
): (account: Account) => SummaryContext {
  const vip = new Set(vipSenders);
  const made = new Map<AccountId, { parts: readonly unknown[]; context: SummaryContext }>();
  return (account) => {
    const { cache } = account;
    const parts = [cache.mailboxes()?.length, cache.identities(), cache.tags()];
    const known = made.get(account.id);
    if (known?.parts.every((part, index) => part === parts[index])) return known.context;
    const mailboxId = search === null ? mailboxIn(account, all) : null;
    const context: SummaryContext = {
      mailbox: mailboxId === null ? null : cache.mailbox(mailboxId),
      elsewhere: new Set(elsewhereOf(account)),
      // Whatever one wrote from any of one's accounts is one's own.
      own: new Set(
        accounts.flatMap((one) => [one.name, ...(one.cache.identities() ?? []).map(({ email }) => email)]).map((one) => one.toLowerCase()),
      ),
      vip,
      me: t('list.me'),
      tags: cache.tags(),
    };
    made.set(account.id, { parts, context });
    return context;
  };
}
