import { MailError } from '#lib/mail/index.ts';
import { decodeMailboxName, encodeMailboxName } from './mailbox-name.ts';
import { type ImapToken, literal, quoted } from './tokens.ts';

/** As many as a LIST may have mailboxes. */
const maxOddNames = 20_000;

/** Between a path of ours and a name on this server's wire. */
export class NameCodec {
  readonly #utf8: boolean;
  /** names that our own encoding would not give back, as LIST showed them */
  readonly #raw = new Map<string, string>();

  constructor(utf8: boolean) {
    this.#utf8 = utf8;
  }

  /** @throws MailError 'invalid' for an empty name or one with control characters */
  token(path: string): ImapToken {
    if (path === '' || path.length > 1_000 || /\p{Cc}/u.test(path))
      throw new MailError('invalid', 'not a mailbox name', { code: 'MAILBOX-NAME', permanent: true });
    const raw = this.#raw.get(path) ?? (this.#utf8 ? path : encodeMailboxName(path));
    return /^[\x20-\x7e]*$/.test(raw) || this.#utf8 ? quoted(raw) : literal(Buffer.from(raw, 'utf8'));
  }

  path(raw: string): string {
    if (raw.toUpperCase() === 'INBOX') return 'INBOX';
    const path = this.#utf8 ? raw : decodeMailboxName(raw);
    if (!this.#utf8 && encodeMailboxName(path) !== raw && this.#raw.size < maxOddNames) this.#raw.set(path, raw);
    return path;
  }
}
