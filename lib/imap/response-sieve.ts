import { LiteralMarker, lineFeedIn, literalSizeOf, noLiteral } from './literal-marker.ts';

/** Takes one whole FETCH answer; false leaves it to the library. The octets may be kept, but not changed. */
export type TakeResponse = (response: Buffer) => boolean;

/**
 * A FETCH answer beyond this is left to the library, whose bounds count for it (I1). Header rows have 1 to 10 kB; what is waited for here
 * costs this much memory at most.
 */
const maxHeldOctets = 1024 * 1024;

/**
 * Stands in the octet stream before the library's parser and takes whole FETCH answers out of it while somebody wants them; everything else
 * (other answers, tagged lines, what it cannot take, what is too long) goes on to the library octet for octet. So the library stays in
 * charge of the session, its listeners, deadlines and bounds, and only the bulk of a fetch goes another way. It follows the framing of lines
 * and literals (RFC 9051 §2.2.2, §4.3) all the time, so that it always knows where an answer begins.
 */
export class ResponseSieve {
  #take: TakeResponse | null = null;
  #state: 'start' | 'passing' | 'holding' = 'start';
  /** octets of the literal under way that have not come yet */
  #literalLeft = 0;
  readonly #marker = new LiteralMarker();
  #held: Buffer = Buffer.alloc(0);
  #heldOctets = 0;
  /** where the line under way begins in what is held */
  #heldLine = 0;

  /** Who wants FETCH answers from here on; null: nobody. */
  wantedBy(take: TakeResponse | null): void {
    this.#take = take;
  }

  /** @returns what the library is to see of these octets and of those held back before, in order; null for nothing */
  sift(chunk: Buffer): Buffer | null {
    const passed: Buffer[] = [];
    let passFrom = 0;
    let at = 0;
    const pass = (to: number) => {
      if (to > passFrom) passed.push(chunk.subarray(passFrom, to));
    };
    while (at < chunk.length) {
      if (this.#state === 'holding') {
        at = this.#hold(chunk, at, passed);
        passFrom = at;
      } else if (this.#state === 'passing') at = this.#pass(chunk, at);
      else if (this.#take === null || !mayBeFetch(chunk, at)) this.#state = 'passing';
      else {
        const end = endOfResponse(chunk, at);
        if (end < 0) {
          pass(at);
          this.#state = 'holding';
          passFrom = at;
        } else {
          if (this.#take(chunk.subarray(at, end))) {
            pass(at);
            passFrom = end;
          }
          at = end;
        }
      }
    }
    if (passed.length === 0 && passFrom === 0 && this.#state !== 'holding') return chunk.length === 0 ? null : chunk;
    pass(at);
    if (passed.length === 0) return null;
    return passed.length === 1 ? (passed[0] ?? null) : Buffer.concat(passed);
  }

  /** Follows an answer that the library reads. @returns behind the answer, or the end of the chunk */
  #pass(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length) {
      if (this.#literalLeft > 0) {
        const octets = Math.min(this.#literalLeft, chunk.length - at);
        this.#literalLeft -= octets;
        at += octets;
        continue;
      }
      const lf = lineFeedIn(chunk, at);
      if (lf < 0) {
        this.#marker.feed(chunk, at, chunk.length);
        return chunk.length;
      }
      let size: number;
      if (this.#marker.isUnderWay) {
        this.#marker.feed(chunk, at, lf);
        size = this.#marker.end();
      } else size = literalSizeOf(chunk, at, lf);
      at = lf + 1;
      if (size === noLiteral) {
        this.#state = 'start';
        return at;
      }
      this.#literalLeft = size;
    }
    return at;
  }

  /** Collects an answer that came in pieces. @returns behind what it took of the chunk */
  #hold(chunk: Buffer, from: number, passed: Buffer[]): number {
    let at = from;
    while (at < chunk.length) {
      if (this.#literalLeft > 0) {
        const octets = Math.min(this.#literalLeft, chunk.length - at);
        this.#append(chunk, at, at + octets);
        this.#literalLeft -= octets;
        at += octets;
        this.#heldLine = this.#heldOctets;
        continue;
      }
      const lf = lineFeedIn(chunk, at);
      const end = lf < 0 ? chunk.length : lf + 1;
      this.#append(chunk, at, end);
      at = end;
      if (lf >= 0) {
        const size = literalSizeOf(this.#held, this.#heldLine, this.#heldOctets - 1);
        this.#heldLine = this.#heldOctets;
        if (size === noLiteral) {
          const response = this.#release();
          this.#state = 'start';
          if (this.#take === null || !mayBeFetch(response, 0) || !this.#take(response)) passed.push(response);
          return at;
        }
        this.#literalLeft = size;
      }
      if (this.#heldOctets + this.#literalLeft > maxHeldOctets) {
        this.#marker.feed(this.#held, this.#heldLine, this.#heldOctets);
        passed.push(this.#release());
        this.#state = 'passing';
        return at;
      }
    }
    return at;
  }

  #append(chunk: Buffer, from: number, to: number): void {
    const needed = this.#heldOctets + to - from;
    if (needed > this.#held.length) {
      // Room for the whole literal that is on its way; else twice as much, so that octets coming one by one are copied a few times at most.
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#heldOctets + this.#literalLeft + 64, this.#held.length * 2, 2_048));
      this.#held.copy(larger, 0, 0, this.#heldOctets);
      this.#held = larger;
    }
    chunk.copy(this.#held, this.#heldOctets, from, to);
    this.#heldOctets = needed;
  }

  #release(): Buffer {
    const held = this.#held.subarray(0, this.#heldOctets);
    this.#held = Buffer.alloc(0);
    this.#heldOctets = 0;
    this.#heldLine = 0;
    return held;
  }
}

/** Where the answer that begins at `from` ends, when all of it is here; else -1. */
function endOfResponse(chunk: Buffer, from: number): number {
  let line = from;
  for (;;) {
    const lf = lineFeedIn(chunk, line);
    if (lf < 0) return -1;
    const size = literalSizeOf(chunk, line, lf);
    if (size === noLiteral) return lf + 1;
    line = lf + 1 + size;
    if (line >= chunk.length) return -1;
  }
}

const fetchWord = Buffer.from('FETCH');

/** Whether `* 12 FETCH` begins here, or may begin when more has come. */
function mayBeFetch(chunk: Buffer, from: number): boolean {
  let at = from;
  if (chunk[at++] !== 0x2a) return false;
  if (at < chunk.length && chunk[at++] !== 0x20) return false;
  const digitsFrom = at;
  while (at < chunk.length && isDigit(chunk[at])) at += 1;
  if (at - digitsFrom > 10) return false;
  if (at === chunk.length) return true;
  if (at === digitsFrom || chunk[at] !== 0x20) return false;
  at += 1;
  for (const letter of fetchWord) {
    if (at === chunk.length) return true;
    // Letters in any case: the sixth bit is all that differs.
    if (((chunk[at] ?? 0) & 0xdf) !== letter) return false;
    at += 1;
  }
  return at === chunk.length || chunk[at] === 0x20;
}

const isDigit = (octet: number | undefined) => octet !== undefined && octet >= 0x30 && octet <= 0x39;
