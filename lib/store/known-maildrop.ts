import { PackedNumbers, PackedTexts } from './packed-columns.ts';

/** What tells a message of a maildrop, of each that was ever seen. */
export type KnownMessage = {
  key: number;
  uid: string | null;
  sizeBytes: number;
  firstSeenMs: number;
  failures: number;
  /** getting it failed so far */
  isMissing: boolean;
  isGone: boolean;
};

const missing = 1;
const gone = 2;

/**
 * All messages of a maildrop, a row for each in the order in which they came: about sixty octets a message, where objects with their ids take
 * five hundred and leave as much behind. The rest of what is known is asked for by key.
 */
export class KnownMaildrop {
  readonly uids = new PackedTexts();
  readonly #keys = new PackedNumbers();
  readonly #sizes = new PackedNumbers();
  readonly #firstSeen = new PackedNumbers();
  readonly #failures = new PackedNumbers();
  readonly #marks = new PackedNumbers();

  add({ key, uid, sizeBytes, firstSeenMs, failures, isMissing, isGone }: KnownMessage): void {
    this.uids.add(uid);
    this.#keys.add(key);
    this.#sizes.add(sizeBytes);
    this.#firstSeen.add(firstSeenMs);
    this.#failures.add(failures);
    this.#marks.add((isMissing ? missing : 0) | (isGone ? gone : 0));
  }

  get length(): number {
    return this.#keys.length;
  }
  key(row: number): number {
    return this.#keys.at(row);
  }
  sizeBytes(row: number): number {
    return this.#sizes.at(row);
  }
  firstSeenMs(row: number): number {
    return this.#firstSeen.at(row);
  }
  failures(row: number): number {
    return this.#failures.at(row);
  }
  isMissing(row: number): boolean {
    return (this.#marks.at(row) & missing) !== 0;
  }
  isGone(row: number): boolean {
    return (this.#marks.at(row) & gone) !== 0;
  }
}
