import type { Gateway, MailboxLogin, UserMail } from '#lib/gateway/index.ts';
import type { AccountId, PersonId } from '#lib/mail/index.ts';
import { MailError, newId } from '#lib/mail/index.ts';
import type { AccountRow, AppPasswordRow, PeopleStore, SessionRow } from '#lib/store/index.ts';

export type FakeHouse = {
  gateway: Gateway;
  people: PeopleStore;
  /** logins that reached the mail server */
  logins: string[];
  addPerson(address: string, password: string): { personId: PersonId; accountId: AccountId };
  /** what the mail server does next to every login, instead of checking it */
  failWith(error: MailError | null): void;
  sessions: Map<string, SessionRow>;
};

/** A house of people and mailbox passwords in memory: the gateway as far as signing in needs it. */
export function createFakeHouse(): FakeHouse {
  const accounts = new Map<AccountId, AccountRow>();
  const passwords = new Map<string, { password: string; personId: PersonId; accountId: AccountId }>();
  const sessions = new Map<string, SessionRow>();
  const appPasswords = new Map<string, AppPasswordRow>();
  const logins: string[] = [];
  let failure: MailError | null = null;

  const people = {
    account: async (id: AccountId) => accounts.get(id) ?? null,
    accountsOf: async (personId: PersonId) => [...accounts.values()].filter((account) => account.personId === personId),
    createSession: async ({ tokenHash, personId, nowMs, expiresAtMs, userAgent }) => {
      sessions.set(tokenHash, { id: newId('s'), personId, createdAtMs: nowMs, lastSeenAtMs: nowMs, expiresAtMs, userAgent });
    },
    sessionByHash: async (hash: string, nowMs: number) => {
      const row = sessions.get(hash);
      if (row === undefined || row.expiresAtMs <= nowMs) return null;
      sessions.set(hash, { ...row, lastSeenAtMs: nowMs });
      return row;
    },
    sessionsOf: async (personId: PersonId) => [...sessions.values()].filter((row) => row.personId === personId),
    revokeSession: async (personId: PersonId, id: string) => {
      const found = [...sessions].find(([, row]) => row.id === id && row.personId === personId);
      return found !== undefined && sessions.delete(found[0]);
    },
    revokeSessionByHash: async (hash: string) => void sessions.delete(hash),
    revokeAllSessions: async (personId: PersonId) => {
      for (const [hash, row] of sessions) if (row.personId === personId) sessions.delete(hash);
    },
    createAppPassword: async ({ secretHash, ...row }) => void appPasswords.set(secretHash, { ...row, lastUsedAtMs: null }),
    appPasswordByHash: async (hash: string) => appPasswords.get(hash) ?? null,
    appPasswordsOf: async (personId: PersonId) => [...appPasswords.values()].filter((row) => row.personId === personId),
    revokeAppPassword: async (personId: PersonId, id: string) => {
      const found = [...appPasswords].find(([, row]) => row.id === id && row.personId === personId);
      return found !== undefined && appPasswords.delete(found[0]);
    },
    updateAccount: async (id: AccountId, patch: { name?: string }) => {
      const row = accounts.get(id);
      if (row) accounts.set(id, { ...row, name: patch.name ?? row.name });
    },
  } satisfies Partial<PeopleStore> as unknown as PeopleStore;

  const addAccount = (personId: PersonId, address: string): AccountId => {
    const id = newId('a');
    const server = { host: 'imap.example.test', port: 993, tls: 'tls' as const, login: address };
    const servers = { incoming: { protocol: 'imap' as const, ...server }, outgoing: { ...server, port: 465 }, traits: {} };
    accounts.set(id, { id, personId, address, name: address, servers, createdAtMs: 0, isDemo: false });
    return id;
  };
  const prove = ({ address, password }: MailboxLogin) => {
    logins.push(address);
    if (failure !== null) throw failure;
    const known = passwords.get(address);
    if (known?.password !== password.reveal()) {
      throw new MailError('login-refused', 'no', {
        stage: 'auth',
        code: 'AUTHENTICATIONFAILED',
        permanent: true,
        serverText: 'Authentication failed.',
      });
    }
    return known;
  };
  const sharesOfOwn = (personId: PersonId, accountId: AccountId): [] => {
    if (accounts.get(accountId)?.personId !== personId) throw new MailError('not-found', 'not this person’s');
    return [];
  };
  const notThere = (): never => {
    throw new MailError('not-found', 'no such console');
  };
  const gateway = {
    store: { people },
    signIn: async (login: MailboxLogin) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const { personId, accountId } = prove(login);
      return { personId, accountId, isNew: false };
    },
    addAccount: async (personId: PersonId, login: MailboxLogin) => {
      prove(login);
      return { accountId: addAccount(personId, login.address) };
    },
    updateAccount: async (_personId: PersonId, _accountId: AccountId, login: MailboxLogin) => void prove(login),
    removeAccount: async (personId: PersonId, accountId: AccountId) => {
      if (accounts.get(accountId)?.personId !== personId) throw new MailError('not-found', 'not this person’s');
      accounts.delete(accountId);
    },
    sharesOf: async (personId: PersonId, accountId: AccountId) => sharesOfOwn(personId, accountId),
    shareAccount: async (personId: PersonId, accountId: AccountId) => sharesOfOwn(personId, accountId),
    unshareAccount: async (personId: PersonId, accountId: AccountId) => void sharesOfOwn(personId, accountId),
    identityServers: async (personId: PersonId, accountId: AccountId) => sharesOfOwn(personId, accountId),
    addIdentity: async (personId: PersonId, accountId: AccountId) => sharesOfOwn(personId, accountId),
    setIdentityServer: async (personId: PersonId, accountId: AccountId) => void sharesOfOwn(personId, accountId),
    userMail: async (personId: PersonId, access?: { scope: 'read' | 'write' | 'send'; accountIds: AccountId[] | null }) => {
      const rows = await people.accountsOf(personId);
      const shown = rows.filter((row) => access?.accountIds == null || access.accountIds.includes(row.id));
      return {
        personId,
        username: rows[0]?.address ?? '',
        scope: access?.scope ?? 'send',
        account: () => null,
        accounts: shown.map((row) => ({ ...row, isPersonal: true, isReadOnly: false })),
      } as unknown as UserMail;
    },
    wireLog: async (personId: PersonId, accountId: AccountId) => ({ revision: 0, exchanges: sharesOfOwn(personId, accountId) }),
    house: null,
    isAdministrator: async () => false,
    consoles: { open: notThere, act: notThere, close: notThere, listen: notThere },
    demo: null,
    deriveKey: (purpose: string) => new Uint8Array(32).fill(purpose.length),
    stop: async () => undefined,
  } as unknown as Gateway;

  return {
    gateway,
    people,
    logins,
    sessions,
    addPerson(address, password) {
      const personId = newId('p');
      const accountId = addAccount(personId, address);
      passwords.set(address, { password, personId, accountId });
      return { personId, accountId };
    },
    failWith: (error) => {
      failure = error;
    },
  };
}

/** Makes this house the one of the process, until the next one moves in. */
export function moveIn(house: FakeHouse): void {
  (globalThis as { [key: symbol]: unknown })[Symbol.for('postern.gateway')] = Promise.resolve(house.gateway);
}
