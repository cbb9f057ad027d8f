import type { Logger } from '#lib/log/index.ts';
import type { Secret, ServerSettings } from '#lib/mail/index.ts';
import type { EgressGuard, TlsChoice } from '#lib/security/index.ts';

export type SieveConnectOptions = {
  server: ServerSettings;
  /** a token goes as OAUTHBEARER or XOAUTH2, a password as PLAIN */
  credential: { kind: 'password' | 'token'; secret: Secret };
  guard: Pick<EgressGuard, 'connectTcp' | 'connectTls'>;
  log: Pick<Logger, 'debug'>;
  /** ends the session whenever it comes */
  signal: AbortSignal;
  /** every line of the wire without secrets and without scripts (G6) */
  onWire?: (line: string, direction: 'in' | 'out') => void;
  /** further certificate authorities */
  tlsOptions?: TlsChoice | undefined;
  deadlines?: Partial<SieveDeadlines>;
};

/** Waits: to connect and for TLS, each; for one reply; for the whole session, so that no drip of bytes keeps it for ever (G4). */
export type SieveDeadlines = { connectMs: number; replyMs: number; totalMs: number };

/** What the server said after login (RFC 5804 §1.7). */
export type SieveCapabilities = {
  implementation: string;
  /** names of Sieve extensions in lower case: `vacation`, `include` … */
  extensions: ReadonlySet<string>;
  /** SASL mechanisms in upper case */
  mechanisms: ReadonlySet<string>;
  startTls: boolean;
  /** RFC 5804 itself, 1.0: has NOOP, CHECKSCRIPT, RENAMESCRIPT */
  version: string | null;
};

export type SieveScriptName = { name: string; isActive: boolean };

/**
 * One ManageSieve session after login (RFC 5804). Commands follow each other; whatever fails throws MailError: `refused`, `not-found`,
 * `already-exists`, `over-quota`, `temporary` for what the server said, `network`, `protocol`, `aborted`, and `invalid` for a name or script
 * that cannot be sent.
 */
export interface SieveSession {
  readonly capabilities: SieveCapabilities;
  /** §2.7 */
  listScripts(): Promise<SieveScriptName[]>;
  /** §2.9; CRLF as the server has it */
  getScript(name: string): Promise<string>;
  /** §2.6. @returns what the server warns of, null when of nothing */
  putScript(name: string, script: string): Promise<string | null>;
  /** §2.12: the same check without keeping it */
  checkScript(script: string): Promise<string | null>;
  /** §2.8; null: no script is active */
  setActive(name: string | null): Promise<void>;
  /** §2.10; an active script cannot be deleted */
  deleteScript(name: string): Promise<void>;
  /** §2.13 */
  noop(): Promise<void>;
  /** §2.3, waited for a moment; the connection is gone afterwards in any case */
  logout(): Promise<void>;
  destroy(): void;
}
