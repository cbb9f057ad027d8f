import type { AccountId, MailboxId, ThreadId } from '#lib/mail/index.ts';
import { createValue } from './value.ts';

/** Where the person is: kept in the address, `/mail/<account>/<mailbox>/<thread>?q=<search>`. */
export type Route = {
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
  return { accountId: id(0) as AccountId | null, mailboxId: id(1) as MailboxId | null, threadId: id(2) as ThreadId | null, search };
}

export function routePath({ accountId, mailboxId, threadId, search }: Route): string {
  const parts = ['/mail'];
  if (accountId !== null) {
    parts.push(accountId);
    if (mailboxId !== null || threadId !== null) parts.push(mailboxId ?? everywhere);
    if (threadId !== null) parts.push(threadId);
  }
  return parts.join('/') + (search === null ? '' : `?q=${encodeURIComponent(search)}`);
}

/** Goes somewhere without a navigation. `replace` leaves no step in the history. */
export function go(change: Partial<Route>, options: { replace?: boolean } = {}): void {
  const next = { ...current.get(), ...change };
  const path = routePath(next);
  if (path !== window.location.pathname + window.location.search) {
    if (options.replace) window.history.replaceState(null, '', path);
    else window.history.pushState(null, '', path);
  }
  current.set(next);
}

/** Reads the address and follows the browser's back and forward. */
export function startRouting(): void {
  const read = () => current.set(parseRoute(window.location.pathname, window.location.search));
  read();
  if (started) return;
  started = true;
  window.addEventListener('popstate', () => {
    if (window.location.pathname.startsWith('/mail')) read();
  });
}
