export type { SieveConnectOptions, SieveSession } from './api.ts';
export { connectSieve } from './connect-sieve.ts';
export type { KeptVacation } from './keep-vacation.ts';
export { readVacation, writeVacation } from './keep-vacation.ts';
