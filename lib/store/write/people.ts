import { randomBytes } from 'node:crypto';
import type { AccountId, AccountServers, PersonId } from '#lib/mail/index.ts';
import type { AccountRow, AppPasswordRow, PeopleStore, SignInIdentity } from '../api.ts';
import { queryBuilder as q } from '../sqlite/query-builder.ts';
import { ChangeLog } from './change-log.ts';
import { freshId } from './fresh-id.ts';
import { personKey } from './person-key.ts';
import { forgetSharesWith } from './shares.ts';
import { accountKey, type Transaction } from './transaction.ts';

export const identityHost = (host: string): string => host.toLowerCase();

type NewPerson = Parameters<PeopleStore['createPersonWithAccount']>[0];

export function createPersonWithAccount(
  transaction: Transaction,
  input: NewPerson,
): { personId: PersonId; accountId: AccountId; isNew: boolean } {
  const { connection, nowMs } = transaction;
  const { protocol, host, port, login } = input.identity;
  const known = connection.row(
    q
      .selectFrom('sign_in_identity as s')
      .innerJoin('person as p', 'p.key', 's.person')
      .select(['p.id as personId', 'p.key as person'])
      .where('s.protocol', '=', protocol)
      .where('s.host', '=', identityHost(host))
      .where('s.port', '=', port)
      .where('s.login', '=', login),
  );
  if (known) {
    const account = accountOfIdentity(transaction, known.person, input.identity);
    if (account) return { personId: known.personId as PersonId, accountId: account, isNew: false };
    // The person had removed this account: signing in with it brings it back, empty.
    insertAccount(transaction, known.person, { ...input, id: input.accountId });
    return { personId: known.personId as PersonId, accountId: input.accountId, isNew: false };
  }
  const person = connection.insert('insert into person (id, created_at_ms) values (?, ?)', input.personId, nowMs);
  connection.execute(q.insertInto('sign_in_identity').values({ protocol, host: identityHost(host), port, login, person }));
  insertAccount(transaction, person, { ...input, id: input.accountId });
  return { personId: input.personId, accountId: input.accountId, isNew: true };
}

/** One more way in for a person, who is made where nobody has this id. @returns whose it is, also when somebody was quicker */
export function addIdentity({ connection, nowMs }: Transaction, identity: SignInIdentity, personId: PersonId): PersonId {
  const { protocol, host, port, login } = identity;
  const known = connection.get<{ id: PersonId }>(
    `select p.id from sign_in_identity s join person p on p.key = s.person
      where s.protocol = ? and s.host = ? and s.port = ? and s.login = ?`,
    ...[protocol, identityHost(host), port, login],
  );
  if (known) return known.id;
  const existing = connection.get<{ key: number }>('select key from person where id = ?', personId);
  const person = existing?.key ?? connection.insert('insert into person (id, created_at_ms) values (?, ?)', personId, nowMs);
  connection.execute(q.insertInto('sign_in_identity').values({ protocol, host: identityHost(host), port, login, person }));
  return personId;
}

function accountOfIdentity(transaction: Transaction, person: number, identity: SignInIdentity): AccountId | null {
  const rows = transaction.connection.rows(
    q.selectFrom('account').select(['id', 'servers']).where('person', '=', person).where('is_removed', '=', 0).orderBy('key'),
  );
  const same = rows.find(({ servers }) => {
    const { incoming } = JSON.parse(servers) as AccountServers;
    return (
      incoming.protocol === identity.protocol &&
      incoming.host.toLowerCase() === identityHost(identity.host) &&
      incoming.port === identity.port &&
      incoming.login === identity.login
    );
  });
  return (same?.id ?? null) as AccountId | null;
}

type NewAccount = { id: AccountId; address: string; name: string; servers: AccountServers; isDemo: boolean; sealedCredential: Uint8Array };

/** The account with its credential and its one Identity (J21). */
function insertAccount(transaction: Transaction, person: number, input: NewAccount): void {
  const { connection, nowMs } = transaction;
  const account = connection.insert(
    'insert into account (id, person, address, name, servers, created_at_ms, is_demo, epoch) values (?, ?, ?, ?, ?, ?, ?, ?)',
    input.id,
    person,
    input.address,
    input.name,
    JSON.stringify(input.servers),
    nowMs,
    input.isDemo ? 1 : 0,
    randomBytes(6).toString('base64url'),
  );
  connection.execute(q.insertInto('credential').values({ person, account, sealed: input.sealedCredential }));
  const changes = new ChangeLog(transaction, account);
  const id = freshId('i');
  connection.execute(
    q.insertInto('identity').values({
      id,
      log: changes.created('Identity', id),
      account,
      name: input.name === input.address ? '' : input.name,
      email: input.address,
      reply_to: null,
      bcc: null,
    }),
  );
  changes.close();
}

export function addAccount(
  transaction: Transaction,
  input: { account: Omit<AccountRow, 'createdAtMs'>; sealedCredential: Uint8Array },
): void {
  const { account, sealedCredential } = input;
  insertAccount(transaction, personKey(transaction.connection, account.personId), { ...account, sealedCredential });
}

export function updateAccount(
  transaction: Transaction,
  accountId: AccountId,
  patch: { name?: string; servers?: AccountServers; sealedCredential?: Uint8Array },
): void {
  const { connection } = transaction;
  const account = accountKey(connection, accountId);
  if (patch.name !== undefined) connection.run('update account set name = ? where key = ?', patch.name, account);
  if (patch.servers !== undefined) connection.run('update account set servers = ? where key = ?', JSON.stringify(patch.servers), account);
  if (patch.sealedCredential !== undefined)
    connection.run('update credential set sealed = ? where account = ?', patch.sealedCredential, account);
}

/** Marks the account as removed: from now on it is nobody's. Its rows go step by step (`purgeRemoved`), so that the writer is never held long. */
export function removeAccount(transaction: Transaction, accountId: AccountId): void {
  const { connection } = transaction;
  const row = connection.get<{ key: number; person: number }>('select key, person from account where id = ? and is_removed = 0', accountId);
  if (row) markRemoved(transaction, row.key, row.person);
}

function markRemoved(transaction: Transaction, account: number, person: number): void {
  const { connection } = transaction;
  connection.run('update account set is_removed = 1 where key = ?', account);
  for (const table of ['credential', 'account_share']) connection.run(`delete from ${table} where account = ?`, account);
  if (connection.get('select 1 from account where person = ? and is_removed = 0', person)) return;
  // The last account is gone, and with it the person's way in and what others shared: who has the address one day may be somebody else.
  forgetSharesWith(transaction, person);
  for (const table of ['session', 'app_password', 'sign_in_identity']) connection.run(`delete from ${table} where person = ?`, person);
}

export function eraseDemo(transaction: Transaction): void {
  const rows = transaction.connection.all<{ key: number; person: number }>(
    'select key, person from account where is_demo = 1 and is_removed = 0',
  );
  for (const { key, person } of rows) markRemoved(transaction, key, person);
}

export function createSession(
  transaction: Transaction,
  input: { tokenHash: string; personId: PersonId; nowMs: number; expiresAtMs: number; userAgent: string | null },
): void {
  const { connection } = transaction;
  connection.run('delete from session where expires_at_ms <= ?', input.nowMs);
  connection.execute(
    q.insertInto('session').values({
      id: freshId('s'),
      token_hash: input.tokenHash,
      person: personKey(transaction.connection, input.personId),
      created_at_ms: input.nowMs,
      last_seen_at_ms: input.nowMs,
      expires_at_ms: input.expiresAtMs,
      user_agent: input.userAgent?.slice(0, 500) ?? null,
    }),
  );
}

export function touchSession(transaction: Transaction, id: string, nowMs: number): void {
  transaction.connection.run('update session set last_seen_at_ms = ? where id = ?', nowMs, id);
}

export function revokeSession(transaction: Transaction, personId: PersonId, sessionId: string): boolean {
  return (
    transaction.connection.run('delete from session where id = ? and person = (select key from person where id = ?)', sessionId, personId) >
    0
  );
}

export function revokeSessionByHash(transaction: Transaction, tokenHash: string): void {
  transaction.connection.run('delete from session where token_hash = ?', tokenHash);
}

export function revokeAllSessions(transaction: Transaction, personId: PersonId): void {
  transaction.connection.run('delete from session where person = (select key from person where id = ?)', personId);
}

export function createAppPassword(transaction: Transaction, input: Omit<AppPasswordRow, 'lastUsedAtMs'> & { secretHash: string }): void {
  transaction.connection.execute(
    q.insertInto('app_password').values({
      id: input.id,
      secret_hash: input.secretHash,
      person: personKey(transaction.connection, input.personId),
      name: input.name,
      scope: input.scope,
      account_ids: input.accountIds === null ? null : JSON.stringify(input.accountIds),
      created_at_ms: input.createdAtMs,
      last_used_at_ms: null,
    }),
  );
}

export function touchAppPassword(transaction: Transaction, id: string, nowMs: number): void {
  transaction.connection.run('update app_password set last_used_at_ms = ? where id = ?', nowMs, id);
}

export function revokeAppPassword(transaction: Transaction, personId: PersonId, id: string): boolean {
  return (
    transaction.connection.run('delete from app_password where id = ? and person = (select key from person where id = ?)', id, personId) > 0
  );
}

export function setPreferences(transaction: Transaction, personId: PersonId, preferences: Record<string, unknown>): void {
  transaction.connection.run('update person set preferences = ? where id = ?', JSON.stringify(preferences), personId);
}
