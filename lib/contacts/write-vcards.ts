import { type ContactCard, contactEmails, contactName } from '#lib/mail/index.ts';
import { addressFields, contextOfType, featureOfType, type JcardProperty, nameFields } from './vcard-properties.ts';

export type VcardVersion = '3.0' | '4.0';

/** Contacts as a file of vCards (RFC 2426 or RFC 6350), with what an import could only keep given back as it was. */
export async function writeVcards(cards: readonly ContactCard[], version: VcardVersion): Promise<string> {
  const { default: ical } = await import('ical.js');
  return cards.map((card) => ical.stringify(['vcard', propertiesOf(card, version), []])).join('');
}

const typeOfContext = inverse(contextOfType);
const typeOfFeature = inverse(featureOfType);
function inverse(names: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(names).map(([type, name]) => [name, type]));
}

type Marked = { contexts?: Readonly<Record<string, true>>; features?: Readonly<Record<string, true>>; pref?: number };

function marksOf({ contexts = {}, features = {}, pref }: Marked, version: VcardVersion): Record<string, string | string[]> {
  const types = [
    ...Object.keys(contexts).flatMap((name) => typeOfContext[name] ?? []),
    ...Object.keys(features).flatMap((name) => typeOfFeature[name] ?? []),
    ...(version === '3.0' && pref === 1 ? ['pref'] : []),
  ];
  return {
    ...(types.length > 0 ? { type: types.length === 1 ? types[0]! : types } : {}),
    ...(version === '4.0' && pref !== undefined ? { pref: String(pref) } : {}),
  };
}

function propertiesOf(card: ContactCard, version: VcardVersion): JcardProperty[] {
  const text = (name: string, value: string, parameters: JcardProperty[1] = {}): JcardProperty => [name, parameters, 'text', value];
  // vCard 3.0 has no type for what it does not know
  const own = (name: string, value: string): JcardProperty => [name, {}, 'unknown', value];
  const values = <T>(map: Readonly<Record<string, T>> | undefined): T[] => Object.values(map ?? {});
  const isOld = version === '3.0';
  const isGroup = card.kind === 'group';
  const fields = (parts: readonly { kind: string; value: string }[], kinds: readonly string[]): string[] =>
    kinds.map((kind) =>
      parts
        .filter((part) => part.kind === kind)
        .map(({ value }) => value)
        .join(' '),
    );
  const called = contactName(card) ?? contactEmails(card)[0] ?? '';
  const components = card.name?.components ?? [];
  // vCard 3.0 wants N, whatever is known (RFC 2426 §3.1.2).
  const structured = components.length > 0 ? fields(components, nameFields) : ['', isGroup ? '' : called, '', '', ''];
  const properties: JcardProperty[] = [
    text('version', version),
    text('fn', called),
    ...(isOld || components.length > 0 ? [['n', {}, 'text', structured] satisfies JcardProperty] : []),
    // A kind that vCard 3.0 does not know has the name under which Apple's and many other programs look for it.
    ...(card.kind === undefined || card.kind === 'individual'
      ? []
      : [isOld ? own('x-addressbookserver-kind', card.kind) : text('kind', card.kind)]),
    text('uid', card.uid),
    ...Object.keys(card.members ?? {}).map(
      (uid): JcardProperty => (isOld ? own('x-addressbookserver-member', uid) : ['member', {}, 'uri', uid]),
    ),
    ...values(card.nicknames).map(({ name }) => text('nickname', name)),
    ...values(card.organizations).map(
      ({ name = '', units = [] }): JcardProperty => ['org', {}, 'text', [name, ...units.map((unit) => unit.name)]],
    ),
    ...values(card.titles).map(({ name, kind }) => text(kind === 'role' ? 'role' : 'title', name)),
    ...values(card.emails).map((email) => text('email', email.address, marksOf(email, version))),
    ...values(card.phones).map((phone): JcardProperty => ['tel', marksOf(phone, version), isOld ? 'phone-number' : 'text', phone.number]),
    ...values(card.addresses).map(({ full = '', components: parts = [], ...marked }): JcardProperty => {
      const place = parts.length > 0 ? fields(parts, addressFields) : ['', '', full, '', '', '', ''];
      return ['adr', marksOf(marked, version), 'text', place];
    }),
    ...values(card.links).map(({ uri }): JcardProperty => ['url', {}, 'uri', uri]),
    ...values(card.notes).map(({ note }) => text('note', note)),
    ...(Object.keys(card.keywords ?? {}).length > 0
      ? [['categories', {}, 'text', ...Object.keys(card.keywords ?? {})] satisfies JcardProperty]
      : []),
  ];
  return [...properties.map(inLine), ...(Array.isArray(card.vCardProps) ? card.vCardProps.filter(isProperty) : [])];
}

/** A line break is escaped in texts, and has no place in other values. */
function inLine([name, parameters, type, ...values]: JcardProperty): JcardProperty {
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'string') return value;
    return type === 'text' ? value.replace(/\r\n?/g, '\n') : value.replace(/[\r\n]+/g, ' ');
  };
  return [name, parameters, type, ...values.map(clean)];
}

/** Names, types and parameters are what vCards may have, so that nothing else gets into the file. */
function isProperty(given: unknown): given is JcardProperty {
  if (!Array.isArray(given) || given.length < 4) return false;
  const [name, parameters, type] = given as unknown[];
  const isName = (text: unknown): boolean => typeof text === 'string' && /^[a-z0-9-]{1,60}$/.test(text);
  if (!isName(name) || !isName(type) || typeof parameters !== 'object' || parameters === null) return false;
  if (['version', 'begin', 'end'].includes(name as string)) return false;
  const isText = (value: unknown): boolean => typeof value === 'string' && !/[\p{Cc}"]/u.test(value);
  const areParameters = Object.entries(parameters).every(
    ([key, value]) => isName(key) && (Array.isArray(value) ? value : [value]).every(isText),
  );
  // A line break in a value that is no text would begin a line of its own.
  const isValue = (value: unknown): boolean =>
    Array.isArray(value) ? value.every(isValue) : typeof value !== 'object' && !(type === 'text' ? /\r/ : /[\r\n]/).test(String(value));
  return areParameters && given.slice(3).every(isValue);
}
