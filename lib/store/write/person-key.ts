import { MailError, type PersonId } from '#lib/mail/index.ts';
import type { Connection } from '../sqlite/connection.ts';

/** @throws MailError 'not-found' */
export function personKey(connection: Connection, personId: PersonId): number {
  const row = connection.get<{ key: number }>('select key from person where id = ?', personId);
  if (row === undefined) throw new MailError('not-found', 'no such person', { stage: 'store', code: 'PERSON' });
  return row.key;
}
