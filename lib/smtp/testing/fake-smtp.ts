import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/** What a scripted server answers to one command; null keeps silent, 'hang-up' closes without a word. */
export type Answer = string | null | 'hang-up';

export type FakeSmtpScript = {
  /** implicit TLS, STARTTLS, or neither */
  tls: 'tls' | 'starttls' | 'plain';
  /** undefined = the usual one */
  greeting?: Answer | (() => Answer | undefined);
  /** lines of EHLO before and after TLS; without codes */
  offersBefore?: string[];
  offers?: string[];
  /**
   * overrides by verb (EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, QUIT …) and by `.` for the end of data; undefined = the usual answer. After an
   * answer of 334 to AUTH, the next line is asked for as AUTH too.
   */
  answer?: (verb: string, line: string, session: { isSecure: boolean; recipients: number }) => Answer | undefined;
  /** called when it keeps silent, with what writes to the line all the same */
  onSilence?: (write: (text: string) => void) => void;
  /** STARTTLS was agreed to but no TLS follows */
  staysPlain?: boolean;
  /** called when so many octets of the message have come */
  onBody?: (octets: number, session: { write(text: string): void; hangUp(): void }) => void;
  key: string;
  cert: string;
};

export type FakeSmtp = {
  port: number;
  /** octets that came in the clear, and after TLS, of all connections */
  clear(): string;
  secured(): string;
  /** commands of all connections in order, without message octets */
  commands: string[];
  /** whole messages: those whose final dot came; as on the wire, dots still doubled */
  messages: string[];
  connections(): number;
  stop(): Promise<void>;
};

/** An SMTP server on a free loopback port that follows a script, for faults that a real server cannot be told to make. */
export async function startFakeSmtp(script: FakeSmtpScript): Promise<FakeSmtp> {
  const log = { clear: '', secured: '', commands: [] as string[], messages: [] as string[], connections: 0 };
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    log.connections += 1;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    if (script.tls === 'tls') serve(secure(socket, script), true, script, log, true);
    else serve(socket, false, script, log, true);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    port,
    clear: () => log.clear,
    secured: () => log.secured,
    commands: log.commands,
    messages: log.messages,
    connections: () => log.connections,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function secure(socket: Socket, { key, cert }: FakeSmtpScript): TLSSocket {
  const tlsSocket = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ key, cert }) });
  tlsSocket.on('error', () => socket.destroy());
  return tlsSocket;
}

type Log = { clear: string; secured: string; commands: string[]; messages: string[] };

function serve(socket: Socket, isSecure: boolean, script: FakeSmtpScript, log: Log, greets: boolean): void {
  let buffered = '';
  let message: string | null = null;
  let recipients = 0;
  let authStep = 0;
  let isInAuth = false;
  const say = (answer: Answer) => {
    if (answer === null) return script.onSilence?.((text) => void (socket.writable && socket.write(text)));
    if (answer === 'hang-up') socket.destroy();
    else socket.write(answer.endsWith('\n') ? answer : `${answer}\r\n`);
  };
  const control = { write: (text: string) => void socket.write(text), hangUp: () => void socket.destroy() };

  const usual = (verb: string): Answer => {
    const offers =
      isSecure || script.tls === 'plain'
        ? (script.offers ?? ['AUTH PLAIN LOGIN', 'SIZE 1000000', '8BITMIME', 'SMTPUTF8', 'PIPELINING'])
        : (script.offersBefore ?? ['STARTTLS']);
    switch (verb) {
      case 'EHLO':
        return ['fake.example', ...offers].map((line, at, all) => `250${at === all.length - 1 ? ' ' : '-'}${line}\r\n`).join('');
      case 'STARTTLS':
        return '220 2.0.0 go on';
      case 'AUTH':
        return '235 2.7.0 welcome';
      case 'DATA':
        return '354 go on';
      case '.':
        return '250 2.0.0 queued as F4K3';
      case 'QUIT':
        return '221 2.0.0 bye';
      default:
        return '250 2.0.0 fine';
    }
  };

  const onLine = (line: string) => {
    if (authStep > 0) {
      authStep -= 1;
      return say(authStep === 1 ? '334 UGFzc3dvcmQ6' : (script.answer?.('AUTH', line, { isSecure, recipients }) ?? usual('AUTH')));
    }
    log.commands.push(line);
    const verb = isInAuth ? 'AUTH' : (/^[A-Za-z]+/.exec(line)?.[0] ?? '').toUpperCase();
    if (verb === 'RCPT') recipients += 1;
    if (verb === 'AUTH' && /^AUTH LOGIN$/i.test(line)) {
      authStep = 2;
      return say('334 VXNlcm5hbWU6');
    }
    const given = script.answer?.(verb, line, { isSecure, recipients });
    const answer = given === undefined ? usual(verb) : given;
    say(answer);
    isInAuth = verb === 'AUTH' && answer?.startsWith('334') === true;
    if (verb === 'DATA' && answer?.startsWith('354')) message = '';
    if (verb === 'STARTTLS' && answer?.startsWith('220') && !script.staysPlain) {
      socket.off('data', onData);
      serve(secure(socket, script), true, script, log, false);
    }
    if (verb === 'QUIT') socket.end();
  };

  const onData = (chunk: Buffer) => {
    const text = chunk.toString('latin1');
    if (isSecure) log.secured += text;
    else log.clear += text;
    buffered += text;
    for (;;) {
      if (message !== null) {
        const whole = message + buffered;
        const end = whole.startsWith('.\r\n') ? 0 : whole.indexOf('\r\n.\r\n') + 2;
        if (end === 1) {
          // keep what may be the beginning of the end
          message = whole;
          buffered = '';
          script.onBody?.(whole.length, control);
          return;
        }
        log.messages.push(whole.slice(0, end));
        buffered = whole.slice(end + 3);
        message = null;
        const given = script.answer?.('.', '.', { isSecure, recipients });
        say(given === undefined ? usual('.') : given);
        recipients = 0;
        continue;
      }
      const end = buffered.indexOf('\r\n');
      if (end < 0) return;
      const line = buffered.slice(0, end);
      buffered = buffered.slice(end + 2);
      onLine(line);
      if (socket.listenerCount('data') === 0 || socket.destroyed) return;
    }
  };
  socket.on('data', onData);
  const greeting = typeof script.greeting === 'function' ? script.greeting() : script.greeting;
  if (greets) say(greeting === undefined ? '220 fake.example ESMTP' : greeting);
}
