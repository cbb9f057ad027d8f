export { createAppPassword } from './app-passwords.ts';
export { discoverServers, nextAuthRoute, signInToTheDemo, signInWithMailbox, signOut } from './auth-routes.ts';
export { preflight } from './cors.ts';
export type { CheckedLogin } from './sign-in.ts';
export { countedLogin, toMailboxLogin } from './sign-in.ts';
export type { Asker } from './who-asks.ts';
export { isStillGood, sessionOfCookies } from './who-asks.ts';
export type { UserRequest, WithUserOptions } from './with-user.ts';
export { withUser } from './with-user.ts';
