import { MailError } from '#lib/mail/index.ts';
import { type EmailDetail, OpenPack } from '../email-pack.ts';
import type { Connection } from '../sqlite/connection.ts';

/** Opened packs kept: what is read next mostly lies beside what was read last. */
const maxKeptBytes = 4 * 1024 * 1024;

/** Takes Emails out of packs. What a place holds never changes while its Email exists, and no key is used again: an opened pack stays true. */
export class PackReader {
  readonly #connection: Connection;
  readonly #open = new Map<number, OpenPack>();
  #keptBytes = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  detail(pack: number, slot: number): EmailDetail {
    return this.#pack(pack).detail(slot);
  }

  headerBlock(pack: number, slot: number): Uint8Array {
    return this.#pack(pack).headerBlock(slot);
  }

  #pack(key: number): OpenPack {
    const known = this.#open.get(key);
    if (known) {
      this.#open.delete(key);
      this.#open.set(key, known);
      return known;
    }
    const row = this.#connection.get<{ bytes: Uint8Array }>('select bytes from email_pack where key = ?', key);
    if (!row) throw new MailError('storage', 'a pack of headers is missing', { stage: 'store', code: 'PACK' });
    const pack = new OpenPack(row.bytes);
    this.#open.set(key, pack);
    this.#keptBytes += pack.sizeBytes;
    for (const [oldest, { sizeBytes }] of this.#open) {
      if (this.#keptBytes <= maxKeptBytes || oldest === key) break;
      this.#open.delete(oldest);
      this.#keptBytes -= sizeBytes;
    }
    return pack;
  }
}
