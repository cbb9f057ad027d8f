import type { AccountId, MailboxId, ThreadId } from '#lib/mail/index.ts';
import { createValue } from './value.ts';

/** What is shown of all accounts together; `mail`: everything, for a search. */
export const allFolders = ['inbox', 'starred', 'sent', 'drafts', 'snoozed', 'mail'] as const;
export type AllFolder = (typeof allFolders)[number];

/**
 * Where the person is: kept in the address, `/mail/<account>/<mailbox>/<thread>?q=<search>`, or for all accounts together
 * `/mail/all/<folder>/<account>/<thread>`, where the account is that of the open conversation.
 */
export type Route = {
  /** absent: one account */
  all?: AllFolder | null;
  accountId: AccountId | null;
  /** null: the account's inbox, or with a search all mailboxes */
  mailboxId: MailboxId | null;
  threadId: ThreadId | null;
  /** what was typed into the search box; null: no search */
  search: string | null;
};

const idForm = /^[A-Za-z0-9_-]{1,255}$/;
const longestSearch = 1000;
/** Stands for the mailbox in the address of a search over all of them. */
const everywhere = '-';

const nowhere: Route = { accountId: null, mailboxId: null, threadId: null, search: null };
const current = createValue<Route>(nowhere);
let started = false;

export const route = current.readable;

/** An address into a route; what is not an id of ours counts as absent. */
export function parseRoute(pathname: string, query: string): Route {
  const [root, ...parts] = pathname.split('/').filter(Boolean);
  if (root !== 'mail') return nowhere;
  const id = (index: number) => {
    const part = parts[index];
    return part !== undefined && part !== everywhere && idForm.test(part) ? part : null;
  };
  const search = new URLSearchParams(query).get('q')?.slice(0, longestSearch).trim() || null;
  const folder = allFolders.find((one) => one === (parts[1] ?? 'inbox'));
  if (parts[0] === 'all' && folder !== undefined)
    return { all: folder, accountId: id(2) as AccountId | null, mailboxId: null, threadId: id(3) as ThreadId | null, search };
  return { accountId: id(0) as AccountId | null, mailboxId: id(1) as MailboxId | null, threadId: id(2) as ThreadId | null, search };
}

export function routePath({ all = null, accountId, mailboxId, threadId, search }: Route): string {
  const parts = ['/mail'];
  if (all !== null) {
    parts.push('all', all);
    if (accountId !== null && threadId !== null) parts.push(accountId, threadId);
  } else if (accountId !== null) {
    parts.push(accountId);
    if (mailboxId !== null || threadId !== null) parts.push(mailboxId ?? everywhere);
    if (threadId !== null) parts.push(threadId);
  }
  return parts.join('/') + (search === null ? '' : `?q=${encodeURIComponent(search)}`);
}

/** Who walks a list by its keys goes on before this: the address follows where they stop. Browsers refuse many changes of it in a short time. */
const addressAfterMs = 200;
let behind: { path: string; timer: ReturnType<typeof setTimeout> } | null = null;

function addressFollows(): void {
  if (behind === null) return;
  clearTimeout(behind.timer);
  window.history.replaceState(null, '', behind.path);
  behind = null;
}

function forgetAddress(): void {
  if (behind !== null) clearTimeout(behind.timer);
  behind = null;
}

/** Goes somewhere without a navigation. `replace` leaves no step in the history. */
export function go(change: Partial<Route>, options: { replace?: boolean } = {}): void {
  // Whoever names an account or a mailbox alone leaves the view over all of them.
  const isOne = (change.accountId != null || change.mailboxId != null) && change.all === undefined;
  const next = { ...current.get(), ...change, ...(isOne ? { all: null } : {}) };
  const path = routePath(next);
  if (options.replace) {
    forgetAddress();
    if (path !== addressNow()) behind = { path, timer: setTimeout(addressFollows, addressAfterMs) };
  } else {
    // The step back leads to where one was last.
    addressFollows();
    if (path !== addressNow()) window.history.pushState(null, '', path);
  }
  current.set(next);
}

const addressNow = (): string => window.location.pathname + window.location.search;

/** Reads the address and follows the browser's back and forward. */
export function startRouting(): void {
  const read = () => current.set(parseRoute(window.location.pathname, window.location.search));
  read();
  if (started) return;
  started = true;
  window.addEventListener('pagehide', addressFollows);
  window.addEventListener('popstate', () => {
    // It belonged to the step that was left.
    forgetAddress();
    if (window.location.pathname.startsWith('/mail')) read();
  });
}
