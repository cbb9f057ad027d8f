import { MailError } from '#lib/mail/index.ts';

/** One element of a response (RFC 5804 §4): a word, a string (quoted or literal) or a parenthesis. */
export type SieveToken = { kind: 'word' | 'string' | 'open' | 'close'; text: string };

/** A response line with its literals in place. */
export type SieveLine = readonly SieveToken[];

/** One line without its literals; a script is one literal. */
export const maxLineOctets = 65_536;
export const maxLiteralOctets = 4 * 1024 * 1024;
const maxTokens = 2_000;

/**
 * Splits octets into response lines as they come, at any chunk border. Octets that make no line throw.
 *
 * @see RFC 5804 §1.2 (strings), §4 (grammar)
 */
export class SieveLineReader {
  #chunks: Buffer[] = [];
  #size = 0;
  #tokens: SieveToken[] = [];
  /** octets of the literal that must come next; null: a line goes on */
  #literal: number | null = null;
  /** how far the buffered octets were looked through for the end of a line */
  #seen = 0;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** Octets that belong to no complete line yet. */
  get pending(): number {
    return this.#size;
  }

  /** The next whole line, null until more octets came. @throws MailError 'protocol' */
  next(): SieveLine | null {
    for (;;) {
      if (this.#literal !== null) {
        if (this.#size < this.#literal) return null;
        this.#add({ kind: 'string', text: this.#take(this.#literal).toString('utf8') });
        this.#literal = null;
      }
      const line = this.#takeLine();
      if (line === null) return null;
      this.#literal = this.#tokenize(line);
      if (this.#literal !== null) continue;
      const tokens = this.#tokens;
      this.#tokens = [];
      return tokens;
    }
  }

  #takeLine(): string | null {
    const whole = this.#joined();
    const end = whole.indexOf(10, this.#seen);
    if (end < 0 || end > maxLineOctets) {
      if (this.#size > maxLineOctets) throw broken('a line without an end');
      this.#seen = this.#size;
      return null;
    }
    return this.#take(end + 1)
      .toString('utf8')
      .replace(/\r?\n$/, '');
  }

  #joined(): Buffer {
    const [only] = this.#chunks;
    if (this.#chunks.length === 1 && only !== undefined) return only;
    const whole = Buffer.concat(this.#chunks, this.#size);
    this.#chunks = [whole];
    return whole;
  }

  #take(octets: number): Buffer {
    const whole = this.#joined();
    this.#chunks = [whole.subarray(octets)];
    this.#size -= octets;
    this.#seen = 0;
    return whole.subarray(0, octets);
  }

  #add(token: SieveToken): void {
    if (this.#tokens.length >= maxTokens) throw broken('a line of too many words');
    this.#tokens.push(token);
  }

  /** @returns octets of the literal that the line ends with, else null */
  #tokenize(line: string): number | null {
    const pattern = /[ \t]*(?:"((?:[^"\\]|\\.)*)"|([()])|\{(\d{1,10})\+?\}$|([^\s"(){}]+))/gy;
    while (pattern.lastIndex < line.length) {
      const from = pattern.lastIndex;
      const match = pattern.exec(line);
      if (match === null) {
        if (line.slice(from).trim() === '') return null;
        throw broken('a line that is no response');
      }
      const [, quoted, parenthesis, literal, word] = match;
      if (quoted !== undefined) this.#add({ kind: 'string', text: quoted.replaceAll(/\\(.)/g, '$1') });
      else if (parenthesis !== undefined) this.#add({ kind: parenthesis === '(' ? 'open' : 'close', text: parenthesis });
      else if (word !== undefined) this.#add({ kind: 'word', text: word });
      else if (Number(literal) > maxLiteralOctets) throw broken('a literal that is too long');
      else return Number(literal);
    }
    return null;
  }
}

const broken = (message: string) => new MailError('protocol', `ManageSieve: ${message}`, { stage: 'command', code: 'SYNTAX' });
