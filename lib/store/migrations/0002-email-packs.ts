import { type EmailDetail, emailsInPack, packEmails } from '../email-pack.ts';
import type { Connection } from '../sqlite/connection.ts';
import { type EmailHead, packHead } from '../write/email-head.ts';

type Row = { key: number; head: string; structure: string | null; header_block: Uint8Array; is_header_complete: number };
type OldHead = EmailHead & Pick<EmailDetail, 'inReplyTo' | 'references'>;

/** Header blocks and structures move out of their own table into compressed packs; what a list shows becomes compact. */
export function packEmailDetails(connection: Connection): void {
  connection.exec(`
    -- Header block, structure and cited ids of up to 128 Emails, compressed together (email-pack.ts). Keys are never used again.
    create table email_pack (key integer primary key autoincrement, bytes blob not null, emails integer not null default 0,
      live integer not null default 0) strict;
    create index email_pack_sparse on email_pack (key) where live * 2 < emails;
    alter table email add column pack integer;
    alter table email add column slot integer;
    alter table email add column is_header_complete integer not null default 0;
  `);
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows = connection.all<Row>(
      `select e.key, e.head, d.structure, d.header_block, d.is_header_complete from email e join email_detail d on d.email = e.key
        where e.key > ? order by e.key limit ?`,
      after,
      emailsInPack,
    );
    if (rows.length === 0) break;
    const heads = rows.map(({ head }) => JSON.parse(head) as OldHead);
    const bytes = packEmails(
      rows.map(({ structure, header_block }, slot) => ({
        structure: structure === null ? null : (JSON.parse(structure) as EmailDetail['structure']),
        inReplyTo: heads[slot]!.inReplyTo,
        references: heads[slot]!.references,
        headerBlock: header_block,
      })),
    );
    const pack = connection.insert('insert into email_pack (bytes, emails, live) values (?, ?, ?)', bytes, rows.length, rows.length);
    for (const [slot, { key, is_header_complete }] of rows.entries())
      connection.run(
        'update email set head = ?, pack = ?, slot = ?, is_header_complete = ? where key = ?',
        packHead(heads[slot]!),
        pack,
        slot,
        is_header_complete,
        key,
      );
    after = rows.at(-1)!.key;
  }
  connection.exec('drop table email_detail');
}
