import type { AccountId, AccountServers, PersonId, Secret } from '#lib/mail/index.ts';
import { MailError, newId } from '#lib/mail/index.ts';
import type { SealOwner, Vault } from '#lib/security/index.ts';
import type { SignInIdentity, Store } from '#lib/store/index.ts';
import { readCredential, writeCredential } from './credential.ts';

/** A mailbox and the password that was just proven there. */
export type NewAccount = {
  address: string;
  /** shown name */
  name: string;
  servers: AccountServers;
  password: Secret;
  isDemo: boolean;
};

/** Accounts with their sealed credentials. Whoever asks has proven the password before, or owns the account. */
export type AccountBook = {
  /** The person behind the sign-in identity with a first account; the existing ones when the identity is known (settled 1). */
  createPerson(input: NewAccount & { identity: SignInIdentity }): Promise<{ personId: PersonId; accountId: AccountId; isNew: boolean }>;
  /** One more account of a person; no sign-in identity comes with it (settled 1). */
  addAccount(input: NewAccount & { personId: PersonId }): Promise<AccountId>;
  /**
   * The password, for the time of a connection only. A record under an older master key is sealed anew on the way (rotation, security.md §8).
   * @throws MailError 'not-found' when this person has no such account, 'storage' when the seal does not open, 'login-refused' while there
   * is none: the person has to sign in again
   */
  openCredential(accountId: AccountId, personId: PersonId): Promise<Secret>;
  /** Seals a new password, and with it other servers where they are given, in one write. */
  replaceCredential(accountId: AccountId, personId: PersonId, password: Secret, servers?: AccountServers): Promise<void>;
  /** Seals a further password of an account, for a server of its own. */
  sealFurther(owner: SealOwner, password: Secret): Uint8Array;
  /** @throws MailError 'storage' when the seal does not open */
  openFurther(owner: SealOwner, record: Uint8Array): Secret;
};

export function createAccountBook({ store, vault }: { store: Pick<Store, 'people'>; vault: Vault }): AccountBook {
  const { people } = store;
  const seal = (password: Secret, owner: SealOwner) => vault.seal(writeCredential({ password }), owner);
  return {
    async createPerson({ identity, address, name, servers, password, isDemo }) {
      const owner = { personId: newId('p'), accountId: newId('a') };
      return people.createPersonWithAccount({
        identity,
        address,
        name,
        servers,
        isDemo,
        ...owner,
        sealedCredential: seal(password, owner),
      });
    },
    async addAccount({ personId, address, name, servers, password, isDemo }) {
      const id = newId('a');
      const sealedCredential = seal(password, { personId, accountId: id });
      await people.addAccount({ account: { id, personId, address, name, servers, isDemo }, sealedCredential });
      return id;
    },
    async openCredential(accountId, personId) {
      const record = await people.sealedCredential(accountId, personId);
      if (record === null)
        throw new MailError('not-found', 'no credential of this person for this account', { stage: 'store', permanent: true });
      // The index was made anew from files, which hold no secrets.
      if (record.length === 0)
        throw new MailError('login-refused', 'no password is stored', { stage: 'auth', code: 'AUTH', permanent: true });
      const { password } = readCredential(vault.open(record, { personId, accountId }));
      if (vault.isOutdated(record)) await people.updateAccount(accountId, { sealedCredential: seal(password, { personId, accountId }) });
      return password;
    },
    sealFurther: (owner, password) => seal(password, owner),
    openFurther: (owner, record) => readCredential(vault.open(record, owner)).password,
    async replaceCredential(accountId, personId, password, servers) {
      await people.updateAccount(accountId, { sealedCredential: seal(password, { personId, accountId }), ...(servers ? { servers } : {}) });
    },
  };
}
