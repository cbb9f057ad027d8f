import type { DoctorFact, DoctorFactName, DoctorProtocol } from '#lib/contract/index.ts';
import { MailError, type Secret } from '#lib/mail/index.ts';
import { plainMessage, type Redact, xoauth2Message } from '#lib/security/index.ts';
import type { LineClient } from './line-client.ts';

/** With what to sign in; a token goes by XOAUTH2 or OAUTHBEARER. */
export type DoctorCredential = { kind: 'password' | 'token'; secret: Secret };

export type Visit = {
  client: LineClient;
  redact: Redact;
  host: string;
  port: number;
  login: string;
  /** what is said at the sign-in is encrypted */
  isSecure: boolean;
  credential: DoctorCredential | null;
  /** the mailbox's own address, for the harmless question whether mail to it would be taken */
  address: string | null;
};

/** What is done at each stage in one protocol. Every step throws a MailError of its stage, or tells facts. */
export type Speech = {
  protocol: DoctorProtocol;
  /** @returns null for a greeting that lets us go on */
  judgeGreeting(octets: Buffer, redact: Redact): MailError | null;
  /** capabilities, one a line as the server names them */
  capabilities(visit: Visit): Promise<string[]>;
  hasStartTls(capabilities: readonly string[]): boolean;
  startTls(visit: Visit): Promise<void>;
  /** ways of signing in that are offered, in the server's order */
  signInWays(capabilities: readonly string[]): string[];
  signIn(visit: Visit, capabilities: readonly string[]): Promise<DoctorFact[]>;
  /** servers name more abilities to who is signed in (RFC 9051 §6.2.2, RFC 2449 §5) */
  hasMoreAfterSignIn: boolean;
  /** something that changes nothing and shows that it works; facts are told as they are found, also where it fails afterwards */
  probe(visit: Visit, capabilities: readonly string[], tell: (...facts: DoctorFact[]) => void): Promise<void>;
  logout(visit: Visit): Promise<void>;
};

/** No way to sign in with a password is offered: is it tokens that are wanted, encryption that is missing, or another way that we do not know? */
export function noWayIn(ways: readonly string[], isBeforeTls: boolean): MailError {
  const isForTokens = ways.some((way) => /^(XOAUTH2|OAUTHBEARER)$/.test(way));
  const code = isForTokens ? 'OAUTH_ONLY' : isBeforeTls ? 'LOGINDISABLED' : 'NO_AUTH';
  return new MailError('login-unavailable', 'no way to sign in that we know', { stage: 'auth', code, permanent: true });
}

const longestFact = 2_000;

/** One thing found out; the text is another machine's and is made fit to be shown. */
export function fact(name: DoctorFactName, text: string, explanation: string | null = null): DoctorFact {
  const clean = text.replaceAll(/\p{Cc}+/gu, ' ').trim();
  return { name, text: clean.length > longestFact ? `${clean.slice(0, longestFact)}…` : clean, explanation };
}

/** SASL messages, in base64 as they go over the wire. @throws MailError 'invalid' for what cannot be sent in them */
export const saslPlain = (login: string, secret: Secret): string => plainMessage(login, secret.reveal()).toString('base64');
export const saslXoauth2 = (login: string, secret: Secret): string => xoauth2Message(login, secret.reveal()).toString('base64');
