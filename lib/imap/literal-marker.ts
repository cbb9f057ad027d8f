const LF = 0x0a;
const CR = 0x0d;
const open = 0x7b;
const close = 0x7d;
const zero = 0x30;
const nine = 0x39;

/** No literal is announced. */
export const noLiteral = -1;

/**
 * Octets of the literal that a line announces at its end, `{12}` CRLF (RFC 9051 §4.3); `noLiteral` when it announces none. The same rule as
 * the library's, to the octet: both read the same stream, and must agree on where an answer ends.
 *
 * @param lineFrom first octet of the line
 * @param lf its line feed
 */
export function literalSizeOf(octets: Uint8Array, lineFrom: number, lf: number): number {
  let at = lf - 1;
  if (at >= lineFrom && octets[at] === CR) at -= 1;
  if (at < lineFrom || octets[at] !== close) return noLiteral;
  let size = 0;
  let weight = 1;
  for (at -= 1; at >= lineFrom; at -= 1) {
    const octet = octets[at] ?? 0;
    if (octet === open) return weight === 1 ? noLiteral : size;
    if (octet < zero || octet > nine) return noLiteral;
    // Leading zeros in any number; a size beyond all bounds stays one.
    if (octet !== zero) size += (octet - zero) * weight;
    weight *= 10;
  }
  return noLiteral;
}

/** The same for a line that comes in pieces, in constant memory. */
export class LiteralMarker {
  #state: 'none' | 'digits' | 'closed' | 'cr' = 'none';
  #digits = 0;
  #size = 0;
  #hasOctets = false;

  /** Whether part of a line was fed. */
  get isUnderWay(): boolean {
    return this.#hasOctets;
  }

  /** @param to behind the last octet fed; its line feed is not fed */
  feed(octets: Uint8Array, from: number, to: number): void {
    if (to > from) this.#hasOctets = true;
    for (let at = from; at < to; at += 1) {
      const octet = octets[at] ?? 0;
      if (octet === open) {
        this.#state = 'digits';
        this.#digits = 0;
        this.#size = 0;
      } else if (this.#state === 'none') continue;
      else if (this.#state === 'digits' && octet >= zero && octet <= nine) {
        this.#digits += 1;
        this.#size = this.#size * 10 + octet - zero;
      } else if (this.#state === 'digits' && octet === close && this.#digits > 0) this.#state = 'closed';
      else if (this.#state === 'closed' && octet === CR) this.#state = 'cr';
      else this.#state = 'none';
    }
  }

  /** At the line feed: the size announced, or `noLiteral`; the next line begins. */
  end(): number {
    const size = this.#state === 'closed' || this.#state === 'cr' ? this.#size : noLiteral;
    this.#state = 'none';
    this.#hasOctets = false;
    return size;
  }
}

/** Where the next line ends, -1 when not in these octets. */
export const lineFeedIn = (octets: Buffer, from: number): number => octets.indexOf(LF, from);

/** An answer as one line of a transcript: literals, which are mail, by their size only. */
export function transcriptLine(response: Buffer): string {
  const pieces: string[] = [];
  let line = 0;
  while (line < response.length) {
    const lf = lineFeedIn(response, line);
    const end = lf < 0 ? response.length : lf + 1;
    const size = lf < 0 ? noLiteral : literalSizeOf(response, line, lf);
    const text = response.toString('utf8', line, end).trimEnd();
    pieces.push(size === noLiteral ? text : `${text.slice(0, text.lastIndexOf('{'))}(* ${size}B literal *)`);
    line = size === noLiteral ? end : end + size;
  }
  return pieces.join('');
}
