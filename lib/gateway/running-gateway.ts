import type { AccountBook, Credential } from '#lib/accounts/index.ts';
import type { Config, OidcSettings } from '#lib/config/index.ts';
import type { DoctorEvent, WireLogPage } from '#lib/contract/index.ts';
import { askOutside, type Discovered, discoverServers, type ProviderTable } from '#lib/discover/index.ts';
import type { Logger } from '#lib/log/index.ts';
import type { AccountId, AccountServers, IdentityId, MailCredential, PersonId, Pop3Settings, ServerSettings } from '#lib/mail/index.ts';
import { defaultPop3Settings, isMailError, MailError } from '#lib/mail/index.ts';
import { createDnsRecords, createVapid, type EgressGuard, guardedFetch, type MasterKeys, type Vapid } from '#lib/security/index.ts';
import type { AccountRow, AccountShare, ShareAccess, SignInIdentity, Store } from '#lib/store/index.ts';
import type { AccountRuntimes } from './account-runtimes.ts';
import { isAdministrator } from './administrators.ts';
import type { Access, Door, Gateway, LoginRoads, MailboxLogin, UserMail } from './api.ts';
import { Consoles } from './consoles.ts';
import { contactsOfPerson } from './contacts-of-person.ts';
import type { CredentialKeeper } from './credential-keeper.ts';
import type { DemoHouse } from './demo-house.ts';
import { type Discover, type DoctorQuestion, DoctorRounds } from './doctor-rounds.ts';
import { HouseDoorway } from './house-door.ts';
import type { HouseSettings } from './house-settings.ts';
import type { IdentityServers, NewIdentity, OutgoingLogin } from './identity-servers.ts';
import { LoginNames, withWholeAddress } from './login-names.ts';
import { OAuthVisits, type ProvenMailbox } from './oauth-visits.ts';
import { type ProofContext, proveLogin, serversOf } from './prove-login.ts';
import { ownPushSubscriptions } from './push/own-push-subscriptions.ts';
import { PushService } from './push/push-service.ts';
import { identitiesOfAddress } from './share-identities.ts';
import { shownAccounts } from './shown-accounts.ts';
import type { StateHub } from './state-hub.ts';
import { switchToImap } from './switch-to-imap.ts';
import { RunningUserMail } from './user-mail.ts';
import type { WireLogs } from './wire-log.ts';

export type GatewayParts = {
  config: Config;
  log: Logger;
  store: Store;
  keys: MasterKeys;
  guard: EgressGuard;
  tables: readonly ProviderTable[];
  accounts: AccountBook;
  houseSettings: HouseSettings;
  credentials: CredentialKeeper;
  hub: StateHub;
  identityServers: IdentityServers;
  runtimes: AccountRuntimes;
  wireLogs: WireLogs;
  demo: DemoHouse | null;
  nowMs: () => number;
  onStop: () => Promise<void>;
};

/** So many accounts of a domain tell what works for it. */
const mostProven = 50;

type Admitted = ProvenMailbox & { name?: string; isDemo?: boolean };

export class RunningGateway implements Gateway {
  readonly store: Store;
  readonly demo: Gateway['demo'];
  readonly consoles: Consoles;
  readonly oauth: OAuthVisits;
  readonly houseSettings: HouseSettings;
  readonly #parts: GatewayParts;
  readonly #proof: ProofContext;
  readonly #push: PushService;
  readonly #vapid: Vapid;
  readonly #doctor: DoctorRounds;
  readonly #discover: Discover;
  #house: { settings: OidcSettings; door: HouseDoorway } | null = null;

  constructor(parts: GatewayParts) {
    this.#parts = parts;
    this.store = parts.store;
    this.#proof = {
      guard: parts.guard,
      log: parts.log,
      tables: parts.tables,
      loginDomains: parts.config.loginDomains,
      names: new LoginNames(),
    };
    const { publicUrl } = parts.config;
    this.#vapid = createVapid(parts.keys.derive('vapid'), publicUrl.startsWith('https:') ? publicUrl : null);
    this.#push = new PushService({
      ...{ store: parts.store, guard: parts.guard, vapid: this.#vapid, log: parts.log, nowMs: parts.nowMs },
      userMail: (personId, accountIds) => this.userMail(personId, { scope: 'read', accountIds, credential: '' }),
    });
    const { store, credentials, houseSettings, tables, guard, nowMs, config } = parts;
    const outside = { guard, dns: createDnsRecords(config.dnsServers) };
    this.#discover = (address, signal) =>
      discoverServers(address, {
        ...{ tables, dns: outside.dns, ...askOutside(guard), signal },
        provenAccounts: (domain) => store.people.accountsOfDomain(domain, mostProven),
        asksDatabase: houseSettings.asksOnlineDatabase,
      });
    const perTenMinutes = config.limits.examinationsPerTenMinutes;
    this.consoles = new Consoles({ store, credentials, guard, perTenMinutes, nowMs });
    const look = (accountId: AccountId) => parts.runtimes.get(accountId)?.engine.checkNow();
    this.#doctor = new DoctorRounds({ look, store, credentials, ...outside, discover: this.#discover, perTenMinutes, nowMs });
    this.houseSettings = houseSettings;
    this.oauth = new OAuthVisits({
      ...{ providers: houseSettings, credentials, guard, nowMs, publicUrl, proof: this.#proof, discover: this.#discover },
      own: (personId, accountId) => this.#own(personId, accountId),
      admit: (mailbox) => this.#admit(mailbox),
      add: (personId, mailbox) => this.#addProven(personId, mailbox),
      renewed: (accountId) => parts.runtimes.get(accountId)?.hurry(),
    });
    parts.hub.subscribe(null, (event) => this.#push.publish(event));
    const { demo } = parts;
    this.demo = demo === null ? null : { signIn: (signal) => this.#demoSignIn(demo, signal) };
    demo?.onExpired((addresses) => {
      this.#dropDemo(addresses).catch((error: unknown) => parts.log.warn('demo accounts not dropped', { error }));
    });
  }

  /** With other settings it is another door; who was on the way through the old one begins again. */
  get house(): HouseDoorway | null {
    const settings = this.houseSettings.oidc;
    if (settings !== (this.#house?.settings ?? null)) {
      const { store, guard, tables, config, nowMs } = this.#parts;
      const door = settings && new HouseDoorway({ settings, store, guard, tables, publicUrl: config.publicUrl, nowMs });
      this.#house = settings && door && { settings, door };
    }
    return this.#house?.door ?? null;
  }

  isAdministrator(personId: PersonId): Promise<boolean> {
    const { config, tables, store } = this.#parts;
    return isAdministrator(
      { names: config.administrators, tables, store, issuer: () => this.houseSettings.oidc?.issuer ?? null },
      personId,
    );
  }

  async signIn(login: MailboxLogin, signal: AbortSignal): Promise<{ personId: PersonId; accountId: AccountId; isNew: boolean }> {
    const wanted = await this.#provenBefore(login, serversOf(this.#proof, login));
    const credential = { kind: 'password' as const, password: login.password };
    const servers = await proveLogin(this.#proof, wanted, login.address, credential, signal);
    const { address, name, isDemo } = login;
    return this.#admit({ address, servers, credential, ...(name === undefined ? {} : { name }), isDemo: isDemo === true });
  }

  /** The person behind a mailbox that has been proven, made on first sight (settled 1). */
  async #admit({
    address,
    servers,
    credential,
    name = address,
    isDemo = false,
  }: Admitted): Promise<{ personId: PersonId; accountId: AccountId; isNew: boolean }> {
    const { store, accounts, credentials, runtimes } = this.#parts;
    const identity = identityOf(servers.incoming);
    const known = await store.people.personByIdentity(identity);
    if (known !== null) {
      const account = (await store.people.accountsOf(known)).find((row) => isSameMailbox(row, identity));
      if (account !== undefined) {
        // The password may be a new one; it has just been proven.
        if (!isSamePassword(await storedCredential(accounts, account), credential)) {
          await credentials.replace(account, credential);
          // the old one is not valid any more, nor is what it made (RFC 8620 §7.2)
          await store.push.destroyOf(`m:${account.id}`);
        }
        await this.#restartUnlessWell(account);
        return { personId: known, accountId: account.id, isNew: false };
      }
    }
    const made = await accounts.createPerson({ identity, address, name, servers, credential, isDemo });
    // accounts may have been shared with this address before
    this.#push.forgetPeople();
    const account = await store.people.account(made.accountId);
    if (account !== null) runtimes.start(account);
    return made;
  }

  /** What worked before ranks above a table (D1): the name that this address has signed in with. */
  async #provenBefore({ address, servers: given }: MailboxLogin, servers: AccountServers): Promise<AccountServers> {
    if (given !== null || servers.incoming.login === address) return servers;
    const whole = withWholeAddress(servers, address);
    const isKnown = (await this.#parts.store.people.personByIdentity(identityOf(whole.incoming))) !== null;
    return isKnown ? whole : servers;
  }

  async addAccount(personId: PersonId, login: MailboxLogin, signal: AbortSignal): Promise<{ accountId: AccountId }> {
    await this.#checkRoom(personId);
    const credential = { kind: 'password' as const, password: login.password };
    const servers = await proveLogin(this.#proof, serversOf(this.#proof, login), login.address, credential, signal);
    const { address, name, isDemo } = login;
    const mailbox = { address, servers, credential, ...(name === undefined ? {} : { name }), isDemo: isDemo === true };
    const mine = await this.#accountOf(personId, servers);
    if (mine !== null) throw new MailError('already-exists', 'this mailbox is one of the accounts already', { stage: 'store' });
    return this.#keep(personId, mailbox);
  }

  /** One that is an account of the person already is let in again. */
  async #addProven(personId: PersonId, mailbox: ProvenMailbox): Promise<{ accountId: AccountId }> {
    const mine = await this.#accountOf(personId, mailbox.servers);
    if (mine === null) {
      await this.#checkRoom(personId);
      return this.#keep(personId, mailbox);
    }
    await this.#parts.credentials.replace(mine, mailbox.credential);
    await this.#restartUnlessWell(mine);
    return { accountId: mine.id };
  }

  async #checkRoom(personId: PersonId): Promise<void> {
    const { store, config } = this.#parts;
    if ((await store.people.accountsOf(personId)).length >= config.limits.accountsPerPerson)
      throw new MailError('too-many', 'no more accounts for this person', { stage: 'store', permanent: true });
  }

  async #accountOf(personId: PersonId, servers: AccountServers): Promise<AccountRow | null> {
    const identity = identityOf(servers.incoming);
    return (await this.#parts.store.people.accountsOf(personId)).find((row) => isSameMailbox(row, identity)) ?? null;
  }

  async #keep(personId: PersonId, { address, servers, credential, name = address, isDemo = false }: Admitted) {
    const { store, accounts, runtimes } = this.#parts;
    const accountId = await accounts.addAccount({ personId, address, name, servers, credential, isDemo });
    const account = await store.people.account(accountId);
    if (account !== null) runtimes.start(account);
    return { accountId };
  }

  async updateAccount(personId: PersonId, accountId: AccountId, login: MailboxLogin, signal: AbortSignal): Promise<void> {
    const account = await this.#own(personId, accountId);
    const wanted = login.servers === null ? account.servers : withChoicesOf(account.servers, serversOf(this.#proof, login));
    const [before, after] = [account.servers.incoming.protocol, wanted.incoming.protocol];
    // The other way round the mail of folders would stay behind on the server.
    if (before === 'imap' && after === 'pop3')
      throw new MailError('invalid', 'an IMAP account cannot become a POP3 account', {
        stage: 'address',
        code: 'PROTOCOL',
        permanent: true,
      });
    const credential = { kind: 'password' as const, password: login.password };
    await this.#replaceServers(account, wanted, credential, credential, signal);
  }

  async changeDoor(personId: PersonId, accountId: AccountId, { side, port, tls }: Door, signal: AbortSignal): Promise<void> {
    const account = await this.#own(personId, accountId);
    const credential = await this.#parts.credentials.open(account);
    const { servers } = account;
    await this.#replaceServers(account, { ...servers, [side]: { ...servers[side], port, tls } }, credential, null, signal);
  }

  /** Proves them, then puts them in the place of the old ones. @param kept in the place of what is kept; null: that stays */
  async #replaceServers(
    account: AccountRow,
    wanted: AccountServers,
    credential: MailCredential,
    kept: Credential | null,
    signal: AbortSignal,
  ): Promise<void> {
    const { store, credentials, runtimes, guard, log } = this.#parts;
    const { id: accountId } = account;
    const [before, after] = [account.servers.incoming.protocol, wanted.incoming.protocol];
    const servers = await proveLogin(this.#proof, wanted, account.address, credential, signal);
    const change = async () => {
      if (before === 'pop3' && after === 'imap') await switchToImap({ store, guard, log }, account, servers, credential, signal);
      if (kept === null) await store.people.updateAccount(accountId, { servers });
      else {
        await credentials.replace(account, kept, servers);
        await store.push.destroyOf(`m:${accountId}`);
      }
      this.#push.forgetPeople();
    };
    const runtime = await runtimes.change(accountId, change, () => store.people.account(accountId));
    runtime?.vacations.recheck();
    if (!isSameDoor(account.servers.outgoing, servers.outgoing)) runtime?.sendByOtherServer();
  }

  async choosePop3(personId: PersonId, accountId: AccountId, choice: Omit<Pop3Settings, 'apop'>): Promise<void> {
    const { store, runtimes } = this.#parts;
    const { servers } = await this.#own(personId, accountId);
    if (servers.incoming.protocol !== 'pop3') throw new MailError('invalid', 'no POP3 account', { stage: 'store', permanent: true });
    const { apop } = servers.pop3 ?? defaultPop3Settings;
    const change = () => store.people.updateAccount(accountId, { servers: { ...servers, pop3: { ...choice, apop } } });
    await runtimes.change(accountId, change, () => store.people.account(accountId));
  }

  discover(address: string, signal: AbortSignal): Promise<Discovered> {
    return this.#discover(address, signal);
  }

  async identityServers(personId: PersonId, accountId: AccountId) {
    return this.#parts.identityServers.list(await this.#own(personId, accountId));
  }

  async setIdentityServer(
    personId: PersonId,
    accountId: AccountId,
    identityId: IdentityId,
    outgoing: OutgoingLogin | null,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#parts.identityServers.set(await this.#own(personId, accountId), identityId, outgoing, signal);
    // what waited for a password is due
    this.#parts.runtimes.get(accountId)?.sendNow();
  }

  async addIdentity(personId: PersonId, accountId: AccountId, identity: NewIdentity, signal: AbortSignal): Promise<IdentityId> {
    return this.#parts.identityServers.create(await this.#own(personId, accountId), identity, signal);
  }

  async removeAccount(personId: PersonId, accountId: AccountId): Promise<void> {
    const account = await this.#own(personId, accountId);
    const withdraw = await this.#parts.credentials.withdrawal(account);
    await this.#parts.runtimes.stop(accountId);
    await this.#parts.store.people.removeAccount(accountId);
    this.#parts.wireLogs.forget(accountId);
    // The account is gone here, whatever the provider answers.
    void withdraw();
    this.#push.forgetPeople();
    this.#parts.hub.narrow(accountId, new Set());
  }

  async shareAccount(personId: PersonId, accountId: AccountId, wish: { address: string; access: ShareAccess }): Promise<AccountShare> {
    const account = await this.#own(personId, accountId);
    const { address, identities } = identitiesOfAddress(this.#parts.tables, account, wish.address);
    const share = await this.#parts.store.people.shareAccount(accountId, { address, access: wish.access, identities });
    await this.#accessChanged(accountId);
    return share;
  }

  async unshareAccount(personId: PersonId, accountId: AccountId, shareId: string): Promise<void> {
    await this.#own(personId, accountId);
    if (!(await this.#parts.store.people.unshareAccount(accountId, shareId)))
      throw new MailError('not-found', 'no such share of this account', { stage: 'store', permanent: true });
    await this.#accessChanged(accountId);
  }

  async sharesOf(personId: PersonId, accountId: AccountId): Promise<AccountShare[]> {
    await this.#own(personId, accountId);
    return this.#parts.store.people.sharesOf(accountId);
  }

  /** Who may no longer see the account hears nothing more of it, from this moment on. */
  async #accessChanged(accountId: AccountId): Promise<void> {
    const people = new Set(await this.#parts.store.people.peopleOf(accountId));
    this.#parts.hub.narrow(accountId, people);
    this.#push.narrow(accountId, people);
  }

  async userMail(personId: PersonId, access?: Access): Promise<UserMail> {
    const { store, runtimes, hub, nowMs } = this.#parts;
    const scope = access?.scope ?? 'send';
    const only = access?.accountIds ?? null;
    const look = () => shownAccounts(store, personId, only);
    const rows = await look();
    const credential = access?.credential ?? `p:${personId}`;
    const pushSubscriptions = ownPushSubscriptions({
      ...{ personId, credential, accountIds: only, store, service: this.#push, nowMs },
      serverKey: this.#vapid.publicKey,
    });
    // Our own screen follows what becomes of the account; other clients take the Session for what it is.
    if (access?.by !== undefined && access.by !== 'cookie') await Promise.all(rows.map((row) => runtimes.start(row).vacations.firstLook()));
    const withVacation = new Set(await store.vacations.supportedOf(personId));
    const contacts = only === null ? contactsOfPerson(personId, store, hub) : null;
    return new RunningUserMail({ personId, scope, rows, look, withVacation, store, runtimes, hub, pushSubscriptions, contacts });
  }

  fetchOutside(url: string, signal: AbortSignal): Promise<{ status: number; headers: Headers; body: Uint8Array }> {
    return guardedFetch(url, { guard: this.#parts.guard, signal });
  }

  examine(personId: PersonId, question: DoctorQuestion, tell: (event: DoctorEvent) => void, signal: AbortSignal): Promise<void> {
    return this.#doctor.examine(personId, question, tell, signal);
  }

  async examineRoads(client: string, roads: LoginRoads, tell: (event: DoctorEvent) => void, signal: AbortSignal): Promise<void> {
    await this.#doctor.examineRoads(client, { servers: serversOf(this.#proof, roads), address: roads.address }, tell, signal);
  }

  async wireLog(personId: PersonId, accountId: AccountId, after: number): Promise<WireLogPage> {
    return this.#parts.wireLogs.of((await this.#own(personId, accountId)).id).page(after);
  }

  deriveKey(purpose: string): Uint8Array {
    return this.#parts.keys.derive(purpose);
  }

  /** Takes up what an earlier run of the process left to do for people. */
  startPush(): Promise<void> {
    return this.#push.start();
  }

  stop(): Promise<void> {
    this.#push.stop();
    this.consoles.closeAll();
    return this.#parts.onStop();
  }

  async #own(personId: PersonId, accountId: AccountId): Promise<AccountRow> {
    const account = await this.#parts.store.people.account(accountId);
    if (account === null || account.personId !== personId)
      throw new MailError('not-found', 'no such account of this person', { stage: 'store' });
    return account;
  }

  /** A new password, or a person who is here: an account that waits for either goes on at once. */
  async #restartUnlessWell(account: AccountRow): Promise<void> {
    this.#parts.runtimes.start(account).hurry();
  }

  async #demoSignIn(demo: DemoHouse, signal: AbortSignal): Promise<{ personId: PersonId; accountId: AccountId }> {
    const { first, second, third } = await demo.newPair();
    const signedIn = await this.signIn(first, signal);
    await this.addAccount(signedIn.personId, second, signal);
    const overPop3 = await this.addAccount(signedIn.personId, third, signal);
    // a visitor does not wait ten minutes for an answer
    await this.choosePop3(signedIn.personId, overPop3.accountId, { ...defaultPop3Settings, intervalMinutes: 1 });
    return signedIn;
  }

  async #dropDemo(addresses: string[]): Promise<void> {
    const { store } = this.#parts;
    for (const account of await store.people.allAccounts()) {
      if (account.isDemo && addresses.includes(account.address)) await this.removeAccount(account.personId, account.id);
    }
  }
}

/** Other servers for an account whose person has chosen things before: these stay, all but the way to sign in. */
function withChoicesOf({ traits, pop3 }: AccountServers, servers: AccountServers): AccountServers {
  const { pop3: given } = servers;
  return { ...servers, traits, ...(given !== undefined && pop3 !== undefined ? { pop3: { ...pop3, apop: given.apop } } : {}) };
}

/** Null: there is none since the index was made anew. */
async function storedCredential(accounts: AccountBook, { id, personId }: AccountRow): Promise<Credential | null> {
  try {
    return await accounts.openCredential(id, personId);
  } catch (error) {
    if (isMailError(error) && error.kind === 'login-refused') return null;
    throw error;
  }
}

const isSamePassword = (one: Credential | null, other: Credential): boolean =>
  one?.kind === 'password' && other.kind === 'password' && one.password.reveal() === other.password.reveal();

const identityOf = (incoming: AccountRow['servers']['incoming']): SignInIdentity => ({
  protocol: incoming.protocol,
  host: incoming.host.toLowerCase(),
  port: incoming.port,
  login: incoming.login,
});

function isSameMailbox(row: AccountRow, identity: SignInIdentity): boolean {
  const mine = identityOf(row.servers.incoming);
  return mine.protocol === identity.protocol && mine.host === identity.host && mine.port === identity.port && mine.login === identity.login;
}

const isSameDoor = (a: ServerSettings, b: ServerSettings): boolean => a.host === b.host && a.port === b.port && a.tls === b.tls;
