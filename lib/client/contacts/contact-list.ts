import { readVcards } from '#lib/contacts/index.ts';
import type { JmapContactCard } from '#lib/contract/index.ts';
import { type AccountId, type ContactCard, isMailError, type MailError } from '#lib/mail/index.ts';
import type { JmapClient } from '../jmap-client.ts';
import { setErrorToMailError } from '../set-emails.ts';
import { createValue, type Readable } from '../value.ts';

export type ContactListState =
  | { kind: 'loading' }
  | { kind: 'failed'; error: MailError }
  | { kind: 'ready'; contacts: readonly JmapContactCard[] };

export type ContactPatch = Partial<Record<keyof ContactCard | 'addressBookIds', unknown>>;
/** Takes a change back. @throws MailError */
export type Undo = () => Promise<void>;
export type Imported = { added: number; present: number; unreadable: number; leftOut: number; undo: Undo };

/** The person's address book as a screen shows it: all of it, and what becomes of it. */
export type ContactList = {
  readonly state: Readable<ContactListState>;
  readonly isReadOnly: boolean;
  /** Brings it up to date. Says in `state` when it cannot. */
  load(): Promise<void>;
  /** @throws MailError */
  create(card: ContactPatch): Promise<string>;
  /** @throws MailError */
  change(id: string, patch: ContactPatch): Promise<Undo>;
  /** They come back as they were, in their groups too, under new ids. @throws MailError */
  remove(ids: readonly string[]): Promise<Undo>;
  /** Takes up a file of vCards; who is there already stays as they are. @throws MailError */
  importFile(octets: Uint8Array): Promise<Imported>;
};

const atOnce = 500;
const mostIds = 5_000;
/** Octets of a request stay far below what a gateway takes. */
const importedAtOnce = 40;

export function createContactList(client: JmapClient, accountId: AccountId): ContactList {
  const state = createValue<ContactListState>({ kind: 'loading' });
  const byId = new Map<string, JmapContactCard>();
  let known: string | null = null;
  let turn: Promise<void> = Promise.resolve();

  const show = () => state.set({ kind: 'ready', contacts: [...byId.values()] });

  async function fetchCards(ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += atOnce) {
      const { list, notFound } = await client.call('ContactCard/get', { accountId, ids: ids.slice(at, at + atOnce) });
      for (const card of list) byId.set(card.id, card);
      for (const id of notFound) byId.delete(id);
    }
  }

  async function fetchAll(): Promise<void> {
    const { state: first } = await client.call('ContactCard/get', { accountId, ids: [] });
    const ids: string[] = [];
    for (let more = true; more; ) {
      const page = await client.call('ContactCard/query', { accountId, position: ids.length, limit: mostIds });
      ids.push(...page.ids);
      more = page.ids.length === mostIds;
    }
    byId.clear();
    await fetchCards(ids);
    known = first;
  }

  async function fetchChanges(): Promise<void> {
    for (let more = known !== null; more && known !== null; ) {
      const changes = await client.call('ContactCard/changes', { accountId, sinceState: known });
      for (const id of changes.destroyed) byId.delete(id);
      await fetchCards([...changes.created, ...changes.updated]);
      [known, more] = [changes.newState, changes.hasMoreChanges];
    }
  }

  async function bringUpToDate(): Promise<void> {
    try {
      if (known === null) await fetchAll();
      else await fetchChanges();
    } catch (error) {
      if (!isMailError(error) || error.code !== 'cannotCalculateChanges') throw error;
      await fetchAll();
    }
    show();
  }

  /** One after another, so that an older answer never comes behind a newer one. */
  function inTurn(): Promise<void> {
    const next = turn.then(bringUpToDate, bringUpToDate);
    turn = next.catch(() => undefined);
    return next;
  }

  async function set(given: { create?: Record<string, ContactPatch>; update?: Record<string, ContactPatch>; destroy?: readonly string[] }) {
    const { destroy, ...rest } = given;
    const answer = await client.call('ContactCard/set', {
      accountId,
      ...rest,
      ...(destroy === undefined ? {} : { destroy: [...destroy] }),
    });
    await inTurn();
    return answer;
  }

  async function create(card: ContactPatch): Promise<string> {
    const { created, notCreated } = await set({ create: { k: card } });
    const refusal = notCreated?.k;
    if (refusal !== undefined) throw setErrorToMailError(refusal);
    return created?.k?.id ?? '';
  }

  async function change(id: string, patch: ContactPatch): Promise<Undo> {
    const before = byId.get(id);
    const { notUpdated } = await set({ update: { [id]: patch } });
    const refusal = notUpdated?.[id];
    if (refusal !== undefined) throw setErrorToMailError(refusal);
    const back = Object.fromEntries(Object.keys(patch).map((name) => [name, before?.[name] ?? null]));
    return async () => void (await change(id, back));
  }

  async function remove(ids: readonly string[]): Promise<Undo> {
    const gone = ids.flatMap((id) => byId.get(id) ?? []);
    const groups = [...byId.values()].filter(({ id, members = {} }) => !ids.includes(id) && gone.some(({ uid }) => members[uid] === true));
    for (const piece of pieces(ids, atOnce)) await set({ destroy: piece });
    return async () => {
      for (const piece of pieces(gone, importedAtOnce))
        await set({ create: Object.fromEntries(piece.map((card, index) => [`k${index}`, settable(card)])) });
      if (groups.length > 0) await set({ update: Object.fromEntries(groups.map(({ id, members }) => [id, { members }])) });
    };
  }

  async function importFile(octets: Uint8Array): Promise<Imported> {
    const { cards, unreadable, leftOut } = await readVcards(octets);
    const uids = new Set([...byId.values()].map(({ uid }) => uid));
    const looks = new Set([...byId.values()].map(lookOf));
    const fresh = cards.filter((card) => {
      const isThere = uids.has(card.uid) || (card.kind !== 'group' && looks.has(lookOf(card)));
      uids.add(card.uid);
      looks.add(lookOf(card));
      return !isThere;
    });
    const added: string[] = [];
    let refused = 0;
    for (const piece of pieces(fresh, importedAtOnce)) {
      const answer = await client.call('ContactCard/set', {
        accountId,
        create: Object.fromEntries(piece.map((card, index) => [`k${index}`, card])),
      });
      added.push(...Object.values(answer.created ?? {}).map(({ id }) => id));
      refused += Object.keys(answer.notCreated ?? {}).length;
    }
    await inTurn();
    return {
      ...{ added: added.length, present: cards.length - fresh.length, unreadable: unreadable + refused, leftOut },
      undo: async () => void (await remove(added)),
    };
  }

  return {
    state: state.readable,
    isReadOnly: client.session().accounts[accountId]?.isReadOnly ?? true,
    async load() {
      try {
        await inTurn();
      } catch (error) {
        if (!isMailError(error)) throw error;
        // what is shown already stays
        if (state.get().kind !== 'ready') state.set({ kind: 'failed', error });
      }
    },
    ...{ create, change, remove, importFile },
  };
}

function settable({ id: _, created: _created, updated: _updated, ...card }: JmapContactCard): ContactPatch {
  return card;
}

/** Two cards of one name with the same addresses are the same person, whatever program wrote them. */
function lookOf({ name, emails = {}, phones = {} }: ContactCard): string {
  const texts = [
    name?.full ?? name?.components?.map(({ value }) => value).join(' ') ?? '',
    ...Object.values(emails).map(({ address }) => address),
    ...Object.values(phones).map(({ number }) => number),
  ];
  return texts.map((text) => text.toLowerCase()).join('\n');
}

function pieces<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}
