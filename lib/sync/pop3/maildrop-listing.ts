import { PackedNumbers, PackedTexts } from '#lib/store/index.ts';

/** A message as one session lists it. */
export type Listed = { number: number; uid: string | null; sizeBytes: number };

/** What LIST said: sizes by number, for servers that list them in order and for those that do not. */
export class ListedSizes {
  readonly numbers = new PackedNumbers();
  readonly #sizes = new PackedNumbers();
  /** where the numbers do not ascend */
  #byNumber: Map<number, number> | null = null;

  add(number: number, sizeBytes: number): void {
    const { length } = this.numbers;
    if (this.#byNumber === null && length > 0 && this.numbers.at(length - 1) >= number) {
      this.#byNumber = new Map();
      for (let row = 0; row < length; row += 1) this.#byNumber.set(this.numbers.at(row), this.#sizes.at(row));
    }
    if (this.#byNumber?.has(number) !== true) {
      this.numbers.add(number);
      this.#sizes.add(sizeBytes);
    }
    this.#byNumber?.set(number, sizeBytes);
  }

  /** Messages that are listed, each once. */
  get length(): number {
    return this.numbers.length;
  }

  /** Null: not listed. */
  of(number: number): number | null {
    if (this.#byNumber !== null) return this.#byNumber.get(number) ?? null;
    let [low, high] = [0, this.numbers.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.numbers.at(middle) <= number) low = middle;
      else high = middle - 1;
    }
    return high >= 0 && this.numbers.at(low) === number ? this.#sizes.at(low) : null;
  }
}

/** The messages of a maildrop as one session lists them: a row for each, some forty octets. */
export class MaildropListing {
  readonly uids = new PackedTexts();
  readonly #numbers = new PackedNumbers();
  readonly #sizes = new PackedNumbers();

  /** Where the server has no UIDL. */
  static without(sizes: ListedSizes): MaildropListing {
    const listing = new MaildropListing();
    for (let row = 0; row < sizes.length; row += 1) listing.add(sizes.numbers.at(row), null);
    return listing;
  }

  add(number: number, uid: string | null): void {
    this.#numbers.add(number);
    this.uids.add(uid);
  }

  /** Once, when all are added. @returns whether LIST knows all of them */
  takeSizes(sizes: ListedSizes): boolean {
    let isComplete = true;
    for (let row = 0; row < this.length; row += 1) {
      const sizeBytes = sizes.of(this.number(row));
      if (sizeBytes === null) isComplete = false;
      this.#sizes.add(sizeBytes ?? 0);
    }
    return isComplete;
  }

  get length(): number {
    return this.#numbers.length;
  }
  number(row: number): number {
    return this.#numbers.at(row);
  }
  sizeBytes(row: number): number {
    return this.#sizes.at(row);
  }
  at(row: number): Listed {
    return { number: this.number(row), uid: this.uids.at(row), sizeBytes: this.sizeBytes(row) };
  }
}
