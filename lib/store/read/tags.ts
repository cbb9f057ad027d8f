import type { EmailId, Keyword, MailboxId, TagColour } from '#lib/mail/index.ts';
import type { TagRecord } from '../api.ts';
import type { Connection } from '../sqlite/connection.ts';
import { keyBase, keyEnd } from '../write/transaction.ts';

/** A server that makes up more keywords than this does not get them all shown. */
const most = 500;

type TagRow = { keyword: Keyword; name: string | null; colour: TagColour | null; sort_order: number | null; is_hidden: number };

/** See TagStore.list. */
export function tagRecords(connection: Connection, account: number): TagRecord[] {
  const rows = connection.all<TagRow>(
    `select keyword, name, colour, sort_order, is_hidden from tag t where account = ?1
      and (name is not null or is_hidden = 1 or exists (select 1 from keyword k where k.keyword = t.keyword and k.email between ?2 and ?3))
      order by name is null, sort_order, keyword limit ?4`,
    account,
    keyBase(account),
    keyEnd(account),
    most,
  );
  const unkept = new Map<Keyword, MailboxId[]>();
  for (const { keyword, id } of connection.all<{ keyword: Keyword; id: MailboxId }>(
    'select u.keyword, m.id from mailbox m join unkept_keyword u on u.mailbox = m.key where m.account = ?',
    account,
  ))
    unkept.set(keyword, [...(unkept.get(keyword) ?? []), id]);
  return rows.map((row) => ({
    keyword: row.keyword,
    name: row.name,
    colour: row.colour,
    sortOrder: row.sort_order,
    isHidden: row.is_hidden === 1,
    unkeptIn: unkept.get(row.keyword) ?? [],
  }));
}

/** See TagStore.emailsWith. */
export function emailsWithKeyword(
  connection: Connection,
  account: number,
  keyword: Keyword,
  after: EmailId | null,
  limit: number,
): EmailId[] {
  const from = after === null ? null : (connection.get<{ key: number }>('select key from email where id = ?', after)?.key ?? null);
  return connection
    .all<{ id: EmailId }>(
      `select e.id from keyword k join email e on e.key = k.email
        where k.keyword = ? and k.email > ? and k.email <= ? and e.log is not null order by k.email limit ?`,
      keyword,
      from ?? keyBase(account) - 1,
      keyEnd(account),
      limit,
    )
    .map(({ id }) => id);
}

/** Of these keywords, those already noted as not kept by the mailbox. */
export function unkeptOf(connection: Connection, account: number, mailboxId: MailboxId): Set<Keyword> {
  return new Set(
    connection
      .all<{ keyword: Keyword }>(
        'select u.keyword from mailbox m join unkept_keyword u on u.mailbox = m.key where m.account = ? and m.id = ?',
        account,
        mailboxId,
      )
      .map(({ keyword }) => keyword),
  );
}
