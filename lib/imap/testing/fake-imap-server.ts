import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';

/** One command of the client, literals put in the place of their sizes. */
export type FakeRequest = {
  tag: string;
  /** upper case, `UID FETCH` in one; `+` for the answer to a continuation */
  command: string;
  args: string;
  isSecure: boolean;
  /** one line; its line end is added */
  send: (line: string) => void;
  /** octets as they are */
  raw: (octets: Buffer | string) => void;
  ok: (words?: string) => void;
  no: (words: string) => void;
  bad: (words: string) => void;
  /** `+` and a challenge; the client's answer comes as command `+` */
  ask: (challenge: string) => void;
  socket: Socket;
};

export type FakeMailbox = { exists: number; uidNext: number; uidValidity: number; highestModSeq?: number; permanentFlags?: string };

export type FakeImapOptions = {
  /** `* OK …` by default; null: say nothing */
  greeting?: string | Buffer | null;
  capabilities?: string;
  /** before TLS, where they differ */
  clearCapabilities?: string;
  /** certificate and key; without them there is no TLS here */
  tls?: { mode: 'implicit' | 'starttls'; certFile: string; keyFile: string };
  /** answers instead of the usual ones, by command in lower case; `append size` answers before the literal is taken */
  on?: Record<string, (request: FakeRequest) => void>;
  /** lines instead of the OK to STARTTLS, `<tag>` for the tag of the command */
  starttlsAnswer?: string;
  /** no TLS follows the answer to STARTTLS */
  staysClear?: boolean;
  mailbox?: FakeMailbox;
};

export type FakeImapServer = AsyncDisposable & {
  port: number;
  /** every line and literal of all clients as received */
  received: { text: string; isSecure: boolean }[];
  lines: () => string[];
  /** the newest connection */
  socket: () => Socket;
};

export const fakeCapabilities =
  'IMAP4rev1 AUTH=PLAIN IDLE UIDPLUS MOVE ESEARCH ENABLE CONDSTORE QRESYNC UNSELECT NAMESPACE SPECIAL-USE LIST-EXTENDED LIST-STATUS';

/** A scripted IMAP server for odd servers and faults: line by line, with answers good enough to log in and to open a mailbox. */
export async function startFakeImap(options: FakeImapOptions = {}): Promise<FakeImapServer> {
  const received: FakeImapServer['received'] = [];
  const sockets: Socket[] = [];
  const credentials = options.tls ? { cert: readFileSync(options.tls.certFile), key: readFileSync(options.tls.keyFile) } : null;
  const isImplicit = options.tls?.mode === 'implicit' && credentials !== null;
  const onConnection = (socket: Socket) => {
    const connection = new FakeConnection(options, credentials, received, sockets);
    connection.listen(socket, isImplicit);
    const greeting = options.greeting === undefined ? `* OK [CAPABILITY ${connection.offered()}] ready\r\n` : options.greeting;
    if (greeting !== null) socket.write(greeting);
  };
  const server = isImplicit
    ? createTlsServer({ ...credentials, noDelay: true }, onConnection)
    : createServer({ noDelay: true }, onConnection);
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received,
    lines: () => received.map(({ text }) => text),
    socket: () => {
      const last = sockets[sockets.length - 1];
      if (last === undefined) throw new Error('nobody connected yet');
      return last;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

class FakeConnection {
  readonly #options: FakeImapOptions;
  readonly #credentials: { cert: Buffer; key: Buffer } | null;
  readonly #received: FakeImapServer['received'];
  readonly #sockets: Socket[];
  #socket: Socket | null = null;
  #isSecure = false;
  #pending: Buffer = Buffer.alloc(0);
  #command = '';
  #literalLeft = -1;
  /** tag of a command that waits for the client's answer to `+` */
  #continued: string | null = null;

  constructor(
    options: FakeImapOptions,
    credentials: { cert: Buffer; key: Buffer } | null,
    received: FakeImapServer['received'],
    sockets: Socket[],
  ) {
    this.#options = options;
    this.#credentials = credentials;
    this.#received = received;
    this.#sockets = sockets;
  }

  listen(socket: Socket, isSecure: boolean): void {
    this.#socket = socket;
    this.#isSecure = isSecure;
    this.#sockets.push(socket);
    socket.on('data', this.#onData);
    socket.on('error', () => {});
  }

  offered(): string {
    const { capabilities = fakeCapabilities, clearCapabilities, tls } = this.#options;
    if (this.#isSecure) return capabilities;
    return clearCapabilities ?? (tls?.mode === 'starttls' ? `IMAP4rev1 STARTTLS LOGINDISABLED` : capabilities);
  }

  #write(octets: string | Buffer): void {
    if (this.#socket?.writable) this.#socket.write(octets);
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    while (this.#takePiece());
  };

  /** Takes a line or a literal out of what arrived; false when neither is whole. */
  #takePiece(): boolean {
    if (this.#literalLeft >= 0) {
      if (this.#pending.length < this.#literalLeft) return false;
      this.#command += this.#take(this.#literalLeft);
      this.#literalLeft = -1;
      return true;
    }
    const end = this.#pending.indexOf('\r\n');
    if (end < 0) return false;
    const line = this.#take(end);
    this.#pending = this.#pending.subarray(2);
    const marker = /\{(\d+)(\+?)\}$/.exec(line);
    if (marker === null) {
      const whole = this.#command + line;
      this.#command = '';
      this.#handle(whole);
      return true;
    }
    this.#command += line.slice(0, marker.index);
    const request = this.#requestOf(this.#command);
    const refuse = this.#options.on?.[`${request.command.toLowerCase()} size`];
    if (refuse !== undefined) {
      this.#command = '';
      refuse(request);
      return true;
    }
    this.#literalLeft = Number(marker[1]);
    if (marker[2] !== '+') this.#write('+ go ahead\r\n');
    return true;
  }

  #take(length: number): string {
    const text = this.#pending.subarray(0, length).toString('latin1');
    this.#pending = this.#pending.subarray(length);
    this.#received.push({ text, isSecure: this.#isSecure });
    return text;
  }

  #requestOf(text: string): FakeRequest {
    const [first = '', name = '', ...rest] = this.#continued === null ? text.split(' ') : [this.#continued, '+', text];
    const isUid = name.toUpperCase() === 'UID';
    const write = (octets: string | Buffer) => this.#write(octets);
    return {
      tag: first,
      command: isUid ? `UID ${(rest[0] ?? '').toUpperCase()}` : name.toUpperCase(),
      args: rest.slice(isUid ? 1 : 0).join(' '),
      isSecure: this.#isSecure,
      socket: this.#socket as Socket,
      send: (line) => write(`${line}\r\n`),
      raw: write,
      ok: (words = 'done') => write(`${first} OK ${words}\r\n`),
      no: (words) => write(`${first} NO ${words}\r\n`),
      bad: (words) => write(`${first} BAD ${words}\r\n`),
      ask: (challenge) => {
        this.#continued = first;
        write(`+ ${challenge}\r\n`);
      },
    };
  }

  #handle(text: string): void {
    const request = this.#requestOf(text);
    this.#continued = null;
    const { command } = request;
    const custom = this.#options.on?.[command.toLowerCase()];
    if (custom !== undefined) custom(request);
    else if (command === 'STARTTLS') this.#startTls(request);
    else if (command === 'AUTHENTICATE' || command === 'IDLE') request.ask('');
    else if (command === '+' || command === 'LOGIN') request.ok(`[CAPABILITY ${this.#options.capabilities ?? fakeCapabilities}] welcome`);
    else this.#answer(request);
  }

  #startTls({ tag, bad }: FakeRequest): void {
    const { starttlsAnswer = '<tag> OK begin\r\n', staysClear = false } = this.#options;
    const socket = this.#socket;
    if (this.#credentials === null || socket === null) {
      bad('no STARTTLS here');
      return;
    }
    this.#write(starttlsAnswer.replaceAll('<tag>', tag));
    if (staysClear) return;
    socket.off('data', this.#onData);
    this.listen(new TLSSocket(socket, { ...this.#credentials, isServer: true }), true);
  }

  #answer({ command, args, send, ok, socket }: FakeRequest): void {
    const { mailbox = { exists: 0, uidNext: 1, uidValidity: 1 } } = this.#options;
    if (command === 'CAPABILITY') send(`* CAPABILITY ${this.offered()}`);
    else if (command === 'NAMESPACE') send('* NAMESPACE (("" "/")) NIL NIL');
    else if (command === 'ENABLE') send(`* ENABLED ${args}`);
    else if (command === 'SELECT' || command === 'EXAMINE') {
      send('* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)');
      send(`* OK [PERMANENTFLAGS (${mailbox.permanentFlags ?? '\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*'})] kept`);
      send(`* ${mailbox.exists} EXISTS`);
      send(`* OK [UIDVALIDITY ${mailbox.uidValidity}] valid`);
      send(`* OK [UIDNEXT ${mailbox.uidNext}] next`);
      send(mailbox.highestModSeq === undefined ? '* OK [NOMODSEQ] none' : `* OK [HIGHESTMODSEQ ${mailbox.highestModSeq}] highest`);
    } else if (command === 'LOGOUT') send('* BYE see you');
    if (command === 'SELECT') ok('[READ-WRITE] open');
    else if (command === 'EXAMINE') ok('[READ-ONLY] open');
    else ok();
    if (command === 'LOGOUT') socket.end();
  }
}
