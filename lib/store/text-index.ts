import { getRandomValues } from 'node:crypto';
import type { HashKey, PackedTexts } from './packed-columns.ts';

const none = -1;

/** Which rows of a column have a text: twelve octets a row and no object, in linear time whatever the texts are. */
export class TextIndex {
  readonly #texts: PackedTexts;
  readonly #key: HashKey;
  /** by hash: a row, plus one */
  readonly #slots: Uint32Array;
  /** by row: the next one with the same text */
  readonly #next: Int32Array;

  /** @param texts must not grow from now on */
  constructor(texts: PackedTexts) {
    this.#texts = texts;
    const [key0 = 0, key1 = 0] = getRandomValues(new Int32Array(2));
    this.#key = [key0, key1];
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(2, texts.length * 1.5))));
    this.#next = new Int32Array(texts.length).fill(none);
    // From the last to the first: so each text leads to its first row, and on in their order.
    for (let row = texts.length - 1; row >= 0; row -= 1) {
      if (!texts.has(row)) continue;
      const slot = this.#slotOf(texts, row);
      this.#next[row] = this.#slots[slot]! - 1;
      this.#slots[slot] = row + 1;
    }
  }

  /** The first row with the text of this row of a column; −1: there is none. */
  first(texts: PackedTexts, row: number): number {
    return texts.has(row) ? this.#slots[this.#slotOf(texts, row)]! - 1 : none;
  }

  /** The next row with the same text; −1: this is the last. */
  next(row: number): number {
    return this.#next[row]!;
  }

  /** Where the text is, or has its place. */
  #slotOf(texts: PackedTexts, row: number): number {
    const mask = this.#slots.length - 1;
    let slot = texts.hash(row, this.#key) & mask;
    for (let found = this.#slots[slot]!; found !== 0; found = this.#slots[slot]!) {
      if (this.#texts.isEqual(found - 1, texts, row)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
