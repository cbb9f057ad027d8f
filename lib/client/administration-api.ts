import type { ClientWish, HouseSettings, IdentityProviderWish } from '#lib/contract/index.ts';
import { ask } from './accounts-api.ts';

const clientPath = (key: string) => `/api/administration/clients/${encodeURIComponent(key)}`;

/** What holds for everybody here; the gateway answers administrators only. */
export const administrationApi = {
  settings: () => ask<HouseSettings>('GET', '/api/administration'),
  setClient: (key: string, wish: ClientWish) => ask<unknown>('PATCH', clientPath(key), wish),
  removeClient: (key: string) => ask<unknown>('DELETE', clientPath(key)),
  setIdentityProvider: (wish: IdentityProviderWish) => ask<unknown>('PATCH', '/api/administration/identity-provider', wish),
  removeIdentityProvider: () => ask<unknown>('DELETE', '/api/administration/identity-provider'),
  askOnlineDatabase: (onlineDatabase: boolean) => ask<unknown>('PATCH', '/api/administration', { onlineDatabase }),
};
