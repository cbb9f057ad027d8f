import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AccountId, AccountServers, BlobId } from '#lib/mail/index.ts';

/** An account as its journal names it: all that is needed to make it again, but no secret. */
export type JournalAccount = { id: string; address: string; name: string; servers: AccountServers };
/** A message that came from the maildrop, or one that was made here (a draft, a sent copy, an import). */
export type JournalLine =
  | { uid: string | null; headerHash: string; blobId: BlobId; sizeBytes: number; atMs: number }
  | { made: BlobId; atMs: number };
export type Journal = { account: JournalAccount; lines: JournalLine[] };

/**
 * What the files of POP3 mail are, for the day when the database is lost: one file of JSON lines per account, only ever added to, and durable
 * before the rows that say the same. Everything else about the mail (folders, keywords) is in the database alone.
 */
export class MailJournals {
  readonly #folder: string;
  readonly #known = new Set<string>();

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'maildrops');
  }

  /** Begins a journal, or notes what is new about its account. */
  async noteAccount(account: JournalAccount): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#append(account.id, [{ account }]);
    const folder = await open(this.#folder, 'r');
    await folder.sync().finally(() => folder.close());
    this.#known.add(account.id);
  }

  /** Nothing happens for an account that has no journal. */
  async note(accountId: AccountId, lines: readonly JournalLine[]): Promise<void> {
    if (lines.length > 0 && (await this.has(accountId))) await this.#append(accountId, lines);
  }

  async has(accountId: string): Promise<boolean> {
    if (this.#known.has(accountId)) return true;
    const isThere = (await stat(this.#pathOf(accountId)).catch(() => null)) !== null;
    if (isThere) this.#known.add(accountId);
    return isThere;
  }

  async remove(accountId: string): Promise<void> {
    this.#known.delete(accountId);
    await rm(this.#pathOf(accountId), { force: true });
  }

  /** All journals that can be read; a last line that a power cut left half is passed over. */
  async all(): Promise<Journal[]> {
    const names = (await readdir(this.#folder).catch(() => [])).filter((name) => /^a[\w-]{22}\.jsonl$/.test(name));
    const journals: Journal[] = [];
    for (const name of names.sort()) {
      const journal = readLines(await readFile(join(this.#folder, name), 'utf8'));
      if (journal !== null) journals.push(journal);
    }
    return journals;
  }

  async #append(accountId: string, lines: readonly object[]): Promise<void> {
    const file = await open(this.#pathOf(accountId), 'a', 0o600);
    try {
      await file.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      await file.sync();
    } finally {
      await file.close();
    }
  }

  #pathOf(accountId: string): string {
    return join(this.#folder, `${accountId.replaceAll(/[^\w-]/g, '')}.jsonl`);
  }
}

function readLines(text: string): Journal | null {
  let account: JournalAccount | null = null;
  const lines: JournalLine[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      const entry = JSON.parse(line) as { account: JournalAccount } | JournalLine;
      if ('account' in entry) account = entry.account;
      else lines.push(entry);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return account === null ? null : { account, lines };
}
