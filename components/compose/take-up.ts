import { openComposer } from '#lib/client/index.ts';
import type { LocalDraft } from './local-drafts.ts';

/** Drafts taken up again in a window that was opened for them, by the window's key. */
const takenUp = new Map<string, { draft: LocalDraft; isTakenOver: boolean }>();

function openOn(draft: LocalDraft, isTakenOver: boolean): void {
  takenUp.set(openComposer({ mode: 'new', accountId: draft.ties.accountId }), { draft, isTakenOver });
}

/** Opens a window on a draft that this device kept. */
export const takeUp = (draft: LocalDraft): void => openOn(draft, false);

/** The same with a draft that another tab may be writing, which is asked to give it up. */
export const takeOver = (draft: LocalDraft): void => openOn(draft, true);

/** What a window was opened on; told once. */
export function takenUpBy(key: string): { draft: LocalDraft; isTakenOver: boolean } | null {
  const taken = takenUp.get(key) ?? null;
  takenUp.delete(key);
  return taken;
}
