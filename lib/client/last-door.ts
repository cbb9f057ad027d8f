const key = 'postern.door';

/** How somebody last came in with this browser: by the window of the house's provider, by that of their mail provider, or with a password. */
export type LastDoor = { kind: 'house'; name: string } | { kind: 'window' } | { kind: 'password' };

/** Kept, so that who has to sign in again is asked for what they have. Signing out takes it away with everything else. */
export function rememberDoor(door: LastDoor): void {
  localStorage.setItem(key, JSON.stringify(door));
}

/** A password, where nothing else is known. */
export function lastDoor(): LastDoor {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<{ kind: string; name: string }> | null;
    if (kept?.kind === 'house' && typeof kept.name === 'string') return { kind: 'house', name: kept.name };
    if (kept?.kind === 'window') return { kind: 'window' };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { kind: 'password' };
}

/** A tab in which somebody has just signed in again tells the others. */
export function tellSignedIn(): void {
  channel()?.postMessage('signed-in');
}

/** @returns ends it */
export function onSignedInElsewhere(heard: () => void): () => void {
  const opened = channel();
  opened?.addEventListener('message', heard);
  return () => opened?.close();
}

const channel = (): BroadcastChannel | null => ('BroadcastChannel' in globalThis ? new BroadcastChannel('postern-sign-in') : null);
