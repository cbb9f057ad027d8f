import type { ContactBook, ContactCard, EmailAddress, PersonId } from '#lib/mail/index.ts';
import type { Changes, ContactHit, ContactRecord } from '../api.ts';
import type { Connection } from '../sqlite/connection.ts';

type Row = { key: number; id: string; book: ContactBook; card: string; created_at_ms: number; updated_at_ms: number };
type HitRow = { key: number; id: string; book: ContactBook; name: string | null; is_group: number };

/** Deletions that are remembered; a client that is further behind asks for everything anew. */
export const rememberedContactChanges = 20_000;

const ofPerson = 'person = (select key from person where id = ?)';

export const contactRecordOf = (row: Omit<Row, 'key'>): ContactRecord => ({
  id: row.id,
  book: row.book,
  card: JSON.parse(row.card) as ContactCard,
  createdAtMs: row.created_at_ms,
  updatedAtMs: row.updated_at_ms,
});

/** See ContactStore. */
export function contactRecords(db: Connection, personId: PersonId, ids: readonly string[] | null): ContactRecord[] {
  const select = `select key, id, book, card, created_at_ms, updated_at_ms from contact where ${ofPerson}`;
  const rows =
    ids === null
      ? db.all<Row>(`${select} order by key`, personId)
      : db.all<Row>(`${select} and id in (select value from json_each(?)) order by key`, personId, JSON.stringify(ids));
  return rows.map(contactRecordOf);
}

export function contactState(db: Connection, personId: PersonId): string {
  const row = db.get<{ epoch: string; n: number }>(`select epoch, n from contact_state where ${ofPerson}`, personId);
  return row === undefined ? 'none.0' : `${row.epoch}.${row.n}`;
}

export function contactChanges(db: Connection, personId: PersonId, sinceState: string, maxChanges: number): Changes | null {
  const newState = contactState(db, personId);
  const [epoch = '', last = ''] = newState.split('.');
  const [sinceEpoch = '', sinceText = ''] = sinceState.split('.');
  const isFresh = sinceState === 'none.0';
  const since = isFresh ? 0 : Number(sinceText);
  if ((!isFresh && sinceEpoch !== epoch) || !/^\d{1,15}$/.test(sinceText)) return null;
  const now = Number(last);
  if (since > now || since < now - rememberedContactChanges) return null;
  type Step = { n: number; id: string; created_n: number; is_gone: number };
  const steps = db.all<Step>(
    `select changed_n as n, id, created_n, 0 as is_gone from contact where ${ofPerson} and changed_n > ?
      union all
      select gone_n, id, created_n, 1 from contact_gone where ${ofPerson} and gone_n > ?
      order by n limit ?`,
    personId,
    since,
    personId,
    since,
    maxChanges + 1,
  );
  const hasMoreChanges = steps.length > maxChanges;
  const told = hasMoreChanges ? steps.slice(0, maxChanges) : steps;
  // An id stands in one step only: the last that changed it. What came and went in between is not told.
  const ids = (isMeant: (step: Step) => boolean): string[] => told.filter(isMeant).map(({ id }) => id);
  return {
    oldState: sinceState,
    newState: hasMoreChanges ? `${epoch}.${told.at(-1)?.n ?? since}` : newState,
    hasMoreChanges,
    created: ids((step) => step.is_gone === 0 && step.created_n > since),
    updated: ids((step) => step.is_gone === 0 && step.created_n <= since),
    destroyed: ids((step) => step.is_gone === 1 && step.created_n <= since),
    countsOnly: false,
  };
}

function hitsOf(db: Connection, rows: readonly HitRow[]): ContactHit[] {
  return rows.map(({ key, id, book, name, is_group }) => ({
    ...{ id, book, name },
    isGroup: is_group === 1,
    emails: db.all<{ email: string }>('select email from contact_address where contact = ? order by place', key).map(({ email }) => email),
  }));
}

export function contactsMatching(db: Connection, personId: PersonId, words: readonly string[], limit: number): ContactHit[] {
  const rows = db.all<HitRow>(
    `select key, id, book, name, is_group from contact where ${ofPerson}
      and not exists (select 1 from json_each(?) where instr(words, value) = 0)
      order by book = 'collected', changed_n desc limit ?`,
    personId,
    // scripts without blanks: a word may stand anywhere
    JSON.stringify(words.map((word) => (/\P{ASCII}/u.test(word) ? word : `\n${word}`))),
    limit,
  );
  return hitsOf(db, rows);
}

export function contactsWithAddress(db: Connection, personId: PersonId, emails: readonly string[]): ContactHit[] {
  const rows = db.all<HitRow>(
    `select distinct c.key, c.id, c.book, c.name, c.is_group from json_each(?) as wanted
      join contact_address a on a.email = wanted.value collate nocase
      join contact c on c.key = a.contact where c.${ofPerson} order by c.book = 'collected', c.key`,
    JSON.stringify(emails),
    personId,
  );
  return hitsOf(db, rows);
}

export function contactPeople(db: Connection, personId: PersonId, limit: number): EmailAddress[] {
  return db.all<{ name: string | null; email: string }>(
    `select c.name, a.email from contact c join contact_address a on a.contact = c.key
      where c.${ofPerson} order by c.changed_n desc, a.place limit ?`,
    personId,
    limit,
  );
}

export function groupMembers(db: Connection, personId: PersonId, groupId: string): EmailAddress[] {
  return db.all<{ name: string | null; email: string }>(
    `select c.name, a.email from contact g, json_each(g.card, '$.members') m
      join contact c on c.person = g.person and c.uid = m.key
      join contact_address a on a.contact = c.key and a.place = 0
      where g.${ofPerson} and g.id = ? order by c.name, a.email`,
    personId,
    groupId,
  );
}
