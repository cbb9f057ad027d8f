import type { AccountId, EmailId } from '#lib/mail/index.ts';
import { createValue } from './value.ts';

/**
 * What a composer window is about. `emailId` is the original (reply, forward) or the draft; absent for a new message. `forward-file` sends the
 * message along as a file, `as-new` begins a new message with its words.
 */
export type ComposerRequest = {
  mode: 'new' | 'reply' | 'reply-all' | 'reply-list' | 'forward' | 'forward-file' | 'draft' | 'as-new';
  accountId?: AccountId | null;
  emailId?: EmailId | null;
  /** `forward-file`: these go along, instead of `emailId` alone */
  along?: readonly { accountId: AccountId; emailIds: readonly EmailId[] }[];
  /** recipients and words to begin with, e.g. out of a `mailto:` link */
  to?: string | null;
  cc?: string | null;
  bcc?: string | null;
  subject?: string | null;
  body?: string | null;
  /** written below the message that it answers, as long as that is on the screen */
  inline?: boolean;
};

/** One open composer window; `key` is stable for its life, `raised` counts up when it is brought to the front. */
export type OpenComposer = ComposerRequest & { key: string; raised: number };

const composers = createValue<readonly OpenComposer[]>([]);
let opened = 0;

/** The open composer windows, oldest first. The composer's own content is the composer's. */
export const openComposers = composers.readable;

const places = createValue<ReadonlyMap<EmailId, HTMLElement>>(new Map());

/** Where an answer to a message can be written below it, by the message. */
export const inlinePlaces = places.readable;

/** Below this message there is room for an answer. @returns takes it back */
export function offerInlinePlace(emailId: EmailId, place: HTMLElement): () => void {
  places.set(new Map(places.get()).set(emailId, place));
  return () => {
    if (places.get().get(emailId) !== place) return;
    places.set(new Map([...places.get()].filter(([id]) => id !== emailId)));
  };
}

/** Opens a composer window, or brings the one for the same draft or original to the front. Returns its key. */
export function openComposer(request: ComposerRequest): string {
  const same = composers.get().find((open) => open.mode === request.mode && request.emailId != null && open.emailId === request.emailId);
  if (same !== undefined) {
    raiseComposer(same.key);
    return same.key;
  }
  opened += 1;
  const key = `composer-${opened}`;
  composers.set([...composers.get(), { ...request, key, raised: 0 }]);
  return key;
}

const drafts = createValue<ReadonlyMap<string, EmailId>>(new Map());

/** The versions of drafts that are being written in windows of this page, by window: they need not be read as well. */
export const openDrafts = drafts.readable;

export function noteOpenDraft(key: string, emailId: EmailId | null): void {
  if ((drafts.get().get(key) ?? null) === emailId) return;
  const rest = [...drafts.get()].filter(([other]) => other !== key);
  drafts.set(new Map(emailId === null ? rest : [...rest, [key, emailId]]));
}

/** Brings a window to the front. */
export function raiseComposer(key: string): void {
  const wanted = composers.get().find((open) => open.key === key);
  if (wanted === undefined) return;
  composers.set([...composers.get().filter((open) => open !== wanted), { ...wanted, raised: wanted.raised + 1 }]);
}

/** Takes the window away; what was in it is the caller's to save before. */
export function closeComposer(key: string): void {
  composers.set(composers.get().filter((open) => open.key !== key));
}
