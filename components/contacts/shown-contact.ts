import { locale, t } from '#lib/client/index.ts';
import type { JmapContactCard } from '#lib/contract/index.ts';
import { contactEmails, contactName } from '#lib/mail/index.ts';
import { visibleText } from '../message/shown-sender.ts';

export const isGroup = ({ kind }: JmapContactCard): boolean => kind === 'group';

/** What a contact is called on the screen: never nothing, and nothing that cannot be seen. */
export function shownName(card: JmapContactCard): string {
  return visibleText(contactName(card) ?? '') || visibleText(contactEmails(card)[0] ?? '') || t('contacts.unnamed');
}

/** The line under the name. */
export function shownDetail(card: JmapContactCard): string {
  if (isGroup(card)) return t('contacts.members', { count: Object.keys(card.members ?? {}).length });
  const [email] = contactEmails(card);
  const other = [Object.values(card.organizations ?? {})[0]?.name, Object.values(card.phones ?? {})[0]?.number];
  const detail = visibleText([email, ...other].find((text) => text !== undefined && text !== '') ?? '');
  return detail === shownName(card) ? '' : detail;
}

export function sorted(cards: readonly JmapContactCard[]): JmapContactCard[] {
  const { compare } = new Intl.Collator(locale(), { sensitivity: 'base', numeric: true });
  return cards
    .map((card) => ({ card, name: shownName(card) }))
    .sort((a, b) => compare(a.name, b.name))
    .map(({ card }) => card);
}

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Whether every word that was typed is in a name, an address, a number or a note of the contact. */
export function matches(card: JmapContactCard, typed: string): boolean {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = plain(
    [
      shownName(card),
      ...Object.values(card.nicknames ?? {}).map(({ name }) => name),
      ...Object.values(card.organizations ?? {}).map(({ name = '' }) => name),
      ...Object.values(card.titles ?? {}).map(({ name }) => name),
      ...contactEmails(card),
      ...Object.values(card.phones ?? {}).map(({ number }) => number),
      ...Object.values(card.notes ?? {}).map(({ note }) => note),
    ].join('\n'),
  );
  return words.every((word) => text.includes(word));
}

/** The parts of a postal address as lines, in the order of an envelope where the card gives none. */
export function addressLines({ full, components = [] }: NonNullable<JmapContactCard['addresses']>[string]): string {
  if (full !== undefined && full.trim() !== '') return full;
  const part = (kind: string): string =>
    components
      .filter((one) => one.kind === kind)
      .map(({ value }) => value)
      .join(' ');
  const town = [part('postcode'), part('locality')].filter(Boolean).join(' ');
  const street = [part('number'), part('name')].filter(Boolean).join(' ');
  return [part('postOfficeBox'), part('apartment'), street, town, part('region'), part('country')].filter(Boolean).join('\n');
}
