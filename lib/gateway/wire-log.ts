import type { DoctorLine, DoctorProtocol, WireExchange, WireLogPage } from '#lib/contract/index.ts';
import { SecretWatch } from '#lib/doctor/index.ts';
import { type AccountId, isMailError } from '#lib/mail/index.ts';

const mostExchanges = 200;
const mostLines = 30;
const longestLine = 300;
/** What is looked at of a line: enough that a cut leaves no half of a secret behind. */
const longestRead = 16_384;

/** Texts of messages that a server gives as strings, where short enough for that: by their size only. */
const bodies = /\b((?:BODY|BINARY|RFC822)(?:\.TEXT|\.HEADER)?(?:\[[^\]]*\])?(?:<\d+>)?) "((?:[^"\\]|\\.)*)(?:"|$)/gi;
const bearer = /\bBearer\s+[A-Za-z0-9._~+/=-]+/gi;
/** Goes on with the exchange before: a step of a sign-in, the end of IDLE, a message and its dot. */
const isContinued = (line: string): boolean => /^(\[secret\]|DONE|\.|\(.*\))$/.test(line);

/** Which part of an answer a line is: of the oldest command without one, the end of that, or of what was answered last. */
const answerPart: Record<DoctorProtocol, (line: string) => 'part' | 'end' | 'more'> = {
  imap: () => 'more',
  pop3: (line) => (/^(\+OK|-ERR)/.test(line) ? 'end' : 'more'),
  smtp: (line) => (/^\d{3}-/.test(line) ? 'part' : 'end'),
};

/** What one connection tells of itself. */
export type WireTap = {
  onWire: (line: string, direction: 'in' | 'out') => void;
  /** a message fetched among many: counted, not kept */
  onBulk: (octets: number) => void;
  /** why the connection could not be made, or was refused */
  onFailure: (error: unknown) => void;
};

type Where = { protocol: DoctorProtocol; host: string; port: number };

/**
 * The last 200 exchanges of one account's connections, as they may be shown to its owner (protocols.md §8.1, security.md §8): the sessions have
 * taken their secret out of each line already; here every step of a sign-in goes, whatever it holds, and the texts of messages. In memory only.
 */
export class WireLog {
  readonly #nowMs: () => number;
  #exchanges: WireExchange[] = [];
  #numbers = 0;
  #revision = 0;
  #connections = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** One more connection of the account. */
  open({ protocol, host, port }: Where): WireTap {
    this.#connections += 1;
    const connection = this.#connections;
    const server = { protocol, host, port };
    const watch = new SecretWatch(protocol);
    let current: WireExchange | null = null;
    /** POP3, SMTP: commands sent ahead (PIPELINING), whose answers come in their order; IMAP's wait for each other here */
    const ahead: WireExchange[] = [];
    const begin = (): WireExchange => this.#begin(connection, server);
    return {
      onWire: (line, direction) => {
        if (direction === 'out') {
          const shown = watch.sent(line);
          if (current === null || !isContinued(shown)) {
            current = begin();
            if (protocol !== 'imap') ahead.push(current);
          }
          this.#add(current, 'out', shown);
          return;
        }
        const isStep = watch.isSigningIn;
        watch.received(line);
        const part = answerPart[protocol](line);
        if (part !== 'more') current = (part === 'end' ? ahead.shift() : ahead[0]) ?? current;
        current ??= begin();
        this.#add(current, 'in', isStep ? line.replace(/^(\+|334)[ -].*/s, '$1 [secret]') : line);
      },
      onBulk: (octets) => {
        current ??= begin();
        this.#add(current, 'in', `(${octets} octets)`);
      },
      onFailure: (error) => {
        current ??= begin();
        this.#add(current, 'note', isMailError(error) ? `${error.stage ?? error.kind} ${error.code ?? error.kind}` : 'failed');
      },
    };
  }

  /** What came or grew since `revision` (0: everything that is kept). One of before the process started means everything, too. */
  page(after: number): WireLogPage {
    const from = after > this.#revision ? 0 : after;
    return { revision: this.#revision, exchanges: this.#exchanges.filter(({ revision }) => revision > from) };
  }

  #begin(connection: number, server: WireExchange['server']): WireExchange {
    this.#numbers += 1;
    this.#revision += 1;
    const exchange: WireExchange = {
      number: this.#numbers,
      revision: this.#revision,
      atMs: this.#nowMs(),
      connection,
      server,
      lines: [],
      leftOut: 0,
    };
    this.#exchanges.push(exchange);
    if (this.#exchanges.length > mostExchanges) this.#exchanges.shift();
    return exchange;
  }

  #add(exchange: WireExchange, direction: DoctorLine['direction'], text: string): void {
    // The line that ends an answer is worth more than those in its midst.
    const { lines } = exchange;
    const isFull = lines.length >= 2 * mostLines || (lines.length >= mostLines && /^[*+(]/.test(text));
    this.#revision += 1;
    exchange.revision = this.#revision;
    if (isFull) exchange.leftOut += 1;
    else lines.push({ atMs: Math.max(0, this.#nowMs() - exchange.atMs), direction, text: fitToShow(text) });
  }
}

/** The logs of all accounts of this process. */
export class WireLogs {
  readonly #nowMs: () => number;
  readonly #logs = new Map<AccountId, WireLog>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  of(accountId: AccountId): WireLog {
    const log = this.#logs.get(accountId) ?? new WireLog(this.#nowMs);
    this.#logs.set(accountId, log);
    return log;
  }

  forget(accountId: AccountId): void {
    this.#logs.delete(accountId);
  }
}

function fitToShow(text: string): string {
  const whole = text
    .slice(0, longestRead)
    .replaceAll(bodies, (_, item: string, body: string) => `${item} (${body.length} characters)`)
    .replaceAll(bearer, 'Bearer [secret]')
    .replaceAll(/\p{Cc}/gu, '·');
  return whole.length > longestLine ? `${whole.slice(0, longestLine)}…` : whole;
}
