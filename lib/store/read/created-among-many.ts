import { stateTypes } from '../api.ts';
import type { Connection } from '../sqlite/connection.ts';

type Range = { first_n: number; last_n: number; first_key: number; last_key: number };
/** `at`: the number at which it was created */
export type CreatedObject = { id: string; at: number };

/**
 * Emails or Threads that were created among many behind a number and have not changed since, oldest first.
 *
 * @param most null: all of them
 */
export function createdAmongMany(
  connection: Connection,
  account: number,
  type: 'Email' | 'Thread',
  since: number,
  most: number | null,
): CreatedObject[] {
  const ranges = connection.all<Range>(
    'select first_n, last_n, first_key, last_key from change_range where account = ? and type = ? and last_n > ? order by last_n',
    account,
    stateTypes.indexOf(type),
    since,
  );
  const table = type === 'Email' ? 'email' : 'thread';
  const logKey = type === 'Email' ? '-2 * o.key' : '-2 * o.key - 1';
  const objects: CreatedObject[] = [];
  for (const { first_n, last_n, first_key, last_key } of ranges) {
    if (most !== null && objects.length >= most) break;
    objects.push(
      ...connection.all<CreatedObject>(
        `select o.id, -o.log at from ${table} o where o.key between ? and ? and o.log between ? and ?
          and not exists (select 1 from change c where c.key = ${logKey}) order by o.log desc limit ?`,
        first_key,
        last_key,
        -last_n,
        -Math.max(first_n, since + 1),
        most === null ? -1 : most - objects.length,
      ),
    );
  }
  return objects;
}
