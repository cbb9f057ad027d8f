export { askOutside } from './ask-outside.ts';
export { type Discovered, type DiscoverOptions, discoverServers } from './discover-servers.ts';
export type { ProviderTable } from './provider-table.ts';
export { builtInProviders, readProvidersFile } from './provider-table.ts';
export type { ProvenAccount } from './read-proven.ts';
export type { Discovery, DiscoverySource, TokenRoad } from './servers-for-address.ts';
export { discoveryError, providerHint, serversForAddress } from './servers-for-address.ts';
export { splitAddress } from './split-address.ts';
