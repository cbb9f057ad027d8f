import { randomBytes, randomUUID } from 'node:crypto';
import {
  type ContactBook,
  type ContactCard,
  cardOfAddress,
  contactEmails,
  contactName,
  type EmailAddress,
  type PersonId,
} from '#lib/mail/index.ts';
import { foldText } from '#lib/search/index.ts';
import type { ContactRecord, Outcome } from '../api.ts';
import { contactRecordOf, rememberedContactChanges } from '../read/contacts.ts';
import type { Connection } from '../sqlite/connection.ts';
import { freshId } from './fresh-id.ts';
import { personKey } from './person-key.ts';
import type { Transaction } from './transaction.ts';

const mostContacts = 10_000;
/** Octets of what a search looks through in one contact. */
const mostWords = 4_000;

/** The number of the next state; each change of one contact has its own. */
function nextState(connection: Connection, person: number): number {
  const row = connection.get<{ n: number }>(
    `insert into contact_state (person, epoch, n) values (?, ?, 1) on conflict (person) do update set n = n + 1 returning n`,
    person,
    randomBytes(6).toString('base64url').replaceAll(/[-_]/g, 'x'),
  );
  return row?.n ?? 1;
}

/** Every word on a line of its own, and every part of an address with what follows it: what a person types begins one of them. */
function wordsOf(card: ContactCard): string {
  const names = [
    contactName(card) ?? '',
    ...(card.name?.components ?? []).map(({ value }) => value),
    ...Object.values(card.nicknames ?? {}).map(({ name }) => name),
    ...Object.values(card.organizations ?? {}).map(({ name }) => name ?? ''),
  ];
  const words = new Set(foldText(names.join(' ')).split(/[\s,.'’"()-]+/));
  for (const email of contactEmails(card)) {
    const address = foldText(email);
    for (const border of address.matchAll(/^|[@._+-]/g)) words.add(address.slice(border.index + border[0].length));
  }
  words.delete('');
  return `\n${[...words].join('\n')}`.slice(0, mostWords);
}

function keepAddresses(connection: Connection, key: number, card: ContactCard): void {
  connection.run('delete from contact_address where contact = ?', key);
  for (const [place, email] of contactEmails(card).slice(0, 50).entries())
    connection.run('insert or ignore into contact_address (contact, email, place) values (?, ?, ?)', key, email, place);
}

/** See ContactStore.create. */
export function createContact(
  { connection, nowMs }: Transaction,
  personId: PersonId,
  book: ContactBook,
  card: ContactCard,
): Outcome<ContactRecord> {
  const person = personKey(connection, personId);
  const known = connection.get<{ id: string }>('select id from contact where person = ? and uid = ?', person, card.uid);
  if (known !== undefined) return { ok: false, refusal: { kind: 'already-exists', existingId: known.id } };
  const count = connection.get<{ n: number }>('select count(*) as n from contact where person = ?', person)?.n ?? 0;
  if (count >= mostContacts) return { ok: false, refusal: { kind: 'over-quota' } };
  const n = nextState(connection, person);
  const id = freshId('c');
  const json = JSON.stringify(card);
  const key = connection.insert(
    `insert into contact (id, person, uid, book, is_group, name, words, card, created_at_ms, updated_at_ms, created_n, changed_n)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[id, person, card.uid, book, card.kind === 'group' ? 1 : 0, contactName(card), wordsOf(card), json, nowMs, nowMs, n, n],
  );
  keepAddresses(connection, key, card);
  return { ok: true, value: contactRecordOf({ id, book, card: json, created_at_ms: nowMs, updated_at_ms: nowMs }) };
}

/** See ContactStore.update. */
export function updateContact(
  { connection, nowMs }: Transaction,
  personId: PersonId,
  id: string,
  book: ContactBook,
  card: ContactCard,
): Outcome<null> {
  const person = personKey(connection, personId);
  const row = connection.get<{ key: number }>('select key from contact where person = ? and id = ? and uid = ?', person, id, card.uid);
  if (row === undefined) return { ok: false, refusal: { kind: 'not-found' } };
  connection.run(
    'update contact set book = ?, is_group = ?, name = ?, words = ?, card = ?, updated_at_ms = ?, changed_n = ? where key = ?',
    ...[book, card.kind === 'group' ? 1 : 0, contactName(card), wordsOf(card), JSON.stringify(card), nowMs],
    nextState(connection, person),
    row.key,
  );
  keepAddresses(connection, row.key, card);
  return { ok: true, value: null };
}

/** See ContactStore.destroy. */
export function destroyContact(transaction: Transaction, personId: PersonId, id: string): Outcome<null> {
  const { connection } = transaction;
  const person = personKey(connection, personId);
  type Row = { key: number; uid: string; created_n: number };
  const row = connection.get<Row>('select key, uid, created_n from contact where person = ? and id = ?', person, id);
  if (row === undefined) return { ok: false, refusal: { kind: 'not-found' } };
  connection.run('delete from contact where key = ?', row.key);
  const n = nextState(connection, person);
  connection.run('insert into contact_gone (person, gone_n, id, created_n) values (?, ?, ?, ?)', person, n, id, row.created_n);
  connection.run('delete from contact_gone where person = ? and gone_n < ?', person, n - rememberedContactChanges);
  const groups = connection.all<{ id: string; book: ContactBook; card: string }>(
    `select id, book, card from contact where person = ? and is_group = 1
      and exists (select 1 from json_each(card, '$.members') m where m.key = ?)`,
    person,
    row.uid,
  );
  for (const group of groups) {
    const card = JSON.parse(group.card) as ContactCard;
    const { [row.uid]: _, ...members } = card.members ?? {};
    updateContact(transaction, personId, group.id, group.book, { ...card, members });
  }
  return { ok: true, value: null };
}

/** See ContactStore.collect. */
export function collectContacts(transaction: Transaction, personId: PersonId, people: readonly EmailAddress[]): number {
  const { connection } = transaction;
  const person = personKey(connection, personId);
  let collected = 0;
  for (const one of people) {
    if (connection.run('insert or ignore into contact_collected (person, email) values (?, ?)', person, one.email) === 0) continue;
    const isKnown = connection.get(
      'select 1 from contact_address a join contact c on c.key = a.contact where a.email = ? and c.person = ?',
      one.email,
      person,
    );
    if (isKnown !== undefined) continue;
    if (createContact(transaction, personId, 'collected', cardOfAddress(one, `urn:uuid:${randomUUID()}`)).ok) collected += 1;
  }
  return collected;
}
