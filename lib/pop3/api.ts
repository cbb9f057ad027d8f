import type { Logger } from '#lib/log/index.ts';
import type { Secret, ServerSettings } from '#lib/mail/index.ts';
import type { EgressGuard, TlsChoice } from '#lib/security/index.ts';

/**
 * What proves who we are (P4). A password goes by SASL PLAIN where the server offers it and by USER and PASS elsewhere; `apop` asks for APOP
 * instead, which hides the password from a listener and rests on MD5 (RFC 1939 §7): an explicit choice for servers without TLS, never made
 * by us. A token goes by OAUTHBEARER, else XOAUTH2.
 */
export type Pop3Credential =
  | { kind: 'password'; password: Secret; apop?: boolean }
  /** `accessToken`: an OAuth 2.0 bearer token (RFC 6750) */
  | { kind: 'access-token'; accessToken: Secret };

/** How long each step may take. Every wait for the server has one of these ends (G4). */
export type Pop3Deadlines = {
  /** name, connection and TLS handshake together */
  connectMs: number;
  greetingMs: number;
  /** from one command of the login to its answer */
  loginMs: number;
  /** from a command to the first line of its answer */
  replyMs: number;
  /** silence inside an answer that has begun */
  silenceMs: number;
  /** waiting for the octets of one message or listing in all; time that the reader of a message takes does not count */
  answerMs: number;
  /** the answer to QUIT: the server removes messages meanwhile (RFC 1939 §6) */
  quitMs: number;
};

export type Pop3ConnectOptions = {
  server: ServerSettings;
  credential: Pop3Credential;
  guard: Pick<EgressGuard, 'connectTcp' | 'connectTls'>;
  log: Pick<Logger, 'debug'>;
  /** ends the attempt to connect; a session that stands is ended by `quit` or `close` */
  signal?: AbortSignal | undefined;
  /** every line of the wire, redacted (G6), mail as a count of octets: transcript of the doctor */
  onWire?: ((line: string, direction: 'in' | 'out') => void) | undefined;
  /** further certificate authorities */
  tlsOptions?: TlsChoice | undefined;
  deadlines?: Partial<Pop3Deadlines> | undefined;
};

/** What the server offers once logged in (RFC 2449 §6 and the registry that it founds). */
export type Pop3Capabilities = {
  /** false: the server has no CAPA; `top` and `uidl` were tried out (P3), everything else counts as absent */
  isListed: boolean;
  top: boolean;
  uidl: boolean;
  /** commands may be sent before the answers to earlier ones (RFC 2449 §6.6); this client then does so by itself */
  pipelining: boolean;
  /** RFC 2449 §8 */
  respCodes: boolean;
  /** RFC 3206 */
  authRespCode: boolean;
  /** names of SASL mechanisms, upper case; as offered before login, where the list after login has none */
  sasl: readonly string[];
  /** the session is in UTF-8 mode (RFC 6856 §2.1): mail comes as it is, headers in UTF-8 too */
  utf8: boolean;
  /** days that messages stay on the server at least; `never` = they are not removed by the server; null = not said (RFC 2449 §6.7) */
  expireDays: number | 'never' | null;
  /** seconds between two logins (RFC 2449 §6.5); null = not said */
  loginDelaySeconds: number | null;
  /** name and version of the server, fit to be shown (RFC 2449 §6.9) */
  implementation: string | null;
};

export type Pop3Greeting = {
  /** the server's words, fit to be shown */
  text: string;
  /** timestamp for APOP with its angle brackets (RFC 1939 §7); null: the server has no APOP */
  apopTimestamp: string | null;
};

/** RFC 1939 §5 STAT. Sizes of POP3 are hints, never counts of octets that will come (P10). */
export type Pop3Stat = { messages: number; sizeBytes: number };

/** Takes one line of LIST. Message numbers hold within one session only. */
export type TakeListed = (number: number, sizeBytes: number) => void;

/**
 * Takes one line of UIDL. `uid` is opaque: octets as latin1 characters, compared as they are; null when the server sent none or one above
 * 1,024 octets, so that the message must be known by its content (P7).
 */
export type TakeUid = (number: number, uid: string | null) => void;

export type Pop3CallOptions = { signal?: AbortSignal | undefined };

export type Pop3RetrOptions = Pop3CallOptions & {
  /** more octets end the session with 'too-large'; default 1 GiB */
  maxBytes?: number | undefined;
};

/**
 * A message on its way. The octets come as sent, without the stuffed dots and without the final dot (P2), as chunks of any length; a chunk
 * may be kept. The network is read only as fast as the iteration goes on. The end is only reached after the final dot: whatever ends the
 * iteration earlier throws. Leaving the iteration before its end, or an abort, ends the session.
 *
 * @throws MailError while iterating: 'network' (the connection ended before the final dot, or silence), 'too-large', 'aborted'
 */
export type Pop3Message = { number: number; octets: AsyncIterable<Uint8Array> };

/**
 * Deletions are `confirmed` by +OK to QUIT; `refused`: the server says that some were not carried out (RFC 1939 §6); `unknown`: no answer.
 * After the last two only the next UIDL tells (P8).
 */
export type Pop3QuitOutcome = { outcome: 'confirmed' | 'refused' | 'unknown'; serverText: string | null };

/**
 * One POP3 session after login, with the maildrop locked for it (RFC 1939 §5). Calls made at the same time are answered in their order, and
 * sent ahead of the answers where the server has PIPELINING. The octets of a message must be read before a later call is answered.
 *
 * Every call throws MailError with `stage`, the response code of RFC 2449 §8 in `code` (`ERR` where there is none) and the server's words in
 * `serverText`: `refused` (-ERR), `temporary` ([SYS/TEMP], [IN-USE], [LOGIN-DELAY]), `protocol` (an answer that is none, or beyond a bound;
 * the session is over), `network` (the session is over), `invalid` (an argument that may not be sent), `aborted` (the session is over when
 * the command had been sent).
 *
 * @see RFC 1939, RFC 2449, RFC 5034, RFC 6856
 */
export interface Pop3Session {
  readonly capabilities: Pop3Capabilities;
  readonly greeting: Pop3Greeting;
  /** true once no further command can be sent */
  readonly closed: boolean;
  stat(options?: Pop3CallOptions): Promise<Pop3Stat>;
  /**
   * Line after line in the order of the server, none of which is kept; lines that name no message are left out, so there may be more or less
   * of them than `stat` says.
   */
  list(take: TakeListed, options?: Pop3CallOptions): Promise<void>;
  /** As `list`. @returns false: the server refuses UIDL (P7), and nothing was taken */
  uidl(take: TakeUid, options?: Pop3CallOptions): Promise<boolean>;
  /** The header block, the empty line, and so many lines of the body. @throws 'refused' also where the server has no TOP */
  top(number: number, lines: number, options?: Pop3RetrOptions): Promise<Pop3Message>;
  retr(number: number, options?: Pop3RetrOptions): Promise<Pop3Message>;
  /**
   * Message after message in the order given, asked for ahead of their turn where the server has PIPELINING. What the server refuses comes
   * as an error in its place and does not end the rest. Each message must be read to its end before the next is asked for.
   */
  retrEach(numbers: Iterable<number>, options?: Pop3RetrOptions): AsyncGenerator<Pop3Message | Pop3Refusal, void, undefined>;
  /** As `retrEach`, for TOP. */
  topEach(numbers: Iterable<number>, lines: number, options?: Pop3RetrOptions): AsyncGenerator<Pop3Message | Pop3Refusal, void, undefined>;
  /** Marks for removal at QUIT. */
  dele(number: number, options?: Pop3CallOptions): Promise<void>;
  /** Takes every mark for removal back. */
  rset(options?: Pop3CallOptions): Promise<void>;
  noop(options?: Pop3CallOptions): Promise<void>;
  /** Ends the session and lets the server remove what was marked. Never throws; the session is over afterwards. */
  quit(): Promise<Pop3QuitOutcome>;
  /** Ends the session without QUIT: the server removes nothing (RFC 1939 §6). */
  close(): void;
}

/** In the place of a message that the server refused to send. */
export type Pop3Refusal = { number: number; octets: null; error: Error };
