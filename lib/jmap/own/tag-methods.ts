import { createHash } from 'node:crypto';
import type { Tag } from '#lib/contract/index.ts';
import { tagProperties, tagSettable } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { EmailId, Keyword } from '#lib/mail/index.ts';
import { isTagKeyword, keywordForTag, tagColours, tagFromKeyword } from '#lib/mail/index.ts';
import type { TagRecord } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { accountOf } from '../request-context.ts';
import type { SetOutcome } from '../set-error.ts';
import { done, invalidProperties, refused } from '../set-error.ts';
import { runGet } from '../standard/run-get.ts';
import type { ObjectUpdate, SetTarget } from '../standard/run-set.ts';
import { runSet } from '../standard/run-set.ts';
import { inTurn } from '../standard/turns.ts';
import { ownState } from './own-state.ts';

/** More than anybody can tell apart; a bound for what a client may create. */
const maxNamedTags = 300;
/** A tag that nobody put into order comes behind those that somebody did. */
const unordered = 1_000_000;
const emailsAtOnce = 500;

/** Tag/get (`urn:postern:tags`). */
export const getTags: Method = {
  capability: 'urn:postern:tags',
  async run(context, given) {
    const checked = checkArguments('Tag/get', given);
    const account = accountOf(context, checked.accountId, 'read');
    const all = await tagsOf(account);
    const result = await runGet(context, checked, {
      properties: tagProperties,
      state: () => stateOf(context, account),
      all: () => Promise.resolve(all),
      some: (ids) => Promise.resolve(all.filter(({ id }) => ids.includes(id))),
    });
    return [['Tag/get', { accountId: account.id, ...result }]];
  },
};

/** Tag/set: a create finds a keyword for the name; destroying takes the keyword off all mail. */
export const setTags: Method = {
  capability: 'urn:postern:tags',
  async run(context, given) {
    const checked = checkArguments('Tag/set', given);
    const account = accountOf(context, checked.accountId, 'write');
    // A new keyword is chosen by looking at all the others.
    const response = await inTurn(`tags of ${account.id}`, 'alone', () => runSet(context, checked, target(context, account)));
    return [['Tag/set', response]];
  },
};

async function stateOf(context: RequestContext, account: AccountMail): Promise<string> {
  return ownState((await context.userMail.pushStates())[account.id]?.Tag, null);
}

/** The id of a keyword's tag: no row is needed before somebody names it. */
const idOf = (keyword: Keyword): string => `g${createHash('sha256').update(keyword).digest('base64url').slice(0, 22)}`;

function tagOf(record: TagRecord): Tag {
  const found = tagFromKeyword(record.keyword);
  return {
    id: idOf(record.keyword),
    keyword: record.keyword,
    name: record.name ?? found.name,
    colour: record.colour ?? found.colour,
    sortOrder: record.sortOrder ?? unordered,
    isVisible: !record.isHidden,
    isNamed: record.name !== null,
    localMailboxIds: record.unkeptIn,
  };
}

async function tagsOf(account: AccountMail): Promise<Tag[]> {
  const records = (await account.store.tags.list(account.id)).filter(({ name, keyword }) => name !== null || isTagKeyword(keyword));
  // Named ones come first. A found one that would look like another says its keyword too: a search by name means one of them.
  const taken = new Set<string>();
  return records.map((record) => {
    const tag = tagOf(record);
    const name = taken.has(comparable(tag.name)) ? `${tag.name} (${tag.keyword})` : tag.name;
    taken.add(comparable(name));
    return { ...tag, name };
  });
}

function target(context: RequestContext, account: AccountMail): SetTarget {
  const { tags } = account.store;
  const keep = async (tag: Tag): Promise<void> => {
    await tags.put(account.id, tag.keyword, {
      name: tag.name,
      colour: tag.colour,
      sortOrder: tag.sortOrder === unordered ? null : tag.sortOrder,
      isHidden: !tag.isVisible,
    });
    account.tagsChanged();
  };
  return {
    properties: tagProperties,
    updatable: Object.keys(tagSettable),
    state: () => stateOf(context, account),
    changedSince: () => Promise.resolve(null),
    current: async (ids) => (await tagsOf(account)).filter(({ id }) => ids.includes(id)),
    async create(object) {
      const wished = checkedTag(new Map(Object.entries(object)));
      if ('error' in wished) return refused(wished.error);
      const { name } = wished.values;
      if (name === undefined) return invalidProperties(['name']);
      const all = await tagsOf(account);
      const named = all.find((tag) => isSameName(tag.name, name));
      if (named !== undefined) return refused({ type: 'alreadyExists', existingId: named.id });
      if (all.filter(({ isNamed }) => isNamed).length >= maxNamedTags) return refused({ type: 'overQuota' });
      const taken = new Set((await tags.list(account.id)).map(({ keyword }) => keyword));
      const keyword = keywordForTag(name, (one) => taken.has(one));
      const own = all.filter(({ isNamed, sortOrder }) => isNamed && sortOrder < unordered);
      const tag: Tag = {
        id: idOf(keyword),
        keyword,
        name,
        colour: wished.values.colour ?? leastUsedColour(all),
        sortOrder: wished.values.sortOrder ?? Math.max(0, ...own.map(({ sortOrder }) => sortOrder)) + 1,
        isVisible: wished.values.isVisible ?? true,
        isNamed: true,
        localMailboxIds: [],
      };
      await keep(tag);
      return done(tag);
    },
    async update(updates) {
      const outcomes = new Map<string, SetOutcome<null>>();
      for (const update of updates) outcomes.set(update.id, await updateOne(await tagsOf(account), update, keep));
      return outcomes;
    },
    async destroy(ids) {
      const outcomes = new Map<string, SetOutcome<null>>();
      for (const id of ids) {
        const tag = (await tagsOf(account)).find((one) => one.id === id);
        if (tag === undefined) outcomes.set(id, refused({ type: 'notFound' }));
        else if (await takeOffAllMail(account, tag.keyword, context.signal)) {
          await tags.forget(account.id, tag.keyword);
          outcomes.set(id, done(null));
        } else outcomes.set(id, refused({ type: 'forbidden', description: 'some mail with this tag may not be changed' }));
      }
      account.tagsChanged();
      return outcomes;
    },
  };
}

async function updateOne(all: readonly Tag[], { id, changed }: ObjectUpdate, keep: (tag: Tag) => Promise<void>): Promise<SetOutcome<null>> {
  const tag = all.find((one) => one.id === id);
  if (tag === undefined) return refused({ type: 'notFound' });
  const wished = checkedTag(changed);
  if ('error' in wished) return refused(wished.error);
  const { name } = wished.values;
  const namesake = name === undefined ? undefined : all.find((other) => other.id !== id && isSameName(other.name, name));
  if (namesake !== undefined) return refused({ type: 'alreadyExists', existingId: namesake.id });
  await keep({ ...tag, ...wished.values, isNamed: true });
  return done(null);
}

type Wished = { [Name in keyof typeof tagSettable]?: Tag[Name] };

/** `undefined` asks for the default, that is: what it is without a wish. */
function checkedTag(
  given: ReadonlyMap<string, unknown>,
): { values: Wished } | { error: { type: 'invalidProperties'; properties: string[] } } {
  const values: Record<string, unknown> = {};
  const wrong: string[] = [];
  for (const [name, value] of given) {
    const form = Object.hasOwn(tagSettable, name) ? tagSettable[name as keyof typeof tagSettable] : null;
    const checked = form?.safeParse(value);
    if (checked?.success !== true) wrong.push(name);
    else values[name] = checked.data;
  }
  return wrong.length > 0 ? { error: { type: 'invalidProperties', properties: wrong } } : { values: values as Wished };
}

const comparable = (name: string): string => name.normalize('NFC').toLowerCase();
const isSameName = (one: string, other: string): boolean => comparable(one) === comparable(other);

/** A new tag looks unlike the ones that are there, as far as colours last; grey is for what was found. */
function leastUsedColour(all: readonly Tag[]): Tag['colour'] {
  const uses = (colour: Tag['colour']) => all.filter((tag) => tag.colour === colour).length;
  const offered: Tag['colour'][] = ['blue', 'green', 'orange', 'purple', 'teal', 'pink', 'red', 'yellow'];
  return offered.reduce((best, colour) => (uses(colour) < uses(best) ? colour : best), tagColours[6]);
}

/** @returns false when some mail may not be changed; the rest has lost the keyword then */
async function takeOffAllMail(account: AccountMail, keyword: Keyword, signal: AbortSignal): Promise<boolean> {
  const { store } = account;
  let isAll = true;
  for (let after: EmailId | null = null; ; ) {
    signal.throwIfAborted();
    const ids: EmailId[] = await store.tags.emailsWith(account.id, keyword, after, emailsAtOnce);
    if (ids.length === 0) return isAll;
    const outcomes = await store.emails.update(
      account.id,
      ids.map((id) => ({ id, addKeywords: [], removeKeywords: [keyword], mailboxIds: null })),
    );
    for (const outcome of outcomes.values()) if (!outcome.ok && outcome.refusal.kind !== 'not-found') isAll = false;
    after = ids.at(-1) ?? null;
  }
}
