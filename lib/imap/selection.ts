import { MailError } from '#lib/mail/index.ts';
import type { ExaminedMailbox, FlagFact, MailboxEvent, UidRange } from './api.ts';
import { decodeFetch } from './decode-fetch.ts';
import { type FetchRow, flagFactOf, readFetchRow } from './fetch-row.ts';
import type { NameCodec } from './name-codec.ts';
import { type ResponseCode, responseCodeOf } from './response-code.ts';
import { atom, bigintOf, type ImapResponse, type ImapTokens, numberOf, sequence, textOf, textsOf } from './tokens.ts';
import { parseUidSet, toRanges } from './uid-set.ts';
import type { ImapWire, RunOptions } from './wire.ts';

export type Qresync = { uidValidity: number; modSeq: bigint; knownUids?: UidRange[] };

/** The open mailbox as the server last described it; `exists` follows its untagged answers. */
export type OpenMailbox = {
  path: string;
  mode: 'EXAMINE' | 'SELECT';
  uidValidity: number | null;
  exists: number;
  hasModSeq: boolean;
  permanentFlags: string[] | null;
};

/**
 * Which mailbox the connection stands in. Reading happens under EXAMINE, SELECT only for a write (I7); afterwards the next read goes back to
 * the mailbox that was examined, and notices when that is not the same one any more.
 */
export class Selection {
  readonly #wire: ImapWire;
  readonly #names: NameCodec;
  readonly #condstore: boolean;
  #open: OpenMailbox | null = null;
  #wanted: { path: string; uidValidity: number | null } | null = null;
  #emit: (event: MailboxEvent) => void = () => {};

  constructor(wire: ImapWire, names: NameCodec, condstore: boolean) {
    this.#wire = wire;
    this.#names = names;
    this.#condstore = condstore;
    for (const keyword of ['EXISTS', 'EXPUNGE', 'FETCH', 'VANISHED'])
      wire.onUnsolicited(keyword, (response) => this.note(keyword, response));
    wire.onUnparsed(() => this.#emit({ kind: 'unparsed', path: this.#open?.path ?? null }));
  }

  get open(): OpenMailbox | null {
    return this.#open;
  }

  onEvent(listener: (event: MailboxEvent) => void): void {
    this.#emit = listener;
  }

  /** What the server says about the open mailbox without being asked. */
  note(keyword: string, response: ImapResponse): void {
    const open = this.#open;
    if (open === null) return;
    if (keyword === 'EXISTS') {
      open.exists = numberOf(atom(response.command ?? '')) ?? open.exists;
      this.#emit({ kind: 'exists', path: open.path });
    } else if (keyword === 'EXPUNGE') {
      open.exists = Math.max(0, open.exists - 1);
      this.#emit({ kind: 'expunge', path: open.path });
    } else if (keyword === 'VANISHED') {
      const { uids, isEarlier } = readVanished(response);
      if (!isEarlier) open.exists = Math.max(0, open.exists - uids.reduce((sum, { from, to }) => sum + to - from + 1, 0));
      this.#emit({ kind: 'vanished', path: open.path, uids });
    } else if (keyword === 'FETCH') this.#emit({ kind: 'flags', path: open.path, fact: flagFactOf(readFetchRow(response)) });
  }

  async examine(path: string, qresync: Qresync | null, options: RunOptions): Promise<ExaminedMailbox> {
    const mailbox = await this.#select('EXAMINE', path, qresync, options);
    this.#wanted = { path, uidValidity: mailbox.uidValidity };
    return mailbox;
  }

  /** The examined mailbox, gone back to when a write or a look elsewhere had left it. @throws MailError 'stale-uids', 'invalid' before any examine */
  async forReading(options: RunOptions): Promise<OpenMailbox> {
    if (this.#wanted === null) throw new MailError('invalid', 'no mailbox was examined', { code: 'NO-MAILBOX' });
    return this.at(this.#wanted.path, this.#wanted.uidValidity, options);
  }

  /** Another mailbox for one read; the examined one stays the one to go back to. */
  async at(path: string, uidValidity: number | null, options: RunOptions): Promise<OpenMailbox> {
    if (this.#open?.path !== path || this.#open.mode !== 'EXAMINE') await this.#select('EXAMINE', path, null, options);
    return this.#checked(uidValidity);
  }

  /** SELECT. @throws MailError 'stale-uids', 'forbidden' with code READ-ONLY */
  async forWriting(path: string, uidValidity: number, options: RunOptions): Promise<OpenMailbox> {
    if (this.#open?.path !== path || this.#open.mode !== 'SELECT') {
      const { readOnly } = await this.#select('SELECT', path, null, options);
      if (readOnly) {
        this.forget();
        throw new MailError('forbidden', 'mailbox is read-only', { stage: 'mailbox', code: 'READ-ONLY', permanent: true });
      }
    }
    return this.#checked(uidValidity);
  }

  /** The server closed the mailbox, or we left it. */
  forget(): void {
    this.#open = null;
  }

  #checked(uidValidity: number | null): OpenMailbox {
    const open = this.#open;
    if (open === null) throw this.#wire.lost('mailbox');
    if (uidValidity !== null && open.uidValidity !== uidValidity)
      throw new MailError('stale-uids', 'UIDVALIDITY is another one', { stage: 'mailbox' });
    return open;
  }

  async #select(mode: 'EXAMINE' | 'SELECT', path: string, qresync: Qresync | null, options: RunOptions): Promise<ExaminedMailbox> {
    this.#open = null;
    const vanished: UidRange[] = [];
    const changed: FlagFact[] = [];
    let exists = 0;
    let flags: string[] = [];
    let uidNotSticky = false;
    const takeChanged = (row: FetchRow | null): boolean => {
      const fact = flagFactOf(row);
      if (fact !== null) changed.push(fact);
      return fact !== null;
    };
    const tokens: ImapTokens = [this.#names.token(path)];
    if (qresync !== null) tokens.push([atom('QRESYNC'), qresyncTokens(qresync)]);
    const done = await this.#wire.run(mode, tokens, {
      ...options,
      stage: 'mailbox',
      takeFetch: (response) => takeChanged(decodeFetch(response)),
      untagged: {
        exists: (response) => {
          exists = numberOf(atom(response.command ?? '')) ?? exists;
        },
        expunge: () => {},
        // A warning, so it comes with NO (RFC 4315 §2).
        no: (response) => {
          if (responseCodeOf(response)?.name === 'UIDNOTSTICKY') uidNotSticky = true;
        },
        flags: (response) => {
          flags = textsOf(response.attributes?.[0]);
        },
        vanished: (response) => {
          vanished.push(...readVanished(response).uids);
        },
        fetch: (response) => {
          takeChanged(readFetchRow(response));
        },
      },
    });
    const codes = new Map(done.codes.map((code) => [code.name, code]));
    // Zero is none (RFC 9051 §9: nz-number).
    const uidValidity = numberOf(codes.get('UIDVALIDITY')?.args[0]) || null;
    const highestModSeq = this.#condstore && !codes.has('NOMODSEQ') ? bigintOf(codes.get('HIGHESTMODSEQ')?.args[0]) : null;
    const permanent = codes.get('PERMANENTFLAGS');
    const permanentFlags = permanent === undefined ? null : textsOf(permanent.args[0]);
    this.#open = { path, mode, uidValidity, exists, hasModSeq: highestModSeq !== null, permanentFlags };
    const uidNext = numberOf(codes.get('UIDNEXT')?.args[0]);
    const resynced = qresync !== null && uidValidity === qresync.uidValidity && highestModSeq !== null;
    return {
      path,
      uidValidity,
      uidNotSticky: uidNotSticky || codes.has('UIDNOTSTICKY'),
      uidNext: uidNext ?? (await this.#countedUidNext(exists, options)),
      hasUidNext: uidNext !== null,
      exists,
      highestModSeq,
      flags,
      permanentFlags: permanentFlags ?? flags,
      readOnly: done.code?.name === 'READ-ONLY',
      mailboxId: mailboxIdOf(codes.get('MAILBOXID')),
      resynced,
      vanished: resynced ? toRanges(vanished) : [],
      changed: resynced ? changed : [],
    };
  }

  /** Servers older than IMAP4rev1's UIDNEXT: one above the last message. */
  async #countedUidNext(exists: number, options: RunOptions): Promise<number> {
    if (exists === 0) return 1;
    let last = 0;
    await this.#wire.run('FETCH', [sequence(String(exists)), atom('UID')], {
      ...options,
      untagged: {
        fetch: (response) => {
          last = Math.max(last, readFetchRow(response).uid ?? 0);
        },
      },
    });
    return last + 1;
  }
}

function qresyncTokens({ uidValidity, modSeq, knownUids }: Qresync): ImapTokens {
  if (!Number.isInteger(uidValidity) || uidValidity < 1 || modSeq < 1n)
    throw new MailError('invalid', 'not a QRESYNC checkpoint', { code: 'QRESYNC' });
  const tokens: ImapTokens = [atom(String(uidValidity)), atom(String(modSeq))];
  if (knownUids !== undefined && knownUids.length > 0) {
    const text = toRanges(knownUids)
      .map(({ from, to }) => (from === to ? String(from) : `${from}:${to}`))
      .join(',');
    // The parameter is a hint: one too long for a line is left out, and the server answers for all UIDs (RFC 7162 §3.2.5.2).
    if (text.length < 6_000) tokens.push(sequence(text));
  }
  return tokens;
}

function mailboxIdOf(code: ResponseCode | undefined): string | null {
  const first = code?.args[0];
  return Array.isArray(first) ? textOf(first[0]) : textOf(first);
}

/** `VANISHED (EARLIER) 1:5,9` (RFC 7162 §3.2.10). */
export function readVanished(response: ImapResponse): { uids: UidRange[]; isEarlier: boolean } {
  const [first, second] = response.attributes ?? [];
  const isEarlier = Array.isArray(first) && textsOf(first).some((tag) => tag.toUpperCase() === 'EARLIER');
  const text = textOf(Array.isArray(first) ? second : first);
  return { uids: text === null ? [] : (parseUidSet(text) ?? []), isEarlier };
}
