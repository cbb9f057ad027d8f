export type { ProviderTable } from './provider-table.ts';
export { builtInProviders, readProvidersFile } from './provider-table.ts';
export type { Discovery } from './servers-for-address.ts';
export { discoveryError, providerHint, serversForAddress } from './servers-for-address.ts';
export { splitAddress } from './split-address.ts';
