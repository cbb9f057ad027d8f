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
  window.location.assign('/sign-in');
  return told;
}

export async function wipeBrowserStorage(): Promise<void> {
  localStorage.clear();
  sessionStorage.clear();
  const databases = await indexedDB.databases();
  for (const { name } of databases) if (name !== undefined) indexedDB.deleteDatabase(name);
  if ('caches' in window) for (const name of await caches.keys()) await caches.delete(name);
}
