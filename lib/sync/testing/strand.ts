import fc from 'fast-check';
import { expect } from 'vitest';
import { buildMessage } from '#e2e/servers/index.ts';
import type { EmailId, MailboxId } from '#lib/mail/index.ts';
import type { MailboxSyncRow } from '#lib/store/index.ts';
import { contentOfRaw } from '../content-of-raw.ts';
import { allEmails } from './compare-with-server.ts';
import type { OtherClient } from './other-client.ts';
import type { RunningAccount } from './running-account.ts';

const flags = ['\\Flagged', '\\Seen', '$Forwarded', 'later'];
const keywords = ['$flagged', '$seen', '$forwarded', 'later'];

const ourActs = ['flag', 'unflag', 'move', 'move', 'copy', 'destroy', 'draft', 'create', 'rename', 'delete'] as const;
const theirActs = [
  'flag',
  'unflag',
  'move',
  'move',
  'copy',
  'expunge',
  'append',
  'append',
  'create',
  'rename',
  'delete',
  'renumber',
] as const;
const fates = ['cut', 'lose-answer', 'lose-command', 'restart', 'pause'] as const;

/** One act of one sequence. `which` and `where` pick among the messages and mailboxes that are there when it is carried out. */
export type Step =
  | { who: 'us'; act: (typeof ourActs)[number]; which: number; where: number }
  | { who: 'them'; act: (typeof theirActs)[number]; which: number; where: number }
  | { who: 'fate'; act: (typeof fates)[number]; which: number; where: number };

const number = fc.nat({ max: 30 });
const stepOf = <Who extends Step['who'], Act extends string>(who: Who, acts: readonly Act[]) =>
  fc.record({ who: fc.constant(who), act: fc.constantFrom(...acts), which: number, where: number });

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: stepOf('us', ourActs) },
  { weight: 6, arbitrary: stepOf('them', theirActs) },
  { weight: 2, arbitrary: stepOf('fate', fates) },
);

/** What a person of the account sees: mailboxes by name, mail by Message-ID. */
export type Screen = { rows: MailboxSyncRow[]; emails: { id: EmailId; messageId: string; mailboxIds: MailboxId[] }[] };

export async function lookAtScreen({ store, accountId }: RunningAccount): Promise<Screen> {
  const rows = (await store.mailboxes.syncRows(accountId)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const emails = (await allEmails(store, accountId))
    .map(({ id, messageId, mailboxIds }) => ({ id, messageId: messageId?.[0] ?? '', mailboxIds }))
    .sort((a, b) => (a.messageId < b.messageId ? -1 : 1));
  return { rows, emails };
}

/**
 * One sequence of acts over mailboxes and messages of its own, inside an account that it shares with other sequences: `<name> …` are its
 * mailboxes beside INBOX, `<name>.…` its Message-IDs.
 */
export class Strand {
  readonly name: string;
  readonly #account: RunningAccount;
  readonly #other: OtherClient;
  readonly #prefix: string;
  #made = 0;
  /** a mailbox whose deletion can still be taken back, and what was in it */
  #held: { id: MailboxId; emails: Screen['emails'] } | null = null;
  readonly #touchedByUs = new Set<string>();
  readonly #touchedByThem = new Set<string>();
  readonly #destroyedByUs = new Set<string>();
  readonly #done = new Set<string>();

  /** @param prefix of the personal namespace */
  constructor(name: string, account: RunningAccount, other: OtherClient, prefix: string) {
    this.name = name;
    this.#account = account;
    this.#other = other;
    this.#prefix = prefix;
  }

  /** Mailboxes and mail from before the first sync. */
  async prepare(): Promise<void> {
    for (const name of ['A', 'B']) await this.#other.create(this.#path(name));
    for (const path of [this.#path('A'), 'INBOX'])
      for (let at = 0; at < 3; at += 1) await this.#other.append(path, this.#message(), at === 0 ? ['\\Seen'] : []);
  }

  /**
   * Is the Email's id bound to be the same as before? Not for what both sides moved at the same time, nor for what another program copied
   * before it went: which copy goes on is then anybody's guess. Nor for what left a mailbox just before
   * that was deleted, or was renamed and renumbered at once. What the person destroyed is a new Email where the server would not destroy it:
   * it was out of sight, say.
   */
  keepsId(messageId: string): boolean {
    const isUnknowable = this.#done.has('delete') || (this.#done.has('rename') && this.#done.has('renumber'));
    const isTheirs = this.#touchedByThem.has(messageId);
    if (this.#destroyedByUs.has(messageId)) return false;
    return !(isTheirs && (this.#touchedByUs.has(messageId) || isUnknowable)) && !this.#touchedByThem.has(`copy ${messageId}`);
  }

  isTouchedByUs(messageId: string): boolean {
    return this.#touchedByUs.has(messageId);
  }

  #path(name: string): string {
    return `${this.#prefix}${this.name} ${name}`;
  }

  #message(): Buffer {
    this.#made += 1;
    return buildMessage({
      from: 'Ana <ana@example.test>',
      to: ['bob@example.test'],
      subject: `${this.name} number ${this.#made}`,
      text: `Text ${this.#made}`,
      messageId: `${this.name}.${this.#made}@example.test`,
      dateMs: Date.UTC(2026, 0, 1) + this.#made * 60_000,
    });
  }

  /** @param screen what the person sees, looked at a moment ago */
  async carryOut(one: Step, screen: Screen): Promise<void> {
    if (one.who === 'us') await this.#weDo(one, screen);
    else if (one.who === 'them') await this.#theyDo(one);
  }

  async #weDo({ act, which, where }: Extract<Step, { who: 'us' }>, { rows, emails: all }: Screen): Promise<void> {
    const { store, accountId } = this.#account;
    await this.takeBack();
    const own = rows.filter(({ name }) => name.startsWith(`${this.name} `));
    const places = [...own, ...rows.filter(({ role }) => role === 'inbox')];
    const target = at(places, where);
    if (target === undefined) return;
    if (act === 'create') {
      this.#made += 1;
      const name = `${this.name} own ${this.#made}`;
      await store.mailboxes.create(accountId, { name, parentId: null, isSubscribed: true, sortOrder: 1, role: null });
      return;
    }
    if (act === 'draft') {
      const raw = this.#message();
      const blob = await store.blobs.put(accountId, raw, 'message/rfc822');
      await store.emails.create(accountId, {
        content: contentOfRaw(raw, Date.now()),
        rawBlobId: blob.blobId,
        mailboxIds: [target.id],
        keywords: ['$draft'],
      });
      return;
    }
    const emails = all.filter(({ messageId }) => messageId.startsWith(`${this.name}.`));
    if (act === 'rename' || act === 'delete') return this.#weManage(act, at(own, where), which, emails);
    const email = at(emails, which);
    if (email === undefined) return;
    const keyword = keywords[where % keywords.length] ?? '$seen';
    const update = (add: string[], remove: string[], mailboxIds: MailboxId[] | null) =>
      store.emails.update(accountId, [{ id: email.id, addKeywords: add, removeKeywords: remove, mailboxIds }]);
    if (act === 'flag') await update([keyword], [], null);
    else if (act === 'unflag') await update([], [keyword], null);
    else {
      this.#touchedByUs.add(email.messageId);
      if (act === 'destroy') {
        this.#destroyedByUs.add(email.messageId);
        await store.emails.destroy(accountId, [email.id]);
      } else if (act === 'move') await update([], [], [target.id]);
      else await update([], [], [...new Set([...email.mailboxIds, target.id])]);
    }
  }

  async #weManage(act: 'rename' | 'delete', row: MailboxSyncRow | undefined, which: number, emails: Screen['emails']): Promise<void> {
    if (row === undefined) return;
    const { store, accountId } = this.#account;
    const inside = emails.filter(({ mailboxIds }) => mailboxIds.includes(row.id));
    for (const { messageId } of inside) this.#touchedByUs.add(messageId);
    this.#done.add(act);
    if (act === 'rename') return void (await store.mailboxes.update(accountId, row.id, { name: `${this.name} renamed ${which}` }));
    const isHeld = which % 2 === 0;
    const notBeforeMs = Date.now() + (isHeld ? 3_600_000 : 0);
    const outcome = await store.mailboxes.destroy(accountId, row.id, { removeEmails: true, notBeforeMs });
    if (isHeld && outcome.ok) this.#held = { id: row.id, emails: inside };
    else for (const { messageId } of inside) this.#destroyedByUs.add(messageId);
  }

  /**
   * The person undoes a deletion that waits for that. The mailbox and every Email of it that no other program touched have the ids they had
   * (decision 0017), and each Email its places. Where the deletion cannot be undone any more, the name being taken or the mailbox gone from
   * the server, it goes on when its time has come.
   */
  async takeBack(): Promise<void> {
    const { store, accountId } = this.#account;
    const held = this.#held;
    this.#held = null;
    if (held === null || !(await store.mailboxes.restore(accountId, held.id)).ok) return;
    const ids = held.emails.map(({ id }) => id);
    const back = new Map((await store.emails.summaries(accountId, ids)).map((email) => [email.id, email]));
    for (const { id, messageId } of held.emails)
      if (!this.#touchedByThem.has(messageId) && !this.#touchedByThem.has(`copy ${messageId}`))
        expect([messageId, back.get(id)?.mailboxIds]).toEqual([messageId, expect.arrayContaining([held.id])]);
  }

  async #theyDo({ act, which, where }: Extract<Step, { who: 'them' }>): Promise<void> {
    const other = this.#other;
    const own = (await other.mailboxes()).filter((path) => path.startsWith(this.#path(''))).sort();
    const places = [...own, 'INBOX'];
    const path = at(places, which) ?? 'INBOX';
    const target = at(places, where) ?? 'INBOX';
    if (act === 'append') return other.append(path, this.#message(), where % 3 === 0 ? ['\\Flagged'] : []);
    if (act === 'create') {
      this.#made += 1;
      return other.create(this.#path(`theirs ${this.#made}`));
    }
    const mine = (await other.messages(path)).filter(({ messageId }) => messageId.startsWith(`${this.name}.`));
    if (act === 'rename' || act === 'delete' || act === 'renumber') {
      if (path === 'INBOX') return;
      for (const { messageId } of mine) this.#touchedByThem.add(act === 'delete' ? `copy ${messageId}` : messageId);
      this.#done.add(act);
      if (act === 'rename') return other.rename(path, this.#path(`moved ${where}`));
      return act === 'delete' ? other.delete(path) : other.renumber(path);
    }
    const message = at(mine, where);
    if (message === undefined) return;
    const flag = flags[which % flags.length] ?? '\\Seen';
    if (act === 'flag' || act === 'unflag') return other.setFlag(path, message.uid, flag, act === 'flag');
    if (act === 'copy') {
      this.#touchedByThem.add(`copy ${message.messageId}`);
      return other.copy(path, message.uid, target);
    }
    this.#touchedByThem.add(message.messageId);
    if (act === 'expunge') return other.expunge(path, message.uid);
    if (target !== path) return other.move(path, message.uid, target);
  }
}

const at = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(1, list.length)];
