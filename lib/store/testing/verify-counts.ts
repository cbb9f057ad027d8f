import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

type Row = Record<string, unknown>;

/** Counts the whole database anew and names every row that disagrees with what was kept by deltas. Empty: all is well. */
export function wrongCounts(dataDir: string): string[] {
  const db = new DatabaseSync(join(dataDir, 'postern.db'), { readOnly: true });
  const wrong: string[] = [];
  // By columns that the store itself never looks by: without these, each check would cost the square of the mail.
  db.exec(`create temp table member as select email, mailbox, thread, flags from membership;
    create index temp.member_email on member (email, mailbox);
    create index temp.member_thread on member (thread, mailbox);
    create temp table packed as select pack from email;
    create index temp.packed_pack on packed (pack)`);
  const expectNone = (what: string, sql: string): void => {
    for (const row of db.prepare(sql).all() as Row[]) wrong.push(`${what}: ${JSON.stringify(row)}`);
  };
  const trash = `(select key from mailbox t where t.account = m.account and t.role = 'trash')`;
  expectNone(
    'mailbox totals',
    `select m.name, m.total_emails, m.unread_emails, c.total, c.unread from mailbox m join
      (select m.key, count(s.email) total, coalesce(sum((s.flags & 9) = 0), 0) unread from mailbox m left join membership s on s.mailbox = m.key group by m.key) c
      on c.key = m.key where m.total_emails <> c.total or m.unread_emails <> c.unread`,
  );
  expectNone(
    'mailbox threads',
    `select m.name, m.total_threads, (select count(distinct thread) from membership s where s.mailbox = m.key) counted from mailbox m
      where m.total_threads <> (select count(distinct thread) from membership s where s.mailbox = m.key)`,
  );
  expectNone(
    'unreadThreads (RFC 8621 §2)',
    `select * from (select m.name, m.unread_threads, (select count(distinct s.thread) from membership s where s.mailbox = m.key and (
        (m.key = coalesce(${trash}, -1) and (s.flags & 9) = 0)
        or (m.key <> coalesce(${trash}, -1) and exists (select 1 from member o where o.thread = s.thread and (o.flags & 9) = 0 and o.mailbox <> coalesce(${trash}, -1)))
      )) counted from mailbox m) where unread_threads <> counted`,
  );
  expectNone(
    'membership against locations',
    `select e.key, e.id from email e where (select group_concat(mailbox) from (select distinct mailbox from location where email = e.key and is_wanted = 1 and is_deleted = 0 order by mailbox))
      is not (select group_concat(mailbox) from (select mailbox from member where email = e.key order by mailbox))`,
  );
  expectNone(
    'membership against emails',
    `select s.* from membership s left join email e on e.key = s.email
      where e.key is null or e.log is null or e.id <> s.email_id or e.flags <> s.flags or e.thread <> s.thread or s.received_desc <> -e.received_at_ms`,
  );
  expectNone('visible without a place', 'select key from email where (log is not null) <> exists (select 1 from member where email = key)');
  expectNone(
    'thread rows',
    `select tm.*, c.n, c.unread, c.latest from thread_mailbox tm left join (select thread, mailbox, count(*) n, sum((flags & 9) = 0) unread,
        min(received_desc) latest from membership group by thread, mailbox) c on c.thread = tm.thread and c.mailbox = tm.mailbox
      where c.n is null or c.n <> tm.emails or c.unread <> tm.unread or c.latest <> tm.latest_desc
        or tm.latest_id <> (select min(email_id) from membership x where x.thread = tm.thread and x.mailbox = tm.mailbox and x.received_desc = tm.latest_desc)`,
  );
  expectNone(
    'threads',
    `select t.key, t.emails, (select count(*) from email where thread = t.key and log is not null) counted from thread t
      where t.emails <> (select count(*) from email where thread = t.key and log is not null) or (t.log is null) <> (t.emails = 0)`,
  );
  expectNone(
    'lost rows',
    'select key from email e where not exists (select 1 from location where email = e.key) and not exists (select 1 from intent where email = e.key)',
  );
  for (const [list, table, date, id] of [
    [0, 'membership', 'received_desc', 'email_id'],
    [1, 'thread_mailbox', 'latest_desc', 'latest_id'],
  ] as const)
    expectNone(
      `blocks of ${table}`,
      `select * from (select b.*, (select count(*) from ${table} m where m.mailbox = b.mailbox and (m.${date}, m.${id}) >= (b.first_desc, b.first_id)
          and not exists (select 1 from list_block n where n.mailbox = b.mailbox and n.list = b.list and (n.first_desc, n.first_id) > (b.first_desc, b.first_id)
            and (m.${date}, m.${id}) >= (n.first_desc, n.first_id))) counted
        from list_block b where b.list = ${list}) where entries <> counted or entries > 2048`,
    );
  expectNone(
    'rows outside the blocks',
    `select m.key, m.name from mailbox m where m.total_emails <> (select coalesce(sum(entries), 0) from list_block where mailbox = m.key and list = 0)
      or m.total_threads <> (select coalesce(sum(entries), 0) from list_block where mailbox = m.key and list = 1)`,
  );
  expectNone(
    'packs',
    `select p.key, p.emails, p.live from email_pack p where p.live <> (select count(*) from packed where pack = p.key) or p.live = 0
      union all select e.key, e.pack, e.slot from email e left join email_pack p on p.key = e.pack where p.key is null or e.slot >= p.emails`,
  );
  expectNone(
    'log rows',
    `with object (id, log, log_key) as (select id, log, iif(log > 0, log, -2 * key) from email where log is not null
        union all select id, log, iif(log > 0, log, -2 * key - 1) from thread where log is not null)
      select o.id, c.id from object o join change c on c.key = o.log_key where c.id <> o.id or c.is_destroyed = 1 or (o.log < 0 and c.created_n <> -o.log)
      union all select id, log from object o where log > 0 and not exists (select 1 from change where key = log)`,
  );
  expectNone(
    'intents of nothing',
    'select key, kind, from_location, to_location from intent where email is not null and not exists (select 1 from email where key = intent.email)',
  );
  const indexed = 'select id from email_fts_docsize';
  expectNone(
    'words of nothing or nowhere',
    `select id from (${indexed}) where id not in (select word_row from email where word_row is not null)
      union all select e.key from email e join account a on a.key = e.account
        where coalesce(e.word_row, 0) not in (${indexed}) and e.key - a.key * 4294967296 < a.unindexed_from and a.is_removed = 0`,
  );
  expectNone(
    'rows of the full-text index out of their date',
    `select e.key, e.word_row, a.word_drift from email e join account a on a.key = e.account where e.word_row >= 4503599627370496
      and abs(4503599627370496 + a.key * 4294967296 + 4294967295 - max(0, min(4294967295, e.received_at_ms / 1000)) - e.word_row) > a.word_drift
      union all select max(key), word_row, count(*) from email where word_row is not null group by word_row having count(*) > 1`,
  );
  db.close();
  return wrong;
}
