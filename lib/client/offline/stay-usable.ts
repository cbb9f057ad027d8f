import type { Account } from '../account.ts';
import type { MailClient } from '../mail-client.ts';
import { type KeptSession, keepSession } from './kept-session.ts';

const keepEveryMs = 30_000;
const firstLookMs = 500;

/**
 * Makes the next start independent of the network (decision 0048): the page itself is kept by the service worker, and who is signed in with
 * which folders and addresses by the browser's own database.
 *
 * @param wait the client's clock
 */
export async function stayUsable(client: MailClient, wait: (ms: number) => Promise<void>): Promise<void> {
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
    await wait(kept.accounts.length > 0 ? keepEveryMs : firstLookMs);
  }
}

/** null: nobody is signed in any more. */
function current(client: MailClient): KeptSession | null {
  const state = client.state.get();
  const session = client.session();
  const preferences = client.preferences();
  if (state.kind !== 'ready' || state.needsSignIn || session === null || preferences === null) return null;
  return { session, preferences: preferences.values.get(), accounts: state.accounts.flatMap(withFolders) };
}

function withFolders({ id, cache }: Account): KeptSession['accounts'] {
  const [mailboxes, identities] = [cache.mailboxes(), cache.identities()];
  return mailboxes === null || identities === null ? [] : [{ id, mailboxes, identities }];
}
