import type { DoctorProtocol } from '#lib/contract/index.ts';

/** A command that waits for its answer: `name` is a step before the one that signs in. */
type Waiting = { kind: 'other' | 'name' | 'auth'; tag: string };

const commands: Record<DoctorProtocol, RegExp> = {
  imap: /^\s*(\S+)\s+(LOGIN|AUTHENTICATE)(?:\s+(\S+))?(?:\s|$)/i,
  pop3: /^(\s*)(USER|PASS|APOP|AUTH)(?:\s+(\S+))?(?:\s|$)/i,
  smtp: /^(\s*)(AUTH)(?:\s+(\S+))?(?:\s|$)/i,
};

/**
 * Follows a conversation typed by hand, to know which of its lines hold secrets: arguments of LOGIN, AUTHENTICATE, AUTH, USER, PASS and
 * APOP, and every line until the answer that ends them (protocols.md §8.1); and whether somebody is signed in. Answers come in the order of
 * the commands, those of IMAP by their tags, so that lines typed ahead of answers end no exchange too early.
 */
export class SecretWatch {
  readonly #protocol: DoctorProtocol;
  #waiting: Waiting[] = [];
  #isMessageAsked = false;
  isSignedIn = false;
  /** a message is being typed (SMTP, between the answer to DATA and the dot) */
  isInMessage = false;

  constructor(protocol: DoctorProtocol) {
    this.#protocol = protocol;
  }

  /** A command that signs in is under way: challenges and answers are its steps. */
  get isSigningIn(): boolean {
    return this.#waiting.some(({ kind }) => kind !== 'other');
  }

  /** @returns the line as it may be shown */
  sent(line: string): string {
    if (this.isInMessage) {
      // Answered in the place of DATA, which still waits.
      if (line === '.') this.isInMessage = false;
      return line;
    }
    const [, tag = '', verb = '', first = ''] = commands[this.#protocol].exec(line) ?? [];
    if (verb === '') {
      if (this.isSigningIn) return '[secret]';
      this.#isMessageAsked ||= this.#protocol === 'smtp' && /^\s*DATA\s*$/i.test(line);
      if (this.#protocol !== 'imap') this.#waiting.push({ kind: 'other', tag: '' });
      return line;
    }
    this.#waiting.push({ kind: /^USER$/i.test(verb) ? 'name' : 'auth', tag });
    // The mechanism is none; what stands behind it, or in its place, is.
    const mechanism = /^AUTH/i.test(verb) ? first : '';
    const rest = line.trim().split(/\s+/).length - [tag.trim(), verb, mechanism].filter(Boolean).length;
    return [tag.trim(), verb, mechanism, rest > 0 ? '[secret]' : ''].filter(Boolean).join(' ');
  }

  received(line: string): void {
    if (this.#protocol === 'imap') this.#receivedImap(line);
    else if (this.#protocol === 'pop3') this.#receivedPop3(line);
    else this.#receivedSmtp(line);
  }

  #receivedImap(line: string): void {
    const at = this.#waiting.findIndex(({ tag }) => line.startsWith(`${tag} `));
    if (at < 0) return;
    if (/^\S+ OK\b/i.test(line)) this.isSignedIn = true;
    this.#waiting.splice(at, 1);
  }

  #receivedPop3(line: string): void {
    if (!/^(\+OK|-ERR)/.test(line)) return;
    if (this.#waiting.shift()?.kind === 'auth' && line.startsWith('+OK')) this.isSignedIn = true;
  }

  #receivedSmtp(line: string): void {
    if (/^\d{3}-/.test(line) || !/^\d{3}/.test(line)) return;
    if (this.#isMessageAsked && line.startsWith('354')) {
      this.isInMessage = true;
      this.#isMessageAsked = false;
      return;
    }
    // A challenge: the exchange goes on.
    if (line.startsWith('3') && this.#waiting[0]?.kind === 'auth') return;
    if (this.#waiting.shift()?.kind === 'auth' && line.startsWith('235')) this.isSignedIn = true;
  }
}
