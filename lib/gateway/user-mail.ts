import type { AccountId, PersonId } from '#lib/mail/index.ts';
import type { Store } from '#lib/store/index.ts';
import { RunningAccountMail } from './account-mail.ts';
import type { AccountRuntimes } from './account-runtimes.ts';
import type { AccessScope, AccountMail, ContactsOfPerson, OwnPushType, PushEvent, PushSubscriptions, PushType, UserMail } from './api.ts';
import { type ShownAccount, sameAccounts } from './shown-accounts.ts';
import type { StateHub } from './state-hub.ts';

const ownPushTypes: readonly OwnPushType[] = [
  'MailboxProgress',
  'AccountHealth',
  'ServerSearch',
  'Tag',
  'BulkAct',
  'Quota',
  'VacationResponse',
];

/** What one request of one person may see and do; made for each request, so that a removed account is gone at once. */
export class RunningUserMail implements UserMail {
  readonly personId: PersonId;
  readonly scope: AccessScope;
  readonly username: string;
  readonly accounts: UserMail['accounts'];
  readonly pushSubscriptions: PushSubscriptions;
  readonly contacts: ContactsOfPerson | null;
  readonly #rows: readonly ShownAccount[];
  readonly #look: () => Promise<ShownAccount[]>;
  readonly #store: Store;
  readonly #runtimes: AccountRuntimes;
  readonly #hub: StateHub;

  constructor(parts: {
    personId: PersonId;
    scope: AccessScope;
    rows: readonly ShownAccount[];
    look: () => Promise<ShownAccount[]>;
    withVacation: ReadonlySet<AccountId>;
    store: Store;
    runtimes: AccountRuntimes;
    hub: StateHub;
    pushSubscriptions: PushSubscriptions;
    contacts: ContactsOfPerson | null;
  }) {
    this.personId = parts.personId;
    this.scope = parts.scope;
    this.#rows = parts.rows;
    this.#look = parts.look;
    this.#store = parts.store;
    this.#runtimes = parts.runtimes;
    this.#hub = parts.hub;
    this.pushSubscriptions = parts.pushSubscriptions;
    this.contacts = parts.contacts;
    this.username = parts.rows[0]?.address ?? '';
    this.accounts = parts.rows.map(({ id, name, address, isDemo, sharedAs }) => ({
      ...{ id, name, address, isDemo },
      isPersonal: sharedAs === null,
      isReadOnly: parts.scope === 'read' || sharedAs === 'read',
      hasVacation: parts.withVacation.has(id),
    }));
  }

  account(id: string): AccountMail | null {
    const row = this.#rows.find((account) => account.id === id);
    // Accounts run from the start of the process; one added meanwhile by another node, or stopped, runs from its first use.
    return row === undefined ? null : new RunningAccountMail(this.#runtimes.start(row), this.#store);
  }

  subscribe(listener: (event: PushEvent) => void): () => void {
    const accountIds = new Set(this.#rows.map(({ id }) => id));
    if (this.contacts !== null) accountIds.add(this.contacts.accountId);
    return this.#hub.subscribe(accountIds, listener, this.personId);
  }

  async isCurrent(): Promise<boolean> {
    return sameAccounts(this.#rows, await this.#look());
  }

  async pushStates(): Promise<Record<AccountId, Record<PushType, string>>> {
    const all: Record<AccountId, Record<PushType, string>> = {};
    for (const { id } of this.#rows) {
      const states = await this.#store.states(id);
      const isShown = (type: OwnPushType) => type !== 'VacationResponse' || this.accounts.some((one) => one.id === id && one.hasVacation);
      const own = Object.fromEntries(ownPushTypes.filter(isShown).map((type) => [type, this.#hub.own(id, type)]));
      all[id] = { ...own, ...states } as Record<PushType, string>;
    }
    if (this.contacts !== null)
      all[this.contacts.accountId] = { ContactCard: await this.contacts.store.state(this.personId) } as Record<PushType, string>;
    return all;
  }

  preferences(): Promise<Record<string, unknown>> {
    return this.#store.people.preferences(this.personId);
  }

  setPreferences(preferences: Record<string, unknown>): Promise<void> {
    return this.#store.people.setPreferences(this.personId, preferences);
  }
}
