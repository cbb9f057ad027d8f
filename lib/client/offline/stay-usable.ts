import type { Session } from '#lib/contract/index.ts';
import type { Account } from '../account.ts';
import type { PreferenceStore } from '../preferences.ts';
import { type KeptSession, keepSession } from './kept-session.ts';

const keepEveryMs = 30_000;
const firstLookMs = 500;

/** What of the mail client is looked at. */
export type UsedClient = {
  /** null: nobody is signed in any more */
  accounts(): readonly Account[] | null;
  session(): Session | null;
  preferences(): PreferenceStore | null;
  retryNow(): void;
  /** its clock */
  wait(ms: number): Promise<void>;
};

/**
 * Makes the next start independent of the network (decision 0048): the page itself is kept by the service worker, and who is signed in with
 * which folders and addresses by the browser's own database.
 */
export async function stayUsable(client: UsedClient): Promise<void> {
  window.addEventListener('online', () => client.retryNow());
  // Where there are none (no TLS, a private window, the development server), Postern works as long as there is a network.
  if ('serviceWorker' in navigator) void navigator.serviceWorker.register('/worker.js', { updateViaCache: 'none' }).catch(() => undefined);
  let last = '';
  for (;;) {
    const kept = current(client);
    if (kept === null) return;
    const mark = JSON.stringify(kept);
    if (mark !== last && kept.accounts.length > 0) await keepSession(kept);
    last = mark;
    await client.wait(kept.accounts.length > 0 ? keepEveryMs : firstLookMs);
  }
}

function current(client: UsedClient): KeptSession | null {
  const [accounts, session, preferences] = [client.accounts(), client.session(), client.preferences()];
  if (accounts === null || session === null || preferences === null) return null;
  return { session, preferences: preferences.values.get(), accounts: accounts.flatMap(withFolders) };
}

function withFolders({ id, cache }: Account): KeptSession['accounts'] {
  const [mailboxes, identities] = [cache.mailboxes(), cache.identities()];
  return mailboxes === null || identities === null ? [] : [{ id, mailboxes, identities }];
}
