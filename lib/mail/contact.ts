import type { EmailAddress } from './address.ts';

/** Shelves of a person's address book: people they put there, and people it took up because they were written to. */
export const contactBooks = ['contacts', 'collected'] as const;
export type ContactBook = (typeof contactBooks)[number];

/** A Card (JSContact, RFC 9553 §2), as far as Postern looks into it; every other property is kept as it came. */
export type ContactCard = {
  '@type': 'Card';
  version: '1.0';
  uid: string;
  /** `individual` when absent; `group` has `members` (RFC 9553 §2.1.4) */
  kind?: string;
  name?: { full?: string; components?: readonly { kind: string; value: string }[]; isOrdered?: boolean };
  nicknames?: Readonly<Record<string, { name: string }>>;
  organizations?: Readonly<Record<string, { name?: string; units?: readonly { name: string }[] }>>;
  titles?: Readonly<Record<string, { name: string; kind?: string }>>;
  emails?: Readonly<Record<string, { address: string; contexts?: Readonly<Record<string, true>>; label?: string; pref?: number }>>;
  phones?: Readonly<
    Record<
      string,
      {
        number: string;
        contexts?: Readonly<Record<string, true>>;
        features?: Readonly<Record<string, true>>;
        label?: string;
        pref?: number;
      }
    >
  >;
  addresses?: Readonly<
    Record<
      string,
      { full?: string; components?: readonly { kind: string; value: string }[]; contexts?: Readonly<Record<string, true>>; label?: string }
    >
  >;
  notes?: Readonly<Record<string, { note: string }>>;
  links?: Readonly<Record<string, { uri: string }>>;
  /** uids of the cards that belong to a group */
  members?: Readonly<Record<string, true>>;
  [property: string]: unknown;
};

const maxNameLength = 300;
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, maxNameLength);
/** RFC 9553 §2.2.1.2: the order in which a name is spoken where its components have none of their own. */
const spokenOrder = ['title', 'given', 'given2', 'surname', 'surname2', 'credential', 'generation'];

/** What a contact is called: the full name, else its parts, the nickname, the organisation; null when there is nothing of the kind. */
export function contactName({ name, nicknames, organizations }: ContactCard): string | null {
  const components = (name?.components ?? []).filter(({ kind }) => kind !== 'separator');
  const parts = name?.isOrdered === true ? components : spokenOrder.flatMap((kind) => components.filter((one) => one.kind === kind));
  const candidates = [
    name?.full ?? '',
    parts.map(({ value }) => value).join(' '),
    Object.values(nicknames ?? {})[0]?.name ?? '',
    Object.values(organizations ?? {})[0]?.name ?? '',
  ];
  return candidates.map(oneLine).find((text) => text !== '') ?? null;
}

/** Where mail to a contact goes, the preferred address first (RFC 9553 §1.5.4: 1 is most preferred). */
export function contactEmails(card: ContactCard): string[] {
  return Object.values(card.emails ?? {})
    .toSorted((a, b) => (a.pref ?? 101) - (b.pref ?? 101))
    .map(({ address }) => address.trim())
    .filter((address) => address !== '');
}

/** A contact made out of somebody whom mail was written to. */
export function cardOfAddress({ name, email }: EmailAddress, uid: string): ContactCard {
  const called = oneLine(name ?? '');
  return {
    '@type': 'Card',
    version: '1.0',
    uid,
    ...(called === '' || called.toLowerCase() === email.toLowerCase() ? {} : { name: { full: called } }),
    emails: { e1: { address: email } },
  };
}
