import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ListKind, plainList } from '../list-kinds.ts';
import { migrations } from '../migrations/index.ts';
import { listPosition, listWindow } from '../read/list-position.ts';
import { Connection } from '../sqlite/connection.ts';
import { migrate } from '../sqlite/migrate.ts';
import { ListBook } from './list-book.ts';

// Thousands of rows that come and go at random places, against a plain sorted list.

test('a window and a position are right after any additions and removals, and no block grows too large', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ add: fc.nat(3000), from: fc.nat(5000), remove: fc.nat(2500), at: fc.nat() }), { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(20_000), { minLength: 5, maxLength: 5 }),
      (rounds, positions) => {
        const connection = new Connection(':memory:', { readOnly: false, cacheBytes: 1_000_000 });
        migrate(connection, ':memory:', migrations);
        connection.exec('pragma foreign_keys = off');
        const kind: ListKind = plainList;
        let rows: { desc: number; id: string }[] = [];
        let serial = 0;
        for (const { add, from, remove, at } of rounds) {
          const book = new ListBook(connection);
          for (let index = 0; index < add; index += 1) {
            // many at the same instant, as an import makes them
            serial += 7919;
            const row = { desc: -(from + Math.floor(index / 7)), id: `e${(serial % 1_000_003).toString().padStart(7, '0')}` };
            connection.run('insert into membership values (1, ?, ?, ?, 1, 0)', row.desc, row.id, serial);
            connection.run(
              `insert into email (key, id, account, thread, received_at_ms, size_bytes, from_sort, to_sort, subject_sort, flags, has_attachment,
                preview, text_state, own_hash, thread_at_ms, is_joiner, head) values (?, ?, 1, 1, ?, 0, '', '', '', 0, 0, '', 0, x'', 0, 0, '{}')`,
              serial,
              row.id,
              -row.desc,
            );
            book.added(kind, 1, row.desc, row.id);
            rows.push(row);
          }
          rows.sort((a, b) => a.desc - b.desc || (a.id < b.id ? -1 : 1));
          const gone = rows.splice(rows.length === 0 ? 0 : at % rows.length, remove);
          for (const row of gone) {
            connection.run('delete from membership where mailbox = 1 and received_desc = ? and email_id = ?', row.desc, row.id);
            book.removed(kind, 1, row.desc, row.id);
          }
          book.settle();
          rows = [...rows];
        }
        const blocks = connection.all<{ entries: number }>('select entries from list_block');
        expect(blocks.reduce((sum, { entries }) => sum + entries, 0)).toBe(rows.length);
        expect(Math.max(0, ...blocks.map(({ entries }) => entries))).toBeLessThanOrEqual(2048);
        for (const position of positions) {
          expect(listWindow(connection, kind, 1, position, 5)).toEqual(rows.slice(position, position + 5).map(({ id }) => id));
          const row = rows[position];
          if (row) expect(listPosition(connection, kind, 1, row.id as never)).toBe(position);
        }
        connection.close();
      },
    ),
    { numRuns: 12 },
  );
}, 120_000);
