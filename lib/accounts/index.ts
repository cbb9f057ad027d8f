export type { AccountBook, NewAccount } from './account-book.ts';
export { createAccountBook } from './account-book.ts';
export type { Credential, OAuthGrant } from './credential.ts';
