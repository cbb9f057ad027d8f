/**
 * What becomes of a message on the server once it is here (P9). `keep`: stays for ever · `days`: is removed so many days after it was first
 * downloaded, or once deleted for good here · `until-deleted`: is removed once deleted for good here · `remove`: is removed at once.
 */
export type Pop3Policy = { kind: 'keep' } | { kind: 'days'; days: number } | { kind: 'until-deleted' } | { kind: 'remove' };

/** What a person chooses for a POP3 account. */
export type Pop3Settings = {
  policy: Pop3Policy;
  /** minutes between two looks at the server (P6); the server may want it longer */
  intervalMinutes: number;
  /** Gmail: `recent:` before the login, so that each of several clients gets the last 30 days; nothing is removed then (P11) */
  recent: boolean;
  /** signs in by APOP (P4) */
  apop: boolean;
};

export const defaultPop3Settings: Pop3Settings = { policy: { kind: 'keep' }, intervalMinutes: 10, recent: false, apop: false };
