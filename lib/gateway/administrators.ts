import type { AdministratorName } from '#lib/config/index.ts';
import type { ProviderTable } from '#lib/discover/index.ts';
import type { PersonId } from '#lib/mail/index.ts';
import type { SignInIdentity, Store } from '#lib/store/index.ts';
import { houseIdentityOf } from './house-door.ts';
import { provenIdentitiesOf } from './proven-identities.ts';

export type AdministratorsOptions = {
  names: readonly AdministratorName[];
  tables: readonly ProviderTable[];
  store: Pick<Store, 'people'>;
  /** of the house's identity provider, as it is now; null: there is none */
  issuer: () => string | null;
};

/** Whether a person is one of those whom the operator named. What somebody calls their mailbox proves nothing; where they signed in does. */
export async function isAdministrator({ names, tables, store, issuer }: AdministratorsOptions, personId: PersonId): Promise<boolean> {
  for (const name of names) {
    for (const identity of identitiesOf(name, tables, issuer())) {
      if ((await store.people.personByIdentity(identity)) === personId) return true;
    }
  }
  return false;
}

function identitiesOf(name: AdministratorName, tables: readonly ProviderTable[], issuer: string | null): SignInIdentity[] {
  switch (name.by) {
    case 'address':
      return provenIdentitiesOf(name.address, tables);
    case 'mailbox': {
      const { protocol, host, port, login } = name;
      return [{ protocol, host, port, login }];
    }
    case 'subject':
      return issuer === null ? [] : [houseIdentityOf({ issuer, subject: name.subject })];
  }
}
