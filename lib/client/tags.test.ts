import { describe, expect, test } from 'vitest';
import type { Tag } from '#lib/contract/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { createAccountCache } from './account-cache.ts';
import type { RowEmail } from './email-view.ts';
import { searchFilter } from './search-filter.ts';
import { tagSearch, tagsOfEmails } from './tags.ts';

const tag = (keyword: string, more: Partial<Tag> = {}): Tag => ({
  id: `g${keyword}`,
  keyword,
  name: keyword,
  colour: 'blue',
  sortOrder: 1,
  isVisible: true,
  isNamed: true,
  localMailboxIds: [],
  ...more,
});
const email = (keywords: string[], mailboxIds: string[] = ['m1']) => ({
  keywords: Object.fromEntries(keywords.map((keyword) => [keyword, true])) as RowEmail['keywords'],
  mailboxIds: Object.fromEntries(mailboxIds.map((id) => [id, true])) as RowEmail['mailboxIds'],
});

describe('tagsOfEmails', () => {
  test('a conversation has the tags of all its messages, each once; marks of programs and hidden tags are not drawn', () => {
    const emails = [email(['work', '$junk', '$seen']), email(['work', 'later', 'quiet'])];
    const shown = tagsOfEmails(emails, [tag('later'), tag('work'), tag('quiet', { isVisible: false }), tag('other')]);
    expect(shown.map(({ keyword }) => keyword)).toEqual(['later', 'work']);
  });

  test('I31: local only where no mailbox of the mail keeps it', () => {
    const local = tag('work', { localMailboxIds: ['m1' as MailboxId] });
    expect(tagsOfEmails([email(['work'])], [local])[0]?.isLocal).toBe(true);
    expect(tagsOfEmails([email(['work'], ['m1', 'm2'])], [local])[0]?.isLocal).toBe(false);
    expect(tagsOfEmails([email(['work']), email(['work'], ['m2'])], [local])[0]?.isLocal).toBe(false);
  });
});

test('tags are kept in the person’s order, those never ordered by name', () => {
  const cache = createAccountCache('a1' as never);
  cache.putTags([tag('b', { sortOrder: 9 }), tag('z', { sortOrder: 1 }), tag('a', { sortOrder: 9 })]);
  expect(cache.tags().map(({ keyword }) => keyword)).toEqual(['z', 'a', 'b']);
});

describe('search', () => {
  const tags = [tag('muller_gmbh', { name: 'Müller GmbH' }), tag('work', { name: 'Work' })];
  const filterOf = (typed: string) => searchFilter(typed, [], () => '', 0, tags).filter;

  test.each(tags.map(({ name, keyword }) => [name, keyword]))(
    'tag: finds %s by its name, as the folder pane writes it',
    (name, keyword) => {
      expect(filterOf(tagSearch(name))).toEqual({ hasKeyword: keyword });
    },
  );
  test('has: takes a tag’s name too, and has:tag means any of them', () => {
    expect(filterOf('has:work')).toEqual({ hasKeyword: 'work' });
    expect(filterOf('has:tag')).toEqual({ operator: 'OR', conditions: [{ hasKeyword: 'muller_gmbh' }, { hasKeyword: 'work' }] });
    expect(filterOf('-tag:work')).toEqual({ operator: 'NOT', conditions: [{ hasKeyword: 'work' }] });
  });
  test('a keyword that is no tag of ours is looked for as it is', () => {
    expect(filterOf('tag:$forwarded')).toEqual({ hasKeyword: '$forwarded' });
  });
});
