import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { duplexPair } from 'node:stream';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';

/** One line of the client. */
export type FakePop3Request = {
  /** upper case; `+` for the answer to a challenge */
  command: string;
  args: string;
  isSecure: boolean;
  isLoggedIn: boolean;
  /** octets as they are */
  raw: (octets: Buffer | string) => void;
  /** one line; its line end is added */
  send: (line: string) => void;
  ok: (words?: string) => void;
  err: (words?: string) => void;
  /** a multi-line answer: lines, each stuffed, and the terminator */
  lines: (lines: readonly string[]) => void;
  /** `+` and a challenge; the client's answer comes as command `+` of what was asked */
  ask: (challenge: string, answered: (answer: string) => void) => void;
  signIn: () => void;
  socket: Socket;
};

export type FakePop3Options = {
  greeting?: string | Buffer | null;
  /** lines of CAPA; null: there is none */
  capabilities?: readonly string[] | null;
  /** before TLS, where they differ */
  clearCapabilities?: readonly string[] | null;
  /** after login, where they differ */
  loggedInCapabilities?: readonly string[] | null;
  /** certificate and key; without them there is no TLS here */
  tls?: { mode: 'implicit' | 'starttls'; certFile: string; keyFile: string };
  stlsAnswer?: string;
  /** no TLS follows the answer to STLS */
  staysClear?: boolean;
  /** raw messages, CRLF line ends; null: deleted */
  messages?: (string | null)[];
  uids?: readonly string[];
  password?: string;
  /** answers instead of the usual ones, by command in lower case */
  on?: Record<string, (request: FakePop3Request) => void>;
  /** the pieces in which octets go out; an empty piece hangs up */
  cut?: (octets: Buffer) => Buffer[];
};

export type FakePop3Server = AsyncDisposable & {
  port: number;
  /** every line of all clients as received */
  received: { text: string; isSecure: boolean }[];
  lines: () => string[];
  sockets: Socket[];
  /** connections that are open */
  open: () => number;
  /** the maildrop: messages removed at QUIT are null */
  messages: (string | null)[];
};

export const fakePop3Capabilities = ['USER', 'UIDL', 'TOP', 'PIPELINING', 'RESP-CODES', 'AUTH-RESP-CODE', 'SASL PLAIN', 'EXPIRE NEVER'];
export const fakePop3Timestamp = '<1896.697170952@pop.example>';

/** Dots in front, terminator behind (RFC 1939 §3); a message without a last line end gets one. */
export function stuffMessage(message: string): string {
  const body = message === '' || message.endsWith('\r\n') ? message : `${message}\r\n`;
  return `${body.replaceAll(/^\./gm, (_dot, at: number) => (at === 0 || body[at - 2] === '\r' ? '..' : '.'))}.\r\n`;
}

/** A scripted POP3 server for odd servers and faults: line by line, with a maildrop good enough to download from. */
export async function startFakePop3(options: FakePop3Options = {}): Promise<FakePop3Server> {
  const received: FakePop3Server['received'] = [];
  const sockets: Socket[] = [];
  const messages = [...(options.messages ?? [])];
  const credentials = options.tls ? { cert: readFileSync(options.tls.certFile), key: readFileSync(options.tls.keyFile) } : null;
  const isImplicit = options.tls?.mode === 'implicit' && credentials !== null;
  const open = new Set<Socket>();
  const onConnection = (socket: Socket) => {
    sockets.push(socket);
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    const connection = new FakeConnection(options, credentials, received, messages);
    connection.listen(socket, isImplicit);
    const greeting = options.greeting === undefined ? `+OK ready ${fakePop3Timestamp}\r\n` : options.greeting;
    if (greeting !== null) connection.write(greeting);
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
    sockets,
    open: () => open.size,
    messages,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** The same in memory, for one connection: the client's end, whose chunks are exactly the pieces of `cut`. */
export function fakePop3Stream(options: FakePop3Options): { client: Socket; messages: (string | null)[]; lines: () => string[] } {
  const [client, server] = duplexPair();
  const received: FakePop3Server['received'] = [];
  const messages = [...(options.messages ?? [])];
  const connection = new FakeConnection(options, null, received, messages);
  connection.listen(server as unknown as Socket, false);
  connection.write(options.greeting ?? `+OK ready ${fakePop3Timestamp}\r\n`);
  return { client: client as unknown as Socket, messages, lines: () => received.map(({ text }) => text) };
}

class FakeConnection {
  readonly #options: FakePop3Options;
  readonly #credentials: { cert: Buffer; key: Buffer } | null;
  readonly #received: FakePop3Server['received'];
  readonly #messages: (string | null)[];
  readonly #deleted = new Set<number>();
  #socket: Socket | null = null;
  #isSecure = false;
  #isLoggedIn = false;
  #pending = Buffer.alloc(0);
  #answered: ((answer: string) => void) | null = null;

  constructor(
    options: FakePop3Options,
    credentials: { cert: Buffer; key: Buffer } | null,
    received: FakePop3Server['received'],
    messages: (string | null)[],
  ) {
    this.#options = options;
    this.#credentials = credentials;
    this.#received = received;
    this.#messages = messages;
  }

  listen(socket: Socket, isSecure: boolean): void {
    this.#socket = socket;
    this.#isSecure = isSecure;
    socket.on('data', this.#onData);
    socket.on('error', () => {});
  }

  write(octets: string | Buffer): void {
    const socket = this.#socket;
    if (socket === null || !socket.writable || octets.length === 0) return;
    const whole = typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets;
    for (const piece of this.#options.cut?.(whole) ?? [whole]) {
      if (piece.length > 0) socket.write(piece);
      else {
        socket.end();
        return;
      }
    }
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    for (let end = this.#pending.indexOf('\r\n'); end >= 0; end = this.#pending.indexOf('\r\n')) {
      const text = this.#pending.subarray(0, end).toString('utf8');
      this.#pending = this.#pending.subarray(end + 2);
      this.#received.push({ text, isSecure: this.#isSecure });
      const answered = this.#answered;
      this.#answered = null;
      if (answered !== null) answered(text);
      else this.#handle(text);
    }
  };

  #handle(text: string): void {
    const [name = '', ...rest] = text.split(' ');
    const send = (line: string) => this.write(`${line}\r\n`);
    const request: FakePop3Request = {
      command: name.toUpperCase(),
      args: rest.join(' '),
      isSecure: this.#isSecure,
      isLoggedIn: this.#isLoggedIn,
      raw: (octets) => this.write(octets),
      send,
      ok: (words = 'done') => send(`+OK ${words}`),
      err: (words = 'no') => send(`-ERR ${words}`),
      lines: (lines) => this.write(stuffMessage(lines.map((line) => `${line}\r\n`).join(''))),
      ask: (challenge, answered) => {
        this.#answered = answered;
        send(`+ ${challenge}`);
      },
      signIn: () => {
        this.#isLoggedIn = true;
      },
      socket: this.#socket as Socket,
    };
    const custom = this.#options.on?.[request.command.toLowerCase()];
    if (custom !== undefined) custom(request);
    else this.#answer(request);
  }

  #offered(): readonly string[] | null {
    const { capabilities = fakePop3Capabilities, clearCapabilities, loggedInCapabilities, tls } = this.#options;
    if (this.#isLoggedIn && loggedInCapabilities !== undefined) return loggedInCapabilities;
    if (this.#isSecure || tls?.mode !== 'starttls') return capabilities;
    return clearCapabilities === undefined ? ['STLS'] : clearCapabilities;
  }

  #answer(request: FakePop3Request): void {
    const { command, args, ok, err, lines, socket } = request;
    const offered = this.#offered();
    if (command === 'CAPA' && offered !== null) {
      ok('list follows');
      lines(offered);
    } else if (command === 'STLS' && this.#credentials !== null) this.#startTls();
    else if (command === 'UTF8' && offered?.includes('UTF8')) ok();
    else if (command === 'QUIT') {
      if (this.#isLoggedIn) for (const number of this.#deleted) this.#messages[number - 1] = null;
      ok('bye');
      socket.end();
    } else if (this.#isLoggedIn) this.#transaction(request);
    else if (['USER', 'PASS', 'APOP', 'AUTH'].includes(command)) this.#logIn(request);
    else err(`unknown command ${args.length}`);
  }

  #logIn({ command, args, ok, err, ask, signIn }: FakePop3Request): void {
    const { password } = this.#options;
    const judge = (isRight: boolean) => {
      if (!isRight) return err('[AUTH] refused');
      signIn();
      ok('logged in');
    };
    const judgePlain = (response: string) =>
      judge(password === undefined || Buffer.from(response, 'base64').toString().split('\0')[2] === password);
    if (command === 'USER') ok();
    else if (command === 'PASS') judge(password === undefined || args === password);
    else if (command === 'APOP') {
      const digest = createHash('md5').update(`${fakePop3Timestamp}${password}`).digest('hex');
      judge(password === undefined || args.split(' ')[1] === digest);
    } else if (args.toUpperCase() === 'PLAIN') ask('', judgePlain);
    else judgePlain(args.split(' ')[1] ?? '');
  }

  #transaction({ command, args, ok, err, lines, raw }: FakePop3Request): void {
    const [first = '', second = ''] = args.split(' ');
    const number = Number(first);
    const isThere = (at: number) => typeof this.#messages[at - 1] === 'string' && !this.#deleted.has(at);
    const uidOf = (at: number) => this.#options.uids?.[at - 1] ?? `uid-${at}`;
    const there = this.#messages.map((_message, index) => index + 1).filter(isThere);
    const message = this.#messages[number - 1] ?? '';
    if (command === 'STAT') ok(`${there.length} ${there.reduce((sum, at) => sum + (this.#messages[at - 1]?.length ?? 0), 0)}`);
    else if (command === 'NOOP') ok();
    else if (command === 'RSET') {
      this.#deleted.clear();
      ok();
    } else if ((command === 'LIST' || command === 'UIDL') && first === '') {
      ok();
      lines(there.map((at) => `${at} ${command === 'UIDL' ? uidOf(at) : this.#messages[at - 1]?.length}`));
    } else if (!['LIST', 'UIDL', 'RETR', 'TOP', 'DELE'].includes(command)) err('unknown command');
    else if (!isThere(number)) err('no such message');
    else if (command === 'LIST') ok(`${number} ${message.length}`);
    else if (command === 'UIDL') ok(`${number} ${uidOf(number)}`);
    else if (command === 'DELE') {
      this.#deleted.add(number);
      ok();
    } else if (command === 'RETR') raw(`+OK ${message.length} octets\r\n${stuffMessage(message)}`);
    else {
      const [head = '', ...body] = message.split('\r\n\r\n');
      const wanted = body.join('\r\n\r\n').split('\r\n').slice(0, Number(second));
      raw(`+OK\r\n${stuffMessage(`${head}\r\n\r\n${wanted.map((line) => `${line}\r\n`).join('')}`)}`);
    }
  }

  #startTls(): void {
    const { stlsAnswer = '+OK begin\r\n', staysClear = false } = this.#options;
    const socket = this.#socket;
    if (this.#credentials === null || socket === null) return;
    this.write(stlsAnswer);
    if (staysClear) return;
    socket.off('data', this.#onData);
    this.listen(new TLSSocket(socket, { ...this.#credentials, isServer: true }), true);
  }
}
