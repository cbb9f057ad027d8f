import type { AccountId, EmailId } from '#lib/mail/index.ts';
import type { ComposerFields, ComposerFile, DraftTies } from './composer-state.ts';

/** A message being written, as it survives a reload or a crash in this browser. */
export type LocalDraft = {
  id: string;
  title: string;
  ties: DraftTies;
  fields: ComposerFields;
  files: readonly ComposerFile[];
  /** the version that the gateway has */
  savedId: EmailId | null;
  changedAtMs: number;
};

const prefix = 'postern.draft.';
const held = new Set<string>();

const place = (person: string, id: string): string => `${prefix}${encodeURIComponent(person)}.${id}`;

/**
 * Keeps the draft in this browser at once (ui.md: at every keystroke). Body text stays here only until sign-out (settled 6).
 *
 * @returns false when the browser has no room: the gateway's copy is then the only one
 */
export function keepLocally(person: string, draft: LocalDraft): boolean {
  try {
    localStorage.setItem(place(person, draft.id), JSON.stringify(draft));
    return true;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    localStorage.removeItem(place(person, draft.id));
    return false;
  }
}

export function forgetLocally(person: string, id: string): void {
  localStorage.removeItem(place(person, id));
  held.delete(id);
}

/** Says to other tabs that this one writes the draft. Held until the tab ends; a reload or a crash lets go. */
export function holdDraft(id: string): void {
  if (held.has(id) || !('locks' in navigator)) return;
  held.add(id);
  void navigator.locks.request(`${prefix}${id}`, { ifAvailable: true }, () => new Promise<void>(() => undefined));
}

/** Drafts of this person that no open tab is writing: what a reload, a crash or an ended session left behind. */
export async function orphanedDrafts(person: string, accountIds: ReadonlySet<AccountId>): Promise<LocalDraft[]> {
  const start = place(person, '');
  const found: LocalDraft[] = [];
  const taken = 'locks' in navigator ? new Set(((await navigator.locks.query()).held ?? []).map((lock) => lock.name)) : new Set<string>();
  for (let index = 0; index < localStorage.length; index += 1) {
    const key = localStorage.key(index);
    if (key === null || !key.startsWith(start)) continue;
    const draft = parsed(localStorage.getItem(key));
    if (draft !== null && accountIds.has(draft.ties.accountId) && !held.has(draft.id) && !taken.has(`${prefix}${draft.id}`))
      found.push(draft);
  }
  return found.sort((a, b) => a.changedAtMs - b.changedAtMs);
}

function parsed(text: string | null): LocalDraft | null {
  try {
    const draft = JSON.parse(text ?? 'null') as LocalDraft | null;
    return draft !== null && typeof draft.id === 'string' && typeof draft.fields?.subject === 'string' && Array.isArray(draft.files)
      ? draft
      : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
