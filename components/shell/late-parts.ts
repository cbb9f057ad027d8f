import { lazy } from 'react';

// What the list does not need is no part of the first load (performance.md): it comes when the list stands, or is asked for.
const loadComposer = () => import('#components/compose/index.ts');
const loadReader = () => import('#components/message/index.ts');
const loadMove = () => import('../threads/move-dialog.tsx');
const loadDestroy = () => import('../threads/destroy-dialog.tsx');
const loadLabel = () => import('../tags/label-dialog.tsx');
const loadKeys = () => import('./keys-dialog.tsx');

export const ComposerHost = lazy(async () => ({ default: (await loadComposer()).ComposerHost }));
export const ConversationView = lazy(async () => ({ default: (await loadReader()).ConversationView }));
export const MoveDialog = lazy(async () => ({ default: (await loadMove()).MoveDialog }));
export const DestroyDialog = lazy(async () => ({ default: (await loadDestroy()).DestroyDialog }));
export const LabelDialog = lazy(async () => ({ default: (await loadLabel()).LabelDialog }));
export const KeysDialog = lazy(async () => ({ default: (await loadKeys()).KeysDialog }));

const latestMs = 1_500;

/** Fetches them all as soon as the browser has nothing better to do, then says so. @returns takes it back */
export function loadLate(then: () => void): () => void {
  let isWanted = true;
  const load = (): void => {
    // Offline, or a new version deployed meanwhile: each is asked for again when it is needed.
    void Promise.allSettled([loadReader(), loadComposer(), loadMove(), loadLabel(), loadDestroy(), loadKeys()]).then(() => {
      if (isWanted) then();
    });
  };
  // Safari has no idle callbacks.
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(load, latestMs);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }
  const idle = requestIdleCallback(load, { timeout: latestMs });
  return () => {
    isWanted = false;
    cancelIdleCallback(idle);
  };
}
