import { accountsApi, type Told } from './accounts-api.ts';

type Flush = () => Promise<boolean>;
const flushes = new Set<Flush>();

/** Asked before a sign-out to bring everything unsaved to the gateway; false = something is only on this device. @returns takes it back */
export function onSignOut(flush: Flush): () => void {
  flushes.add(flush);
  return () => {
    flushes.delete(flush);
  };
}

/** True when nothing would be lost by signing out now (settled 23). */
export async function flushBeforeSignOut(): Promise<boolean> {
  const done = await Promise.all([...flushes].map((flush) => flush()));
  return done.every(Boolean);
}

/**
 * Ends the session and takes everything of the person out of this browser: storage, databases, caches (settled 6). Drafts should have been
 * flushed. The page is left behind, so that nothing stays in memory.
 */
export async function signOut(): Promise<Told<unknown>> {
  const told = await accountsApi.signOut();
  if (!told.ok && told.refusal.kind !== 'login-refused') return told;
  await wipeBrowserStorage();
  channel()?.postMessage('signed-out');
  window.location.assign('/sign-in');
  return told;
}

/** Signing out in one tab ends the others: what is in their memory goes too. @returns ends it */
export function followSignOut(): () => void {
  const heard = channel();
  const leave = (): void => window.location.replace('/sign-in');
  heard?.addEventListener('message', leave);
  return () => heard?.removeEventListener('message', leave);
}

let opened: BroadcastChannel | null = null;

function channel(): BroadcastChannel | null {
  if (opened === null && 'BroadcastChannel' in globalThis) opened = new BroadcastChannel('postern-sign-out');
  return opened;
}

export async function wipeBrowserStorage(): Promise<void> {
  localStorage.clear();
  sessionStorage.clear();
  const databases = await indexedDB.databases();
  await Promise.all(databases.map(({ name }) => (name === undefined ? null : gone(name))));
  // The page that starts without a network goes too.
  if ('serviceWorker' in navigator) for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  if ('caches' in window) for (const name of await caches.keys()) await caches.delete(name);
}

/** Other tabs close their connections when they hear of it; one that sleeps does so when it wakes, and the browser deletes it then. */
function gone(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    for (const end of ['success', 'error', 'blocked']) request.addEventListener(end, () => resolve());
  });
}
