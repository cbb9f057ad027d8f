import type { Email } from '#lib/contract/index.ts';
import type { EmailId } from '#lib/mail/index.ts';

/** What a row of the list needs of an Email. `mailboxIds` and `keywords` change, `preview` once (settled 7); the rest never does. Message-ID and date tell copies (T5). */
export const rowProperties = [
  'id',
  'threadId',
  'mailboxIds',
  'keywords',
  'from',
  'to',
  'subject',
  'preview',
  'receivedAt',
  'hasAttachment',
  'messageId',
  'sentAt',
] as const;
export type RowEmail = Pick<Email, (typeof rowProperties)[number]>;

/** A change by this screen: true sets, false takes away. */
export type EmailPatch = { keywords?: Record<string, boolean>; mailboxIds?: Record<string, boolean>; destroyed?: true };

function patchSet(current: Record<string, true>, patch: Record<string, boolean> | undefined): Record<string, true> {
  if (patch === undefined) return current;
  const next = { ...current };
  for (const [name, on] of Object.entries(patch)) {
    if (on) next[name] = true;
    else delete next[name];
  }
  return next;
}

/** The Email as it is after the patch; null when the patch destroys it. */
export function patchEmail<E extends Pick<Email, 'keywords' | 'mailboxIds'>>(email: E, patch: EmailPatch): E | null {
  if (patch.destroyed) return null;
  return { ...email, keywords: patchSet(email.keywords, patch.keywords), mailboxIds: patchSet(email.mailboxIds, patch.mailboxIds) };
}

/** The patch that takes this one back, given the Email before it. */
export function reversePatch(before: Pick<Email, 'keywords' | 'mailboxIds'>, patch: EmailPatch): EmailPatch {
  const back = (current: Record<string, true>, changed: Record<string, boolean> | undefined) =>
    changed === undefined ? undefined : Object.fromEntries(Object.keys(changed).map((name) => [name, current[name] === true]));
  return { keywords: back(before.keywords, patch.keywords), mailboxIds: back(before.mailboxIds, patch.mailboxIds) };
}

/** The patch as a PatchObject of Email/set (RFC 8620 §5.3). Keys are JSON pointers, so `~` and `/` are written as RFC 6901 asks. */
export function toPatchObject(patch: EmailPatch): Record<string, true | null> {
  const object: Record<string, true | null> = {};
  for (const property of ['keywords', 'mailboxIds'] as const) {
    for (const [name, on] of Object.entries(patch[property] ?? {})) {
      object[`${property}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`] = on ? true : null;
    }
  }
  return object;
}

export type EmailPatches = ReadonlyMap<EmailId, EmailPatch>;
