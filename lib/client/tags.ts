import type { Tag } from '#lib/contract/index.ts';
import { type Keyword, MailError, type TagColour } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import type { RowEmail } from './email-view.ts';
import { loadTags } from './follow-changes.ts';
import { setErrorToMailError } from './set-emails.ts';

/** A tag on mail, as it is drawn. */
export type TagMark = {
  keyword: Keyword;
  name: string;
  colour: TagColour;
  /** the mail server does not keep it where this mail lies */
  isLocal: boolean;
};

/** The tags that some of these Emails have, in the person's order. What a program marked for itself is no tag and not shown. */
export function tagsOfEmails(emails: readonly Pick<RowEmail, 'keywords' | 'mailboxIds'>[], tags: readonly Tag[]): TagMark[] {
  const marks: TagMark[] = [];
  for (const tag of tags) {
    if (!tag.isVisible) continue;
    const having = emails.filter((email) => email.keywords[tag.keyword] === true);
    if (having.length === 0) continue;
    const isLocal = having.every((email) => Object.keys(email.mailboxIds).every((id) => (tag.localMailboxIds as string[]).includes(id)));
    marks.push({ keyword: tag.keyword, name: tag.name, colour: tag.colour, isLocal });
  }
  return marks;
}

/** What is typed to find mail with a tag; names hold no quotation mark. */
export const tagSearch = (name: string): string => `tag:${/^[^\s()]+$/.test(name) ? name : `"${name}"`}`;

/** Makes a tag. One of this name that is there already is taken instead. @throws MailError */
export async function createTag(account: Account, name: string): Promise<Tag> {
  const answer = await account.client.call('Tag/set', { accountId: account.id, create: { tag: { name } } });
  const made = answer.created?.tag as Tag | undefined;
  if (made !== undefined) {
    account.cache.putTags([...account.cache.tags().filter(({ id }) => id !== made.id), made]);
    return made;
  }
  const refusal = answer.notCreated?.tag;
  const existing = refusal?.existingId;
  if (existing !== undefined) {
    await loadTags(account.client, account.cache);
    const tag = account.cache.tags().find(({ id }) => id === existing);
    if (tag !== undefined) return tag;
  }
  throw refusal === undefined ? new MailError('internal', 'Tag/set answered nothing') : setErrorToMailError(refusal);
}

/** Changes how tags look, on screen at once. @throws MailError; the screen then has the truth again */
export async function changeTags(
  account: Account,
  patches: ReadonlyMap<string, Partial<Pick<Tag, 'name' | 'colour' | 'sortOrder' | 'isVisible'>>>,
): Promise<void> {
  account.cache.putTags(account.cache.tags().map((tag) => ({ ...tag, ...patches.get(tag.id) })));
  try {
    const answer = await account.client.call('Tag/set', { accountId: account.id, update: Object.fromEntries(patches) });
    const refusal = Object.values(answer.notUpdated ?? {})[0];
    if (refusal !== undefined) throw setErrorToMailError(refusal);
  } finally {
    await loadTags(account.client, account.cache);
  }
}

/** Takes a tag off all mail and forgets it. @throws MailError */
export async function deleteTag(account: Account, tag: Tag): Promise<void> {
  const answer = await account.client.call('Tag/set', { accountId: account.id, destroy: [tag.id] });
  const refusal = answer.notDestroyed?.[tag.id];
  await loadTags(account.client, account.cache);
  if (refusal !== undefined) throw setErrorToMailError(refusal);
}
