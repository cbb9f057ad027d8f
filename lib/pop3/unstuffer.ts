const cr = 0x0d;
const lf = 0x0a;
const dot = 0x2e;
const oneCr = Buffer.from('\r');

/** What the octets before this point ended in. `dot` and `dot-cr` begin a line, and are held back until it is clear what they are. */
type Place = 'line-start' | 'in-line' | 'cr' | 'dot' | 'dot-cr';

/**
 * Finds the end of a multi-line answer and takes the stuffed dots out, whatever the chunks are cut like, in linear time and without copying.
 * Octets are otherwise left as they are (P2).
 *
 * A line ends with CRLF and nothing else: a bare LF inside a message never makes a terminator of the dot behind it, or a sender could end his
 * mail early and speak for the server. Only where the server ends its own status line with a bare LF do all its lines end with LF.
 *
 * @see RFC 1939 §3
 */
export class Unstuffer {
  readonly #isBareLf: boolean;
  readonly #stuffedLine: Buffer;
  #place: Place = 'line-start';

  constructor(isBareLf: boolean) {
    this.#isBareLf = isBareLf;
    this.#stuffedLine = Buffer.from(isBareLf ? '\n.' : '\r\n.');
  }

  /**
   * Takes one chunk; puts what belongs to the content at the end of `content`, as views of the chunk.
   *
   * @returns where in the chunk the octets behind the terminator begin; null: the answer goes on
   */
  take(chunk: Buffer, content: Buffer[]): number | null {
    /** where the run of octets that belong to the content began */
    let from = 0;
    let at = 0;
    const emit = (end: number) => {
      if (end > from) content.push(chunk.subarray(from, end));
    };
    while (at < chunk.length) {
      const octet = chunk[at];
      switch (this.#place) {
        case 'in-line': {
          const next = chunk.indexOf(this.#stuffedLine, at);
          if (next < 0) {
            at = chunk.length;
            this.#place = this.#placeAtEnd(chunk);
          } else {
            at = next + this.#stuffedLine.length - 1;
            this.#place = 'line-start';
          }
          break;
        }
        case 'line-start':
          if (octet === dot) {
            emit(at);
            at += 1;
            from = at;
            this.#place = 'dot';
          } else if (octet === cr) {
            at += 1;
            this.#place = 'cr';
          } else if (octet === lf) {
            at += 1;
            this.#place = this.#isBareLf ? 'line-start' : 'in-line';
          } else this.#place = 'in-line';
          break;
        case 'cr':
          if (octet === lf) this.#place = 'line-start';
          else if (octet !== cr) this.#place = 'in-line';
          at += 1;
          break;
        case 'dot':
          if (octet === cr) {
            at += 1;
            from = at;
            this.#place = 'dot-cr';
          } else if (octet === lf && this.#isBareLf) return at + 1;
          else {
            // a stuffed line: its first octet after the dot is content, whatever it is
            if (octet === lf) at += 1;
            this.#place = 'in-line';
          }
          break;
        case 'dot-cr':
          if (octet === lf) return at + 1;
          content.push(oneCr);
          from = at;
          this.#place = 'cr';
          break;
      }
    }
    emit(chunk.length);
    return null;
  }

  /** After a chunk whose last octets were read as part of a line. */
  #placeAtEnd(chunk: Buffer): Place {
    const last = chunk[chunk.length - 1];
    if (this.#isBareLf) return last === lf ? 'line-start' : 'in-line';
    if (last === cr) return 'cr';
    return last === lf && chunk[chunk.length - 2] === cr ? 'line-start' : 'in-line';
  }
}
