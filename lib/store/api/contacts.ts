import type { ContactBook, ContactCard, EmailAddress, PersonId } from '#lib/mail/index.ts';
import type { Changes, Outcome } from './states.ts';

export type ContactRecord = { id: string; book: ContactBook; card: ContactCard; createdAtMs: number; updatedAtMs: number };

/** Somebody, or a group of people, whom a few letters may mean. */
export type ContactHit = { id: string; book: ContactBook; name: string | null; isGroup: boolean; emails: string[] };

/** The address book of a person (JMAP for Contacts, RFC 9610). */
export interface ContactStore {
  /** null = all, by key; unknown ids are left out */
  list(personId: PersonId, ids: readonly string[] | null): Promise<ContactRecord[]>;
  state(personId: PersonId): Promise<string>;
  /** `null`: it cannot be told any more */
  changes(personId: PersonId, sinceState: string, maxChanges: number): Promise<Changes | null>;
  /** Refused: `already-exists` for a uid that is there, `over-quota` above 10,000. */
  create(personId: PersonId, book: ContactBook, card: ContactCard): Promise<Outcome<ContactRecord>>;
  /** The uid of a card stays. Refused: `not-found`. */
  update(personId: PersonId, id: string, book: ContactBook, card: ContactCard): Promise<Outcome<null>>;
  /** Takes it out of groups too. Refused: `not-found`. */
  destroy(personId: PersonId, id: string): Promise<Outcome<null>>;
  /** Contacts in which each of these begins a word or a part of an address; folded as `foldText` of lib/search does. */
  matching(personId: PersonId, words: readonly string[], limit: number): Promise<ContactHit[]>;
  /** Those with one of these addresses. */
  withAddress(personId: PersonId, emails: readonly string[]): Promise<ContactHit[]>;
  /** Names and addresses, those changed last first. */
  people(personId: PersonId, limit: number): Promise<EmailAddress[]>;
  /** Members of a group with their preferred addresses; those without one are left out. */
  members(personId: PersonId, groupId: string): Promise<EmailAddress[]>;
  /** Takes up people whose address is in no contact and was never taken up before. @returns how many */
  collect(personId: PersonId, people: readonly EmailAddress[]): Promise<number>;
}
