import type { AccountId, AccountServers, PersonId, Secret } from '#lib/mail/index.ts';
import { MailError, newId } from '#lib/mail/index.ts';
import type { SealOwner, Vault } from '#lib/security/index.ts';
import type { SignInIdentity, Store } from '#lib/store/index.ts';
import { type Credential, readCredential, writeCredential } from './credential.ts';

/** A mailbox and what has just been proven there. */
export type NewAccount = {
  address: string;
  /** shown name */
  name: string;
  servers: AccountServers;
  credential: Credential;
  isDemo: boolean;
};

/** Accounts with their sealed credentials. Whoever asks has proven the password before, or owns the account. */
export type AccountBook = {
  /** The person behind the sign-in identity with a first account; the existing ones when the identity is known (settled 1). */
  createPerson(input: NewAccount & { identity: SignInIdentity }): Promise<{ personId: PersonId; accountId: AccountId; isNew: boolean }>;
  /** One more account of a person; no sign-in identity comes with it (settled 1). */
  addAccount(input: NewAccount & { personId: PersonId }): Promise<AccountId>;
  /**
   * The password or the tokens, for the time of a connection only. A record under an older master key is sealed anew on the way (rotation, security.md §8).
   * @throws MailError 'not-found' when this person has no such account, 'storage' when the seal does not open, 'login-refused' while there
   * is none: the person has to sign in again
   */
  openCredential(accountId: AccountId, personId: PersonId): Promise<Credential>;
  /** Seals a new password or new tokens, and with it other servers where they are given, in one write. */
  replaceCredential(accountId: AccountId, personId: PersonId, credential: Credential, servers?: AccountServers): Promise<void>;
  /** Seals a further password of an account, for a server of its own. */
  sealFurther(owner: SealOwner, password: Secret): Uint8Array;
  /** @throws MailError 'storage' when the seal does not open */
  openFurther(owner: SealOwner, record: Uint8Array): Secret;
};

export function createAccountBook({ store, vault }: { store: Pick<Store, 'people'>; vault: Vault }): AccountBook {
  const { people } = store;
  const seal = (credential: Credential, owner: SealOwner) => vault.seal(writeCredential(credential), owner);
  return {
    async createPerson({ identity, address, name, servers, credential, isDemo }) {
      const owner = { personId: newId('p'), accountId: newId('a') };
      return people.createPersonWithAccount({
        identity,
        address,
        name,
        servers,
        isDemo,
        ...owner,
        sealedCredential: seal(credential, owner),
      });
    },
    async addAccount({ personId, address, name, servers, credential, isDemo }) {
      const id = newId('a');
      const sealedCredential = seal(credential, { personId, accountId: id });
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
      const credential = readCredential(vault.open(record, { personId, accountId }));
      if (vault.isOutdated(record)) await people.updateAccount(accountId, { sealedCredential: seal(credential, { personId, accountId }) });
      return credential;
    },
    sealFurther: (owner, password) => seal({ kind: 'password', password }, owner),
    openFurther(owner, record) {
      const credential = readCredential(vault.open(record, owner));
      if (credential.kind === 'password') return credential.password;
      throw new MailError('storage', 'tokens where a password was sealed', { stage: 'store', code: 'CREDENTIAL', permanent: true });
    },
    async replaceCredential(accountId, personId, credential, servers) {
      await people.updateAccount(accountId, {
        sealedCredential: seal(credential, { personId, accountId }),
        ...(servers ? { servers } : {}),
      });
    },
  };
}
