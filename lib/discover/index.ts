export type { ProviderTable } from './provider-table.ts';
export { builtInProviders, readProvidersFile } from './provider-table.ts';
export type { Discovery, ProviderNeed } from './servers-for-address.ts';
export { discoveryError, serversForAddress } from './servers-for-address.ts';
