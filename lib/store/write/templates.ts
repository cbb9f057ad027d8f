import type { PersonId } from '#lib/mail/index.ts';
import type { TemplateRecord } from '../api.ts';
import { freshId } from './fresh-id.ts';
import { personKey } from './person-key.ts';
import type { Transaction } from './transaction.ts';

const mostTemplates = 200;

/** See TemplateStore. */
export function createTemplate({ connection }: Transaction, personId: PersonId, template: Omit<TemplateRecord, 'id'>): string | null {
  const person = personKey(connection, personId);
  const count = connection.get<{ n: number }>('select count(*) as n from template where person = ?', person)?.n ?? 0;
  if (count >= mostTemplates) return null;
  const id = freshId('w');
  const { name, subject, html, text } = template;
  connection.run(
    'insert into template (id, person, name, subject, html, text) values (?, ?, ?, ?, ?, ?)',
    ...[id, person, name, subject, html, text],
  );
  return id;
}

export function updateTemplate({ connection }: Transaction, personId: PersonId, template: TemplateRecord): boolean {
  const { id, name, subject, html, text } = template;
  const changed = connection.run(
    'update template set name = ?, subject = ?, html = ?, text = ? where id = ? and person = ?',
    ...[name, subject, html, text, id, personKey(connection, personId)],
  );
  return changed > 0;
}

export function destroyTemplate({ connection }: Transaction, personId: PersonId, id: string): boolean {
  return connection.run('delete from template where id = ? and person = ?', id, personKey(connection, personId)) > 0;
}
