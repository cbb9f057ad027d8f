import { sql } from 'kysely';
import type { AccountId, AccountServers, PersonId } from '#lib/mail/index.ts';
import type { AccountRow, AccountShare, AppPasswordRow, SessionRow, ShareAccess, SignInIdentity } from '../api.ts';
import type { Connection } from '../sqlite/connection.ts';
import { queryBuilder as q } from '../sqlite/query-builder.ts';
import { identityHost } from '../write/people.ts';

export function personByIdentity(connection: Connection, { protocol, host, port, login }: SignInIdentity): PersonId | null {
  const row = connection.row(
    q
      .selectFrom('sign_in_identity as s')
      .innerJoin('person as p', 'p.key', 's.person')
      .select('p.id')
      .where('s.protocol', '=', protocol)
      .where('s.host', '=', identityHost(host))
      .where('s.port', '=', port)
      .where('s.login', '=', login),
  );
  return (row?.id ?? null) as PersonId | null;
}

const accounts = q
  .selectFrom('account as a')
  .innerJoin('person as p', 'p.key', 'a.person')
  .select(['a.id', 'p.id as personId', 'a.address', 'a.name', 'a.servers', 'a.created_at_ms', 'a.is_demo'])
  .where('a.is_removed', '=', 0)
  .orderBy('a.key');

type StoredAccount = {
  id: string;
  personId: string;
  address: string;
  name: string;
  servers: string;
  created_at_ms: number;
  is_demo: number;
};

const accountOf = (row: StoredAccount): AccountRow => ({
  id: row.id as AccountId,
  personId: row.personId as PersonId,
  address: row.address,
  name: row.name,
  servers: JSON.parse(row.servers) as AccountServers,
  createdAtMs: row.created_at_ms,
  isDemo: row.is_demo === 1,
});

export function accountById(connection: Connection, accountId: AccountId): AccountRow | null {
  const row = connection.row(accounts.where('a.id', '=', accountId));
  return row ? accountOf(row) : null;
}
export const accountsOf = (connection: Connection, personId: PersonId): AccountRow[] =>
  connection.rows(accounts.where('p.id', '=', personId)).map(accountOf);
export const sharedWith = (connection: Connection, personId: PersonId): (AccountRow & { access: ShareAccess })[] =>
  connection
    .all<StoredAccount & { access: ShareAccess }>(
      `select a.id, p.id as personId, a.address, a.name, a.servers, a.created_at_ms, a.is_demo, x.access
        from account_access x join account a on a.key = x.account join person p on p.key = a.person
        where x.person = (select key from person where id = ?) and x.is_own = 0 order by a.key`,
      personId,
    )
    .map((row) => ({ ...accountOf(row), access: row.access }));
export const peopleOf = (connection: Connection, accountId: AccountId): PersonId[] =>
  connection
    .all<{ id: PersonId }>(
      `select p.id from account_access x join person p on p.key = x.person
        where x.account = (select key from account where id = ?) order by x.is_own desc, p.key`,
      accountId,
    )
    .map(({ id }) => id);
export const sharesOf = (connection: Connection, accountId: AccountId): AccountShare[] =>
  connection.all<AccountShare>(
    `select id, address, access, created_at_ms as createdAtMs from account_share
      where account = (select key from account where id = ? and is_removed = 0) order by key`,
    accountId,
  );
export const allAccounts = (connection: Connection): AccountRow[] => connection.rows(accounts).map(accountOf);

export function sealedCredential(connection: Connection, accountId: AccountId, personId: PersonId): Uint8Array | null {
  const row = connection.row(
    q
      .selectFrom('credential as c')
      .innerJoin('account as a', 'a.key', 'c.account')
      .innerJoin('person as p', 'p.key', 'c.person')
      .select('c.sealed')
      .where('a.id', '=', accountId)
      .where('a.is_removed', '=', 0)
      .where('p.id', '=', personId),
  );
  return row?.sealed ?? null;
}

const sessions = q
  .selectFrom('session as s')
  .innerJoin('person as p', 'p.key', 's.person')
  .select(['s.id', 'p.id as personId', 's.created_at_ms', 's.last_seen_at_ms', 's.expires_at_ms', 's.user_agent']);

type StoredSession = {
  id: string;
  personId: string;
  created_at_ms: number;
  last_seen_at_ms: number;
  expires_at_ms: number;
  user_agent: string | null;
};

const sessionOf = (row: StoredSession): SessionRow => ({
  id: row.id,
  personId: row.personId as PersonId,
  createdAtMs: row.created_at_ms,
  lastSeenAtMs: row.last_seen_at_ms,
  expiresAtMs: row.expires_at_ms,
  userAgent: row.user_agent,
});

export function sessionByHash(connection: Connection, tokenHash: string, nowMs: number): SessionRow | null {
  const row = connection.row(sessions.where('s.token_hash', '=', tokenHash).where('s.expires_at_ms', '>', nowMs));
  return row ? sessionOf(row) : null;
}
export const sessionsOf = (connection: Connection, personId: PersonId, nowMs: number): SessionRow[] =>
  connection
    .rows(sessions.where('p.id', '=', personId).where('s.expires_at_ms', '>', nowMs).orderBy('s.last_seen_at_ms', 'desc'))
    .map(sessionOf);

const appPasswords = q
  .selectFrom('app_password as w')
  .innerJoin('person as p', 'p.key', 'w.person')
  .select(['w.id', 'p.id as personId', 'w.name', 'w.scope', 'w.account_ids', 'w.created_at_ms', 'w.last_used_at_ms']);

type StoredAppPassword = {
  id: string;
  personId: string;
  name: string;
  scope: string;
  account_ids: string | null;
  created_at_ms: number;
  last_used_at_ms: number | null;
};

const appPasswordOf = (row: StoredAppPassword): AppPasswordRow => ({
  id: row.id,
  personId: row.personId as PersonId,
  name: row.name,
  scope: row.scope as AppPasswordRow['scope'],
  accountIds: row.account_ids === null ? null : (JSON.parse(row.account_ids) as AccountId[]),
  createdAtMs: row.created_at_ms,
  lastUsedAtMs: row.last_used_at_ms,
});

export function appPasswordByHash(connection: Connection, secretHash: string): AppPasswordRow | null {
  const row = connection.row(appPasswords.where('w.secret_hash', '=', secretHash));
  return row ? appPasswordOf(row) : null;
}
export const appPasswordsOf = (connection: Connection, personId: PersonId): AppPasswordRow[] =>
  connection.rows(appPasswords.where('p.id', '=', personId).orderBy('w.created_at_ms')).map(appPasswordOf);

export function preferencesOf(connection: Connection, personId: PersonId): Record<string, unknown> {
  const row = connection.row(q.selectFrom('person').select('preferences').where('id', '=', personId));
  return row ? (JSON.parse(row.preferences) as Record<string, unknown>) : {};
}

/** See PeopleStore. */
export function accountsOfDomain(connection: Connection, domain: string, most: number): AccountRow[] {
  const ofDomain = sql<boolean>`lower(substr(a.address, instr(a.address, '@') + 1)) = ${domain}`;
  return connection
    .rows(accounts.where('a.is_demo', '=', 0).where(ofDomain).clearOrderBy().orderBy('a.key', 'desc').limit(most))
    .map(accountOf);
}
