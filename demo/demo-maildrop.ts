import { timingSafeEqual } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

const capabilities = [
  'USER',
  'UIDL',
  'TOP',
  'PIPELINING',
  'RESP-CODES',
  'AUTH-RESP-CODE',
  'SASL PLAIN',
  'EXPIRE NEVER',
  'IMPLEMENTATION Postern-demo',
];
/** A line longer than this comes from nobody who means well. */
const longestLine = 4_096;

/** null: removed at a QUIT. The place in the list names a message for good. */
type Maildrop = (Buffer | null)[];

/** One mailbox of the demo that is read over POP3: a server of its own, in memory, on a free port of the loopback address (RFC 1939, RFC 2449). */
export class DemoMaildrop {
  readonly address: string;
  readonly #maildrop: Maildrop;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(address: string, password: string, messages: readonly Buffer[]) {
    this.address = address;
    this.#maildrop = [...messages];
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      socket.on('error', () => socket.destroy());
      new MaildropSession(socket, this.#maildrop, { address, password }).greet();
    });
  }

  static async start(address: string, password: string, messages: readonly Buffer[]): Promise<DemoMaildrop> {
    const maildrop = new DemoMaildrop(address, password, messages);
    await new Promise<void>((resolve, reject) => {
      maildrop.#server.once('error', reject);
      maildrop.#server.listen(0, '127.0.0.1', resolve);
    });
    return maildrop;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** A new message, there for the next session. */
  deliver(raw: Buffer): void {
    this.#maildrop.push(raw);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

class MaildropSession {
  readonly #socket: Socket;
  readonly #maildrop: Maildrop;
  readonly #who: { address: string; password: string };
  /** message numbers of this session: places in the maildrop */
  #places: number[] = [];
  readonly #deleted = new Set<number>();
  #user = '';
  #isLoggedIn = false;
  #awaitsPlain = false;
  #pending = '';

  constructor(socket: Socket, maildrop: Maildrop, who: { address: string; password: string }) {
    this.#socket = socket;
    this.#maildrop = maildrop;
    this.#who = who;
  }

  greet(): void {
    this.#say('+OK Postern demo');
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (text: string) => {
      this.#pending += text;
      for (let end = this.#pending.indexOf('\r\n'); end >= 0; end = this.#pending.indexOf('\r\n')) {
        const line = this.#pending.slice(0, end);
        this.#pending = this.#pending.slice(end + 2);
        this.#answer(line);
      }
      if (this.#pending.length > longestLine) this.#socket.destroy();
    });
  }

  #say(line: string): void {
    if (this.#socket.writable) this.#socket.write(`${line}\r\n`);
  }

  #sayLines(lines: readonly string[]): void {
    for (const line of lines) this.#say(line);
    this.#say('.');
  }

  #answer(line: string): void {
    if (this.#awaitsPlain) {
      this.#awaitsPlain = false;
      this.#signInPlain(line);
      return;
    }
    const [name = '', ...args] = line.split(' ');
    const command = name.toUpperCase();
    if (command === 'CAPA') {
      this.#say('+OK');
      this.#sayLines(capabilities);
    } else if (command === 'QUIT') {
      if (this.#isLoggedIn) for (const place of this.#deleted) this.#maildrop[place] = null;
      this.#say('+OK bye');
      this.#socket.end();
    } else if (this.#isLoggedIn) this.#transaction(command, args);
    else if (command === 'USER') {
      this.#user = args.join(' ');
      this.#say('+OK');
    } else if (command === 'PASS') this.#signIn(this.#user, args.join(' '));
    else if (command === 'AUTH' && args[0]?.toUpperCase() === 'PLAIN') {
      this.#awaitsPlain = args[1] === undefined;
      if (args[1] === undefined) this.#say('+ ');
      else this.#signInPlain(args[1]);
    } else this.#say('-ERR unknown command');
  }

  #signInPlain(response: string): void {
    const [, user = '', password = ''] = Buffer.from(response, 'base64').toString('utf8').split('\0');
    this.#signIn(user, password);
  }

  #signIn(user: string, password: string): void {
    const [given, right] = [Buffer.from(password), Buffer.from(this.#who.password)];
    this.#isLoggedIn = user === this.#who.address && given.length === right.length && timingSafeEqual(given, right);
    this.#places = this.#maildrop.flatMap((message, place) => (message === null ? [] : [place]));
    this.#say(this.#isLoggedIn ? '+OK' : '-ERR [AUTH] wrong name or password');
  }

  #transaction(command: string, [first, second = '0']: string[]): void {
    const there = [...this.#places.entries()].filter(([, place]) => !this.#deleted.has(place));
    const sizeOf = (place: number) => this.#maildrop[place]?.length ?? 0;
    const shownOf = (place: number) => (command === 'UIDL' ? `demo-${place}` : String(sizeOf(place)));
    if (command === 'STAT') this.#say(`+OK ${there.length} ${there.reduce((sum, [, place]) => sum + sizeOf(place), 0)}`);
    else if (command === 'NOOP') this.#say('+OK');
    else if (command === 'RSET') {
      this.#deleted.clear();
      this.#say('+OK');
    } else if (!['LIST', 'UIDL', 'RETR', 'TOP', 'DELE'].includes(command)) this.#say('-ERR unknown command');
    else if (first === undefined && command !== 'LIST' && command !== 'UIDL') this.#say('-ERR which message?');
    else if (first === undefined) {
      this.#say('+OK');
      this.#sayLines(there.map(([index, place]) => `${index + 1} ${shownOf(place)}`));
    } else {
      const found = there.find(([index]) => index + 1 === Number(first));
      const message = found === undefined ? null : this.#maildrop[found[1]];
      if (found === undefined || message == null) this.#say('-ERR no such message');
      else if (command === 'DELE') {
        this.#deleted.add(found[1]);
        this.#say('+OK');
      } else if (command === 'RETR') this.#send(message.toString('latin1'));
      else if (command === 'TOP') this.#send(topOf(message.toString('latin1'), Number(second)));
      else this.#say(`+OK ${first} ${shownOf(found[1])}`);
    }
  }

  /** A message with its stuffed dots and the terminator (RFC 1939 §3). */
  #send(message: string): void {
    const body = message.endsWith('\r\n') ? message : `${message}\r\n`;
    this.#socket.write(`+OK\r\n${body.startsWith('.') ? '.' : ''}${body.replaceAll('\r\n.', '\r\n..')}.\r\n`, 'latin1');
  }
}

/** The header, the empty line, and so many lines of the body (RFC 1939 §7). */
function topOf(message: string, lines: number): string {
  const end = message.indexOf('\r\n\r\n');
  if (end < 0) return message;
  const body = message
    .slice(end + 4)
    .split('\r\n')
    .slice(0, Math.max(0, lines || 0));
  return `${message.slice(0, end + 4)}${body.map((line) => `${line}\r\n`).join('')}`;
}
