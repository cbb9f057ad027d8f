import type { ContactCard } from '#lib/mail/index.ts';
import {
  addressFields,
  contextOfType,
  featureOfType,
  fieldsOf,
  type JcardProperty,
  nameFields,
  prefOf,
  textsOf,
  typesOf,
} from './vcard-properties.ts';

export type ReadVcards = {
  cards: ContactCard[];
  /** cards that could not be read, and those beyond what is taken at once */
  unreadable: number;
  leftOut: number;
};

export const vcardLimits = { fileBytes: 20 * 1024 * 1024, cards: 5_000, lines: 1_000, lineChars: 48 * 1024, cardChars: 100 * 1024 };

/**
 * Cards out of a file of vCards 3.0 and 4.0 (RFC 2426, RFC 6350), as RFC 9555 turns them. What a Card has no word for is kept in
 * `vCardProps`; a line that cannot be read, or is longer than 48 KiB (a large photo), is left out and costs only itself.
 */
export async function readVcards(octets: Uint8Array): Promise<ReadVcards> {
  const { default: ical } = await import('ical.js');
  const parse = (text: string): unknown => ical.parse(text);
  const cards: ContactCard[] = [];
  let [unreadable, leftOut] = [0, 0];
  for (const lines of cardsIn(decoded(octets.subarray(0, vcardLimits.fileBytes)))) {
    if (cards.length >= vcardLimits.cards) {
      leftOut += 1;
      continue;
    }
    const card = cardOf(propertiesOf(lines, parse));
    if (card === null) unreadable += 1;
    else cards.push(card);
  }
  return { cards, unreadable, leftOut };
}

function decoded(octets: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // not UTF-8: an old program's file
    return new TextDecoder('windows-1252').decode(octets);
  }
}

/** The unfolded lines between BEGIN and END of each card (RFC 6350 §3.2). */
function* cardsIn(text: string): Generator<string[]> {
  let card: string[] | null = null;
  for (const line of unfolded(text)) {
    const mark = line.length < 40 ? line.trim().toUpperCase() : '';
    if (mark === 'BEGIN:VCARD') card = [];
    else if (mark === 'END:VCARD') {
      if (card !== null) yield card;
      card = null;
    } else if (card !== null && card.length < vcardLimits.lines && line.length <= vcardLimits.lineChars && line.trim() !== '')
      card.push(line);
  }
}

function* unfolded(text: string): Generator<string> {
  let pieces: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.startsWith(' ') || line.startsWith('\t')) pieces.push(line.slice(1));
    else {
      if (pieces.length > 0) yield pieces.join('');
      pieces = [line];
    }
  }
  if (pieces.length > 0) yield pieces.join('');
}

/** Every line is parsed by itself, with the version in front that says how. */
function propertiesOf(lines: readonly string[], parse: (text: string) => unknown): JcardProperty[] | null {
  const version = lines
    .find((line) => /^version\s*:/i.test(line))
    ?.split(':')[1]
    ?.trim();
  if (version !== '3.0' && version !== '4.0') return null;
  const properties: JcardProperty[] = [];
  for (const line of lines) {
    if (/^(?:version|prodid|rev)\s*[:;]/i.test(line)) continue;
    try {
      const [, [, property]] = parse(`BEGIN:VCARD\r\nVERSION:${version}\r\n${line}\r\nEND:VCARD`) as [string, JcardProperty[]];
      if (property !== undefined) properties.push(property);
    } catch {
      // A line that the parser throws at costs only itself; it throws errors of its own kind for anything that is not right.
    }
  }
  return properties;
}

const controls = /[\p{Cc}\u2028\u2029]+/gu;
const line = (text: string | undefined, max: number): string => (text ?? '').replace(controls, ' ').trim().slice(0, max);
const note = (text: string): string => text.replaceAll('\r\n', '\n').slice(0, 20_000);
const keyed = <T>(prefix: string, values: readonly T[]): Record<string, T> =>
  Object.fromEntries(values.map((value, index) => [`${prefix}${index + 1}`, value]));
const flags = (names: readonly string[]): Record<string, true> => Object.fromEntries(names.map((name) => [name, true]));

function marksOf(property: JcardProperty): { contexts?: Record<string, true>; pref?: number } {
  const contexts = typesOf(property).flatMap((type) => contextOfType[type] ?? []);
  const pref = prefOf(property);
  return { ...(contexts.length > 0 ? { contexts: flags(contexts) } : {}), ...(pref === null ? {} : { pref }) };
}

/** Null: nothing that could be a contact. */
function cardOf(properties: JcardProperty[] | null): ContactCard | null {
  if (properties === null || properties.length === 0) return null;
  const taken = new Set<JcardProperty>();
  const all = (...names: string[]): JcardProperty[] => {
    const found = properties.filter(([name]) => names.includes(name)).slice(0, 50);
    for (const property of found) taken.add(property);
    return found;
  };
  const first = (...names: string[]): string => line(all(...names).map((property) => textsOf(property)[0])[0], 1_000);

  const full = first('fn');
  const components = componentsOf(all('n')[0], nameFields);
  const emails = all('email')
    .map((property) => ({ address: line(textsOf(property)[0], 1_000), ...marksOf(property) }))
    .filter(({ address }) => address !== '');
  const phones = all('tel')
    .map((property) => {
      const features = typesOf(property).flatMap((type) => featureOfType[type] ?? []);
      const number = line(textsOf(property)[0]?.replace(/^tel:/i, ''), 1_000);
      return { number, ...(features.length > 0 ? { features: flags(features) } : {}), ...marksOf(property) };
    })
    .filter(({ number }) => number !== '');
  const organizations = all('org').map((property) => {
    const [name, ...units] = fieldsOf(property).map((text) => line(text, 1_000));
    const named = units.filter(Boolean).slice(0, 20);
    return { ...(name ? { name } : {}), ...(named.length > 0 ? { units: named.map((unit) => ({ name: unit })) } : {}) };
  });
  const titles = all('title', 'role').map((property) => ({
    name: line(textsOf(property)[0], 1_000),
    ...(property[0] === 'role' ? { kind: 'role' } : {}),
  }));
  const addresses = all('adr').map((property) => {
    const { pref: _, ...marks } = marksOf(property);
    return { components: componentsOf(property, addressFields), ...marks };
  });
  // A comma that was not escaped makes several texts of a note of vCard 3.0.
  const notes = all('note').map((property) => ({ note: note(textsOf(property).join(',')) }));
  const links = all('url')
    .map((property) => ({ uri: line(textsOf(property)[0], 8_000) }))
    .filter(({ uri }) => uri !== '');
  const nicknames = all('nickname').flatMap((property) => textsOf(property).map((name) => ({ name: line(name, 1_000) })));
  const keywords = all('categories').flatMap((property) => textsOf(property).map((word) => line(word, 200)));
  const kind = first('kind', 'x-addressbookserver-kind').toLowerCase();
  const members = all('member', 'x-addressbookserver-member').map((property) => line(textsOf(property)[0], 500));
  const uid = first('uid').slice(0, 500) || `urn:uuid:${crypto.randomUUID()}`;
  const rest = properties.filter((property) => !taken.has(property)).slice(0, 200);

  const card: ContactCard = {
    ...{ '@type': 'Card', version: '1.0', uid },
    ...(kind === 'group' || kind === 'org' ? { kind } : {}),
    ...(full === '' && components.length === 0
      ? {}
      : { name: { ...(full === '' ? {} : { full }), ...(components.length === 0 ? {} : { components }) } }),
    ...when(
      'nicknames',
      keyed(
        'k',
        nicknames.filter(({ name }) => name !== ''),
      ),
    ),
    ...when(
      'organizations',
      keyed(
        'o',
        organizations.filter((one) => Object.keys(one).length > 0),
      ),
    ),
    ...when(
      'titles',
      keyed(
        't',
        titles.filter(({ name }) => name !== ''),
      ),
    ),
    ...when('emails', keyed('e', emails)),
    ...when('phones', keyed('p', phones)),
    ...when(
      'addresses',
      keyed(
        'a',
        addresses.filter(({ components: parts }) => parts.length > 0),
      ),
    ),
    ...when('links', keyed('l', links)),
    ...when(
      'notes',
      keyed(
        'n',
        notes.filter(({ note: text }) => text.trim() !== ''),
      ),
    ),
    ...when('keywords', flags(keywords.filter(Boolean).slice(0, 100))),
    ...(kind === 'group' ? { members: flags(members.filter(Boolean)) } : {}),
  };
  if (card.name === undefined && emails.length + phones.length + organizations.length + nicknames.length === 0) return null;
  const whole: ContactCard = rest.length > 0 ? { ...card, vCardProps: rest } : card;
  return JSON.stringify(whole).length > vcardLimits.cardChars ? card : whole;
}

function componentsOf(property: JcardProperty | undefined, kinds: readonly string[]): { kind: string; value: string }[] {
  if (property === undefined) return [];
  const fields = fieldsOf(property).map((text) => line(text, 1_000));
  return kinds.flatMap((kind, index) => (fields[index] ? [{ kind, value: fields[index] }] : []));
}

const when = <Name extends string, T extends object>(name: Name, value: T): { [Key in Name]?: T } =>
  (Object.keys(value).length > 0 ? { [name]: value } : {}) as { [Key in Name]?: T };
