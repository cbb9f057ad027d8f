import type { Socket } from 'node:net';
import type { ConsoleEvent, DoctorServer } from '#lib/contract/index.ts';
import { type MailCredential, MailError, secretOf } from '#lib/mail/index.ts';
import { createRedactor, type EgressGuard, startTls, type TlsChoice } from '#lib/security/index.ts';
import { SecretWatch } from './secret-watch.ts';
import { saslPlain, saslXoauth2 } from './speech.ts';

export type ConsoleOptions = {
  server: DoctorServer;
  /** what an account signs in with: used, never shown */
  credential: MailCredential | null;
  guard: Pick<EgressGuard, 'connectTcp' | 'connectTls'>;
  tlsOptions?: TlsChoice | undefined;
  signal: AbortSignal;
  nowMs: () => number;
  onEvent: (event: ConsoleEvent) => void;
  limits?: Partial<ConsoleLimits>;
};

/** N2: what one console may do. */
export type ConsoleLimits = { idleMs: number; octetsPerSecond: number; octets: number };
const usualLimits: ConsoleLimits = { idleMs: 5 * 60_000, octetsPerSecond: 64 * 1024, octets: 1024 * 1024 };

/** A part of a line that is not ended shows after this long. */
const partialMs = 400;
const longestShown = 4_000;

/**
 * A line to a mail server, spoken by hand: every octet both ways is told as it crosses, secrets left out (protocols.md §8.3, N2). It ends by
 * itself when nothing was typed for a while, or when too much has come.
 */
export class ProtocolConsole {
  readonly server: DoctorServer;
  readonly #options: ConsoleOptions;
  readonly #limits: ConsoleLimits;
  readonly #startedAtMs: number;
  readonly #watch: SecretWatch;
  readonly #redact: (text: string) => string;
  #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  #octets = 0;
  #isSecure: boolean;
  #isOpen = true;
  #idle: NodeJS.Timeout | undefined;
  #partial: NodeJS.Timeout | undefined;

  private constructor(socket: Socket, options: ConsoleOptions) {
    this.server = options.server;
    this.#options = options;
    this.#limits = { ...usualLimits, ...options.limits };
    this.#startedAtMs = options.nowMs();
    this.#watch = new SecretWatch(options.server.protocol);
    this.#redact = createRedactor(options.credential === null ? '' : secretOf(options.credential).reveal());
    this.#socket = socket;
    this.#isSecure = options.server.tls === 'tls';
    this.#listen();
    this.#stayAwake();
    this.#tellState();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @throws MailError as the egress guard: 'egress-denied', 'network', 'tls', 'aborted' */
  static async open(options: ConsoleOptions): Promise<ProtocolConsole> {
    const { server, guard, signal, tlsOptions } = options;
    const request = { host: server.host, port: server.port, signal, timeoutMs: 20_000 };
    const socket = server.tls === 'tls' ? await guard.connectTls({ ...request, tlsOptions }) : await guard.connectTcp(request);
    return new ProtocolConsole(socket, options);
  }

  /** Sends a line as it was typed. What N2 forbids is not sent, and said. */
  send(line: string): void {
    if (!this.#isOpen) return;
    this.#stayAwake();
    if (this.server.protocol === 'smtp' && /^\s*RCPT\b/i.test(line) && !this.#watch.isSignedIn && !this.#watch.isInMessage) {
      this.#tell(
        'note',
        'Not sent: recipients can be named after signing in (AUTH), so that nobody uses this console to send to strangers.',
      );
      return;
    }
    this.#write(line, this.#watch.sent(line));
  }

  /** After the server has agreed to STARTTLS (or STLS): the handshake. @throws MailError 'tls', 'network' */
  async startTls(): Promise<void> {
    if (!this.#isOpen || this.#isSecure) return;
    this.#stayAwake();
    const { server, signal, tlsOptions } = this.#options;
    const plain = this.#socket;
    plain.removeAllListeners('data');
    plain.pause();
    try {
      // What came before the handshake would count as said inside it (G5).
      if (this.#rest.length > 0 || plain.readableLength > 0)
        throw new MailError('tls', 'bytes before the handshake', { code: 'EARLY_BYTES' });
      this.#socket = await startTls(plain, { host: server.host, tlsOptions, signal });
    } catch (error) {
      this.#tell('note', 'The encryption could not be begun; the connection is closed.');
      this.close();
      throw error;
    }
    this.#isSecure = true;
    this.#tell('note', 'Encrypted from here on.');
    this.#listen();
    this.#tellState();
  }

  /** Signs in with what is kept of the account; the lines show without it. @throws MailError 'tls' on a line that is not encrypted */
  signIn(): void {
    const { credential } = this.#options;
    const { protocol, login, tls } = this.server;
    if (!this.#isOpen || credential === null) return;
    if (!this.#isSecure && tls !== 'plain') throw new MailError('tls', 'not encrypted yet', { stage: 'auth', code: 'LOGINDISABLED' });
    this.#stayAwake();
    if (credential.kind === 'access-token') {
      const verb = { imap: 's1 AUTHENTICATE', pop3: 'AUTH', smtp: 'AUTH' }[protocol];
      this.#write(...this.#secretLine(`${verb} XOAUTH2 ${saslXoauth2(login, credential.accessToken)}`));
      return;
    }
    const { password } = credential;
    if (protocol === 'imap') {
      const quoted = (text: string) => `"${text.replaceAll(/[\\"]/g, '\\$&')}"`;
      this.#write(...this.#secretLine(`s1 LOGIN ${quoted(login)} ${quoted(password.reveal())}`));
    } else if (protocol === 'smtp') this.#write(...this.#secretLine(`AUTH PLAIN ${saslPlain(login, password)}`));
    else {
      this.#write(...this.#secretLine(`USER ${login}`));
      this.#write(...this.#secretLine(`PASS ${password.reveal()}`));
    }
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearTimeout(this.#idle);
    clearTimeout(this.#partial);
    this.#socket.destroy();
    this.#tellState();
  }

  #secretLine(line: string): [string, string] {
    return [line, this.#watch.sent(line)];
  }

  #write(line: string, shown: string): void {
    if (!this.#hasRoom(Buffer.byteLength(line) + 2)) return;
    this.#tell('out', shown);
    this.#socket.write(`${line}\r\n`);
  }

  /** Counts what crosses, in either direction (N2); what is too much ends the console. */
  #hasRoom(octets: number): boolean {
    this.#octets += octets;
    if (this.#octets <= this.#limits.octets) return true;
    this.#tell('note', 'Enough for one console: the connection is closed.');
    this.close();
    return false;
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk, socket));
    socket.on('error', () => {});
    socket.on('close', () => {
      if (socket !== this.#socket || !this.#isOpen) return;
      this.#flush();
      this.#tell('note', 'The server has hung up.');
      this.close();
    });
    socket.resume();
  }

  #take(chunk: Buffer, socket: Socket): void {
    if (!this.#isOpen || !this.#hasRoom(chunk.length)) return;
    // So many octets a second: the network is held back for the time that this chunk is worth.
    socket.pause();
    setTimeout(() => socket.resume(), (chunk.length / this.#limits.octetsPerSecond) * 1_000).unref();
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (let end = this.#rest.indexOf(0x0a); end >= 0; end = this.#rest.indexOf(0x0a)) {
      const line = this.#rest.subarray(0, end);
      this.#rest = this.#rest.subarray(end + 1);
      this.#tellIn(line[line.length - 1] === 0x0d ? line.subarray(0, -1) : line);
    }
    clearTimeout(this.#partial);
    if (this.#rest.length > 0) this.#partial = setTimeout(() => this.#flush(), partialMs).unref();
  }

  /** A line that the server did not end. */
  #flush(): void {
    if (this.#rest.length === 0) return;
    const line = this.#rest;
    this.#rest = Buffer.alloc(0);
    this.#tellIn(line);
  }

  #tellIn(octets: Buffer): void {
    const line = shownOctets(octets);
    const before = this.#watch.isSignedIn;
    this.#watch.received(line);
    this.#tell('in', line);
    if (this.#watch.isSignedIn !== before) this.#tellState();
  }

  #tell(direction: 'in' | 'out' | 'note', text: string): void {
    const shown = this.#redact(text);
    const cut = shown.length > longestShown ? `${shown.slice(0, longestShown)}…` : shown;
    this.#options.onEvent({ type: 'line', atMs: Math.round(this.#options.nowMs() - this.#startedAtMs), direction, text: cut });
  }

  #tellState(): void {
    this.#options.onEvent({ type: 'state', isSecure: this.#isSecure, isSignedIn: this.#watch.isSignedIn, isOpen: this.#isOpen });
  }

  #stayAwake(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.#tell('note', 'Nothing was typed for some minutes: the connection is closed.');
      this.close();
    }, this.#limits.idleMs).unref();
  }
}

/** Text as it is; controls and octets that are no UTF-8 as \xNN. */
function shownOctets(octets: Buffer): string {
  const text = octets.toString('utf8');
  const isText = !text.includes('\ufffd');
  const byNumber = (character: string) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  if (isText) return text.replaceAll(/\p{Cc}/gu, (character) => (character === '\t' ? character : byNumber(character)));
  return octets.toString('latin1').replaceAll(/[^ -~\t]/g, byNumber);
}
