import type { AccountId, IdentityId } from '#lib/mail/index.ts';
import type { IdentityRecord, IdentityServer, Outcome } from '../api.ts';
import { queryBuilder as q } from '../sqlite/query-builder.ts';
import { ChangeLog } from './change-log.ts';
import { freshId } from './fresh-id.ts';
import { accountKey, type Transaction } from './transaction.ts';

type Patch = Partial<Pick<IdentityRecord, 'name' | 'replyTo' | 'bcc' | 'textSignature' | 'htmlSignature'>>;

const json = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

/** See IdentityStore.create. */
export function createIdentity(
  transaction: Transaction,
  accountId: AccountId,
  input: Omit<IdentityRecord, 'id' | 'mayDelete'>,
): IdentityId {
  const { connection } = transaction;
  const account = accountKey(connection, accountId);
  const changes = new ChangeLog(transaction, account);
  const id = freshId('i') as IdentityId;
  connection.execute(
    q.insertInto('identity').values({
      id,
      log: changes.created('Identity', id),
      account,
      name: input.name,
      email: input.email,
      reply_to: json(input.replyTo),
      bcc: json(input.bcc),
      text_signature: input.textSignature,
      html_signature: input.htmlSignature,
    }),
  );
  changes.close();
  return id;
}

/** See IdentityStore.destroy. */
export function destroyIdentity(transaction: Transaction, accountId: AccountId, id: IdentityId): Outcome<null> {
  const { connection } = transaction;
  const account = accountKey(connection, accountId);
  const rows = connection.rows(q.selectFrom('identity').selectAll().where('account', '=', account).orderBy('key'));
  const row = rows.find((one) => one.id === id);
  if (row === undefined) return { ok: false, refusal: { kind: 'not-found' } };
  if (row.key === rows[0]?.key) return { ok: false, refusal: { kind: 'forbidden' } };
  connection.run('delete from identity where key = ?', row.key);
  const changes = new ChangeLog(transaction, account);
  changes.destroyed('Identity', row.log);
  changes.close();
  return { ok: true, value: null };
}

/** See IdentityStore.setServer. */
export function setIdentityServer(
  { connection }: Transaction,
  accountId: AccountId,
  id: IdentityId,
  own: Omit<IdentityServer, 'identityId'> | null,
): Outcome<null> {
  const row = connection.get<{ key: number }>(
    'select key from identity where account = ? and id = ?',
    accountKey(connection, accountId),
    id,
  );
  if (row === undefined) return { ok: false, refusal: { kind: 'not-found' } };
  connection.run('delete from identity_server where identity = ?', row.key);
  if (own !== null)
    connection.run(
      'insert into identity_server (identity, server, sealed) values (?, ?, ?)',
      row.key,
      JSON.stringify(own.server),
      own.sealed,
    );
  return { ok: true, value: null };
}

/** See IdentityStore.update. */
export function updateIdentity(transaction: Transaction, accountId: AccountId, id: IdentityId, patch: Patch): Outcome<null> {
  const { connection } = transaction;
  const account = accountKey(connection, accountId);
  const row = connection.row(q.selectFrom('identity').selectAll().where('account', '=', account).where('id', '=', id));
  if (!row) return { ok: false, refusal: { kind: 'not-found' } };
  const next = {
    name: patch.name ?? row.name,
    reply_to: patch.replyTo === undefined ? row.reply_to : json(patch.replyTo),
    bcc: patch.bcc === undefined ? row.bcc : json(patch.bcc),
    text_signature: patch.textSignature ?? row.text_signature,
    html_signature: patch.htmlSignature ?? row.html_signature,
  };
  const isChanged = (Object.keys(next) as (keyof typeof next)[]).some((name) => next[name] !== row[name]);
  if (!isChanged) return { ok: true, value: null };
  connection.execute(q.updateTable('identity').set(next).where('key', '=', row.key));
  const changes = new ChangeLog(transaction, account);
  changes.updated('Identity', row.log);
  changes.close();
  return { ok: true, value: null };
}
