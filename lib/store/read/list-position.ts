import type { EmailId } from '#lib/mail/index.ts';
import { beforeAll, type ListKind } from '../list-kinds.ts';
import type { Connection } from '../sqlite/connection.ts';

type Found = { first_desc: number; first_id: string; before: number };

/** Rows of a mailbox's list from a position on. Costs the window and one short walk, wherever it is. */
export function listWindow(connection: Connection, kind: ListKind, mailbox: number, position: number, limit: number | null): EmailId[] {
  const { table, date, id } = kind;
  const block = connection.get<Found>(
    `select first_desc, first_id, before from (
        select first_desc, first_id, entries, sum(entries) over (order by first_desc, first_id rows unbounded preceding) - entries before
        from list_block where mailbox = ? and list = ?
      ) where before + entries > ? limit 1`,
    mailbox,
    kind.number,
    position,
  );
  // Behind the last row, or an empty list.
  if (!block) return [];
  return connection
    .all<{ id: EmailId }>(
      `select ${id} id from ${table} where mailbox = ? and (${date}, ${id}) >= (?, ?) order by ${date}, ${id} limit ? offset ?`,
      mailbox,
      block.first_desc,
      block.first_id,
      limit ?? -1,
      position - block.before,
    )
    .map((row) => row.id);
}

/** How many rows stand before an Email; null when it is not in the list. */
export function listPosition(connection: Connection, kind: ListKind, mailbox: number, email: EmailId): number | null {
  const { table, date, id } = kind;
  const at = connection.get<{ desc: number }>(
    `select ${date} desc from ${table} where mailbox = ? and ${id} = ? and ${date} = (select -received_at_ms from email where id = ?)`,
    mailbox,
    email,
    email,
  );
  if (!at) return null;
  const block =
    connection.get<Omit<Found, 'before'>>(
      `select first_desc, first_id from list_block where mailbox = ? and list = ? and (first_desc, first_id) <= (?, ?)
      order by first_desc desc, first_id desc limit 1`,
      mailbox,
      kind.number,
      at.desc,
      email,
    ) ?? beforeAll;
  const before = connection.get<{ n: number }>(
    'select coalesce(sum(entries), 0) n from list_block where mailbox = ? and list = ? and (first_desc, first_id) < (?, ?)',
    mailbox,
    kind.number,
    block.first_desc,
    block.first_id,
  )!.n;
  const within = connection.get<{ n: number }>(
    `select count(*) n from ${table} where mailbox = ? and (${date}, ${id}) >= (?, ?) and (${date}, ${id}) < (?, ?)`,
    mailbox,
    block.first_desc,
    block.first_id,
    at.desc,
    email,
  )!.n;
  return before + within;
}
