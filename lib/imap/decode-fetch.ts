import { emptyFetchRow, type FetchRow, takeFetchItem } from './fetch-row.ts';
import type { ImapToken, ImapTokens, ImapValue } from './tokens.ts';

/** Deeper lists are left to the library, which drops the item and keeps the row. */
const maxDepth = 60;
const maxItems = 40;

/**
 * Reads one whole FETCH answer, `* 12 FETCH (UID 5 …)` CRLF with its literals (RFC 9051 §7.5.2), straight into a row: the lean way for the
 * bulk of a fill. It reads what servers send as a rule and gives up on everything else, so that whatever it reads means what the library's
 * parser makes of it.
 *
 * @returns null when it is not sure; the library is to read the answer then
 */
export function decodeFetch(octets: Buffer): FetchRow | null {
  const reader = new Reader(octets);
  return reader.skipOpening() ? reader.readItems() : null;
}

const opening = /^\* \d{1,10} FETCH \(/i;
/** A section without anything that would need care. */
const plainSection =
  /^(?:[1-9][0-9.]*)?[A-Z]*(?:\.[A-Z]+)*(?: \((?:[A-Z][A-Z0-9-]*|"[A-Z0-9-]+")(?: (?:[A-Z][A-Z0-9-]*|"[A-Z0-9-]+"))*\))?$/i;

/** The answers of one fetch all repeat the section; it is looked at once. */
let lastSection = '';

/** What stands where no value can begin, or a value that is not read here. */
const unsure = Symbol('unsure');
type Read = ImapValue | typeof unsure;

const code = { space: 0x20, quote: 0x22, open: 0x28, close: 0x29, backslash: 0x5c, bracket: 0x5b, brace: 0x7b, tilde: 0x7e } as const;

class Reader {
  readonly #octets: Buffer;
  /** one character for each octet */
  readonly #text: string;
  #at = 0;

  constructor(octets: Buffer) {
    this.#octets = octets;
    this.#text = octets.toString('latin1');
  }

  skipOpening(): boolean {
    const match = opening.exec(this.#text.slice(0, 24));
    if (match === null) return false;
    this.#at = match[0].length;
    return true;
  }

  readItems(): FetchRow | null {
    const text = this.#text;
    const row = emptyFetchRow();
    for (let items = 0; items < maxItems; items += 1) {
      const name = this.#word();
      if (name === '') return null;
      let hasSection = false;
      let origin: number | null = null;
      if (text.charCodeAt(this.#at) === code.bracket) {
        if (!/^(?:BODY|BINARY)$/i.test(name) || !this.#skipSection()) return null;
        hasSection = true;
        origin = this.#origin();
        if (origin === -1) return null;
      }
      if (text.charCodeAt(this.#at) !== code.space) return null;
      this.#at += 1;
      const value = this.#value(0);
      if (value === unsure) return null;
      takeFetchItem(row, name.toUpperCase(), hasSection, origin, value);
      const next = text.charCodeAt(this.#at);
      this.#at += 1;
      if (next === code.close) return this.#isAtEnd() ? row : null;
      if (next !== code.space) return null;
    }
    return null;
  }

  #isAtEnd(): boolean {
    const at = this.#text.charCodeAt(this.#at) === 0x0d ? this.#at + 1 : this.#at;
    return at + 1 === this.#text.length && this.#text.charCodeAt(at) === 0x0a;
  }

  #skipSection(): boolean {
    const end = this.#text.indexOf(']', this.#at);
    if (end < 0) return false;
    const section = this.#text.slice(this.#at + 1, end);
    if (section !== lastSection) {
      if (section.length > 4_000 || !plainSection.test(section)) return false;
      lastSection = section;
    }
    this.#at = end + 1;
    return true;
  }

  /** `<4096>` behind a section: null when there is none, -1 when it cannot be read. */
  #origin(): number | null {
    const text = this.#text;
    if (text.charCodeAt(this.#at) !== 0x3c) return null;
    const match = /^<(0|[1-9]\d{0,9})>/.exec(text.slice(this.#at, this.#at + 12));
    if (match === null) return -1;
    this.#at += match[0].length;
    return Number(match[1]);
  }

  #value(depth: number): Read {
    switch (this.#text.charCodeAt(this.#at)) {
      case code.open:
        return depth >= maxDepth ? unsure : this.#list(depth + 1);
      case code.quote:
        return this.#quoted();
      case code.brace:
        return this.#literal();
      case code.tilde:
        this.#at += 1;
        return this.#text.charCodeAt(this.#at) === code.brace ? this.#literal() : unsure;
    }
    const word = this.#word();
    if (word === '') return unsure;
    return word.length === 3 && word.toUpperCase() === 'NIL' ? null : { type: 'ATOM', value: word };
  }

  #list(depth: number): Read {
    const text = this.#text;
    const list: ImapTokens = [];
    this.#at += 1;
    if (text.charCodeAt(this.#at) === code.close) {
      this.#at += 1;
      return list;
    }
    for (;;) {
      const value = this.#value(depth);
      if (value === unsure || value === undefined) return unsure;
      list.push(value);
      const next = text.charCodeAt(this.#at);
      if (next === code.close) {
        this.#at += 1;
        return list;
      }
      if (next === code.space) this.#at += 1;
      // `(…)(…)`: bodies of a multipart stand side by side, without a blank.
      else if (next !== code.open || !Array.isArray(value)) return unsure;
    }
  }

  /** Letters, digits and the marks of atoms, flags and dates; '' for anything else. */
  #word(): string {
    const text = this.#text;
    const from = this.#at;
    let at = text.charCodeAt(from) === code.backslash ? from + 1 : from;
    for (; at < text.length; at += 1) if (isWord[text.charCodeAt(at)] !== 1) break;
    this.#at = at;
    const word = text.slice(from, at);
    // What begins like a number is one, or it is none of ours: sets such as `1:5`.
    return isDigit(text.charCodeAt(from)) && !/^\d+$/.test(word) ? '' : word;
  }

  #quoted(): Read {
    const text = this.#text;
    const from = this.#at + 1;
    let isPlain = true;
    let hasEscapes = false;
    for (let at = from; at < text.length; at += 1) {
      const char = text.charCodeAt(at);
      if (char === code.quote) {
        this.#at = at + 1;
        let value = isPlain ? text.slice(from, at) : this.#octets.toString('utf8', from, at);
        if (hasEscapes) value = value.replace(/\\([\s\S])/g, '$1');
        return { type: 'STRING', value };
      }
      if (char === code.backslash) {
        hasEscapes = true;
        at += 1;
        const escaped = text.charCodeAt(at);
        if (escaped < 0x20 || escaped >= 0x80) return unsure;
      } else if (char < 0x20 && char !== 0x09) return unsure;
      if (char >= 0x80) isPlain = false;
    }
    return unsure;
  }

  /** `{12}` CRLF and twelve octets. What stands behind was found by the same rule when the answer was framed. */
  #literal(): Read {
    const text = this.#text;
    let at = this.#at + 1;
    let size = 0;
    const digitsFrom = at;
    for (; at < text.length; at += 1) {
      const char = text.charCodeAt(at);
      if (!isDigit(char)) break;
      size = size * 10 + char - 0x30;
    }
    const digits = at - digitsFrom;
    if (digits === 0 || digits > 9 || (digits > 1 && text.charCodeAt(digitsFrom) === 0x30) || text.charCodeAt(at) !== 0x7d) return unsure;
    at += text.charCodeAt(at + 1) === 0x0d ? 2 : 1;
    if (text.charCodeAt(at) !== 0x0a || at + 1 + size > text.length) return unsure;
    this.#at = at + 1 + size;
    return literalToken(this.#octets.subarray(at + 1, this.#at));
  }
}

const isDigit = (char: number) => char >= 0x30 && char <= 0x39;

const literalToken = (value: Buffer): ImapToken => ({ type: 'LITERAL', value });

/** 1 for each octet that an atom, a flag or a number is made of; a backslash stands in front of one only. */
const isWord = new Uint8Array(256);
for (let octet = 0x21; octet < 0x7f; octet += 1) isWord[octet] = '()[]{}<>"~\\%*'.includes(String.fromCharCode(octet)) ? 0 : 1;
