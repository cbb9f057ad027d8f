import { Buffer } from 'node:buffer';

const firstRoom = 1024;

/** The same octets in larger memory; the smaller one is free at once, and not when the engine finds it worth collecting. */
const grown = (memory: ArrayBuffer, needed: number): ArrayBuffer => memory.transfer(Math.max(needed, memory.byteLength * 2, firstRoom));

/** A column of many rows: numbers one behind the other, eight octets each. */
export class PackedNumbers {
  #numbers = new Float64Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(value: number): void {
    if (this.#length === this.#numbers.length) this.#numbers = new Float64Array(grown(this.#numbers.buffer, (this.#length + 1) * 8));
    this.#numbers[this.#length] = value;
    this.#length += 1;
  }

  /** @param row below `length` */
  at(row: number): number {
    return this.#numbers[row]!;
  }
  slice(from: number, to: number): number[] {
    return Array.from(this.#numbers.subarray(from, Math.min(to, this.#length)));
  }
}

/** A column of texts, their octets one behind the other and four for the length: of characters up to U+00FF, and none empty. */
export class PackedTexts {
  #octets = Buffer.alloc(0);
  #ends = new Uint32Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @param text null: this row has none */
  add(text: string | null): void {
    const from = this.#fromOf(this.#length);
    const to = from + (text?.length ?? 0);
    if (to > this.#octets.length) this.#octets = Buffer.from(grown(this.#octets.buffer as ArrayBuffer, to));
    if (text !== null) this.#octets.write(text, from, 'latin1');
    if (this.#length === this.#ends.length) this.#ends = new Uint32Array(grown(this.#ends.buffer, (this.#length + 1) * 4));
    this.#ends[this.#length] = to;
    this.#length += 1;
  }

  has(row: number): boolean {
    return this.#ends[row]! > this.#fromOf(row);
  }
  at(row: number): string | null {
    return this.has(row) ? this.#octets.toString('latin1', this.#fromOf(row), this.#ends[row]!) : null;
  }

  isEqual(row: number, other: PackedTexts, otherRow: number): boolean {
    const [from, to] = [this.#fromOf(row), this.#ends[row]!];
    const otherFrom = other.#fromOf(otherRow);
    if (to - from !== other.#ends[otherRow]! - otherFrom) return false;
    for (let at = from, beside = otherFrom; at < to; at += 1, beside += 1) if (this.#octets[at] !== other.#octets[beside]) return false;
    return true;
  }

  /** HalfSipHash-1-3 under a key: whoever chooses the texts does not know which ones meet. */
  hash(row: number, [key0, key1]: HashKey): number {
    const from = this.#fromOf(row);
    const length = this.#ends[row]! - from;
    const words = length >>> 2;
    let [v0, v1, v2, v3] = [key0, key1, key0 ^ 0x6c796765, key1 ^ 0x74656462];
    // A round for each word, one for the rest with the length, three to end.
    for (let round = 0; round < words + 4; round += 1) {
      const word = round > words ? 0 : round < words ? this.#word(from + 4 * round) : this.#rest(from + 4 * words, length);
      if (round === words + 1) v2 ^= 0xff;
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
    }
    return (v1 ^ v3) >>> 0;
  }

  #word(at: number): number {
    const octets = this.#octets;
    return octets[at]! | (octets[at + 1]! << 8) | (octets[at + 2]! << 16) | (octets[at + 3]! << 24);
  }

  /** The last octets, fewer than four, and the length of all. */
  #rest(at: number, length: number): number {
    let word = length << 24;
    for (let index = 0; index < (length & 3); index += 1) word |= this.#octets[at + index]! << (8 * index);
    return word;
  }

  #fromOf(row: number): number {
    return row === 0 ? 0 : this.#ends[row - 1]!;
  }
}

export type HashKey = readonly [number, number];
