import { useEffect, useSyncExternalStore } from 'react';
import { type Account, type MailClient, startNotifier } from '#lib/client/index.ts';

/** Tells of new mail beside the page: on its icon in the tab, on the installed app's, and by notifications. Draws nothing. */
export function Notifier({ client, accounts }: { client: MailClient; accounts: readonly Account[] }) {
  useEffect(() => startNotifier(client), [client]);
  const unread = useUnread(accounts);
  useEffect(() => {
    // Only an installed app has one.
    if ('setAppBadge' in navigator) navigator.setAppBadge(unread).catch(() => undefined);
  }, [unread]);
  const hasUnread = unread > 0;
  useEffect(() => markIcon(hasUnread), [hasUnread]);
  return null;
}

/** Unread conversations in the inboxes of all accounts. */
function useUnread(accounts: readonly Account[]): number {
  return useSyncExternalStore(
    (listener) => {
      const ends = accounts.map((account) => account.cache.aboutVersion.subscribe(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    () => accounts.reduce((sum, { cache }) => sum + (cache.mailboxes()?.find(({ role }) => role === 'inbox')?.unreadThreads ?? 0), 0),
  );
}

let plainIcon: Promise<string> | null = null;

/** A dot on the icon of the tab. @returns takes it off */
function markIcon(isMarked: boolean): () => void {
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel="icon"]')];
  const before = links.map(({ href }) => href);
  let isOver = false;
  if (isMarked) {
    plainIcon ??= fetch('/icon.svg').then((answer) => answer.text());
    plainIcon
      .then((svg) => {
        if (isOver || !svg.includes('</svg>')) return;
        const dot = '<circle cx="25" cy="7" r="6.500" fill="#d92d20" stroke="#fff" stroke-width="2"/></svg>';
        for (const link of links) link.href = `data:image/svg+xml,${encodeURIComponent(svg.replace('</svg>', dot))}`;
      })
      .catch(() => {
        // The icon is a courtesy; it is asked for again the next time.
        plainIcon = null;
      });
  }
  return () => {
    isOver = true;
    for (const [nth, link] of links.entries()) link.href = before[nth] ?? link.href;
  };
}
