import { ModelMail, ModelMailbox, type ModelMessage } from './model-mail.ts';
import type { SearchExtension } from './model-search.ts';

/** One message of an account with labels; each mailbox that shows it has a copy under a UID of its own. */
type Held = { msgId: string; thrId: string; labels: Set<string>; place: 'all' | 'trash' | 'junk'; flags: Set<string> };

const all = '[Gmail]/All Mail';
const trash = '[Gmail]/Trash';
const junk = '[Gmail]/Spam';

const systemMailboxes: Record<string, { label: string; flag: string }> = {
  INBOX: { label: '\\Inbox', flag: '' },
  '[Gmail]/Sent Mail': { label: '\\Sent', flag: '\\Sent' },
  '[Gmail]/Drafts': { label: '\\Draft', flag: '\\Drafts' },
  '[Gmail]/Starred': { label: '\\Starred', flag: '\\Flagged' },
  '[Gmail]/Important': { label: '\\Important', flag: '\\Important' },
};
const placeFlags: Record<string, string> = { [all]: '\\All', [trash]: '\\Trash', [junk]: '\\Junk' };

const firstMsgId = 1_278_455_344_230_334_865n;

/** What of an account with labels is hidden from IMAP. */
export type GmailHiding = { isAllHidden?: boolean };

/**
 * The mail of an account with labels (X-GM-EXT-1), as Gmail describes it: every message is once in All Mail, in Trash or in Spam; a mailbox
 * other than these shows what bears its label; taking a message out of such a mailbox takes the label, putting it in gives it; a copy into
 * Trash or Spam takes it away from everywhere else; only there an EXPUNGE removes it for good. A message that references another one is in its
 * thread.
 */
export class ModelGmail extends ModelMail {
  readonly #held = new Map<string, Held>();
  #lastMsgId = firstMsgId;

  constructor(labels: readonly string[] = [], { isAllHidden = false }: GmailHiding = {}) {
    super([]);
    const fixed = [...Object.keys(systemMailboxes), ...Object.keys(placeFlags)].filter((path) => !isAllHidden || path !== all);
    for (const path of [...fixed, ...labels]) this.create(path);
  }

  override create(path: string): ModelMailbox | null {
    if (super.create(path) === null) return null;
    const bare = this.mailbox(path);
    const mailbox = new LabelledMailbox(path, bare.uidValidity, bare.mailboxId, this);
    this.mailboxes.set(path, mailbox);
    return mailbox;
  }

  /** The label goes, the messages stay. */
  override delete(path: string): boolean {
    if (systemMailboxes[path] !== undefined || placeFlags[path] !== undefined || !super.delete(path)) return false;
    for (const held of this.#held.values()) held.labels.delete(path);
    return true;
  }

  override append(path: string, raw: Buffer | string, flags: Iterable<string> = [], internalDateMs = Date.now()): number {
    const octets = typeof raw === 'string' ? Buffer.from(raw, 'latin1') : raw;
    this.#lastMsgId += 1n;
    const msgId = String(this.#lastMsgId);
    const held: Held = { msgId, thrId: this.#threadOf(octets) ?? msgId, labels: new Set(), place: placeOf(path), flags: new Set(flags) };
    this.#held.set(msgId, held);
    const label = labelOf(path);
    if (label !== null) held.labels.add(label);
    if (held.flags.has('\\Flagged')) held.labels.add('\\Starred');
    this.#show(held, octets, Math.floor(internalDateMs / 1000) * 1000);
    return this.mailbox(path).messages.at(-1)?.uid ?? 0;
  }

  override copy(from: ModelMailbox, uids: Iterable<number>, to: ModelMailbox): Map<number, number> {
    const map = new Map<number, number>();
    for (const uid of [...uids]) {
      const message = from.message(uid);
      const held = message === undefined ? undefined : this.#held.get(message.emailId);
      if (message === undefined || held === undefined) continue;
      const label = labelOf(to.path);
      const place = placeOf(to.path);
      if (place !== held.place) {
        held.place = place;
        held.labels.clear();
      }
      if (label !== null) held.labels.add(label);
      this.#show(held, message.raw, message.internalDateMs);
      const landed = to.messages.find(({ emailId }) => emailId === held.msgId);
      if (landed !== undefined) map.set(uid, landed.uid);
    }
    return map;
  }

  override move(from: ModelMailbox, uids: Iterable<number>, to: ModelMailbox): Map<number, number> {
    const moved = [...uids];
    const left = labelOf(from.path);
    const ids = moved.map((uid) => from.message(uid)?.emailId);
    const map = this.copy(from, moved, to);
    for (const id of ids)
      if (id !== undefined && left !== null && labelOf(to.path) !== left) this.#change(id, (held) => held.labels.delete(left));
    return map;
  }

  /** STORE ±X-GM-LABELS, and what another client does. */
  label(messages: readonly ModelMessage[], labels: readonly string[], isOn: boolean): void {
    for (const { emailId } of messages)
      this.#change(emailId, (held) => {
        for (const label of labels)
          if (isOn) held.labels.add(label);
          else held.labels.delete(label);
      });
  }

  /** By its subject: for other clients, and for looking at the outcome. */
  find(subject: string): { message: ModelMessage; held: Held } {
    for (const mailbox of this.mailboxes.values())
      for (const message of mailbox.messages) {
        const held = this.#held.get(message.emailId);
        if (held !== undefined && message.raw.includes(`Subject: ${subject}\r\n`)) return { message, held };
      }
    throw new Error(`no message ${subject}`);
  }

  /** Everything there is: subject → place and labels, or \Seen and other flags behind them. */
  view(): Record<string, string> {
    const view: Record<string, string> = {};
    for (const [msgId, { place, labels, flags }] of this.#held) {
      const message = this.#copies(msgId)[0]?.message;
      const subject = /^Subject: (.*)\r$/m.exec(message?.raw.toString('latin1') ?? '')?.[1] ?? msgId;
      const name = view[subject] === undefined ? subject : `${subject} again`;
      view[name] = [place, ...[...labels].sort(), ...[...flags].sort()].join(' ');
    }
    return view;
  }

  /** LIST attributes. */
  roleFlags(path: string): string[] {
    return [placeFlags[path] ?? systemMailboxes[path]?.flag ?? ''].filter(Boolean);
  }

  /** FETCH items of the extension that were asked for. */
  items(message: ModelMessage, asked: string): string {
    const held = this.#held.get(message.emailId);
    if (held === undefined) return '';
    const items: string[] = [];
    if (asked.includes('X-GM-MSGID')) items.push(`X-GM-MSGID ${held.msgId}`);
    if (asked.includes('X-GM-THRID')) items.push(`X-GM-THRID ${held.thrId}`);
    if (asked.includes('X-GM-LABELS')) items.push(`X-GM-LABELS (${[...held.labels].map(quote).join(' ')})`);
    return items.join(' ');
  }

  readonly searchKeys: SearchExtension = (key, take) => {
    const heldOf = (message: ModelMessage) => this.#held.get(message.emailId);
    if (key === 'X-GM-MSGID') {
      const msgId = take();
      return (message) => message.emailId === msgId;
    }
    if (key === 'X-GM-LABELS') {
      const label = take();
      return (message) => heldOf(message)?.labels.has(label) === true;
    }
    if (key !== 'X-GM-RAW') return null;
    const [, field = '', text = ''] = /^(?:(\w+):)?"?(.*?)"?$/.exec(take()) ?? [];
    const word = text.toLowerCase();
    return ({ raw }) => {
      const whole = raw.toString('latin1');
      const within = field === '' ? whole : (new RegExp(`^${field}: .*$`, 'im').exec(whole)?.[0] ?? '');
      return within.toLowerCase().includes(word);
    };
  };

  /** A flag belongs to the message, not to one mailbox's copy; the star is a label too. */
  setFlagOf(msgId: string, flag: string, isOn: boolean): void {
    this.#change(msgId, (held) => {
      if (isOn) held.flags.add(flag);
      else held.flags.delete(flag);
      if (flag !== '\\Flagged') return;
      if (isOn) held.labels.add('\\Starred');
      else held.labels.delete('\\Starred');
    });
  }

  /** EXPUNGE in one of its mailboxes. */
  expungeOf(path: string, msgId: string): void {
    const held = this.#held.get(msgId);
    const label = labelOf(path);
    if (held === undefined || path === all) return;
    if (label !== null) this.#change(msgId, ({ labels }) => labels.delete(label));
    else {
      this.#held.delete(msgId);
      for (const { mailbox, message } of this.#copies(msgId)) mailbox.take(message.uid);
    }
  }

  #change(msgId: string, change: (held: Held) => void): void {
    const held = this.#held.get(msgId);
    const known = this.#copies(msgId)[0]?.message;
    if (held === undefined || known === undefined) return;
    change(held);
    this.#show(held, known.raw, known.internalDateMs);
  }

  /** Brings every mailbox to what the message is now. */
  #show(held: Held, raw: Buffer, internalDateMs: number): void {
    for (const mailbox of this.mailboxes.values()) {
      if (!(mailbox instanceof LabelledMailbox)) continue;
      const label = labelOf(mailbox.path);
      const isIn = label === null ? placeOf(mailbox.path) === held.place : held.place === 'all' && held.labels.has(label);
      const copy = mailbox.messages.find(({ emailId }) => emailId === held.msgId);
      if (copy === undefined && isIn) mailbox.add(raw, held.flags, internalDateMs, held.msgId);
      else if (copy !== undefined && !isIn) mailbox.take(copy.uid);
      else if (copy !== undefined) mailbox.touch(copy, held.flags);
    }
  }

  #copies(msgId: string): { mailbox: LabelledMailbox; message: ModelMessage }[] {
    const copies: { mailbox: LabelledMailbox; message: ModelMessage }[] = [];
    for (const mailbox of this.mailboxes.values())
      for (const message of mailbox.messages)
        if (message.emailId === msgId && mailbox instanceof LabelledMailbox) copies.push({ mailbox, message });
    return copies;
  }

  #threadOf(raw: Buffer): string | null {
    const cited = /^(?:References|In-Reply-To): .*?(<[^>]+>)\s*$/im.exec(raw.toString('latin1'))?.[1];
    if (cited === undefined) return null;
    for (const mailbox of this.mailboxes.values())
      for (const message of mailbox.messages)
        if (message.raw.includes(`Message-ID: ${cited}`)) return this.#held.get(message.emailId)?.thrId ?? null;
    return null;
  }
}

/** A mailbox of such an account: what happens to a copy happens to the message. */
class LabelledMailbox extends ModelMailbox {
  readonly #mail: ModelGmail;

  constructor(path: string, uidValidity: number, mailboxId: string, mail: ModelGmail) {
    super(path, uidValidity, mailboxId);
    this.#mail = mail;
  }

  override setFlag(uid: number, flag: string, isOn: boolean): void {
    const message = this.message(uid);
    if (message === undefined) return;
    if (flag === '\\Deleted') super.setFlag(uid, flag, isOn);
    else this.#mail.setFlagOf(message.emailId, flag, isOn);
  }

  override expunge(uids: Iterable<number>): void {
    for (const uid of uids) {
      const message = this.message(uid);
      if (message !== undefined) this.#mail.expungeOf(this.path, message.emailId);
    }
  }

  take(uid: number): void {
    super.expunge([uid]);
  }

  /** Something about the message is another one: a new mod-sequence. */
  touch(message: ModelMessage, flags: ReadonlySet<string>): void {
    const isDeleted = message.flags.has('\\Deleted');
    message.flags = new Set([...flags, ...(isDeleted ? ['\\Deleted'] : [])]);
    this.highestModSeq += 1;
    message.modSeq = this.highestModSeq;
  }
}

const placeOf = (path: string): Held['place'] => (path === trash ? 'trash' : path === junk ? 'junk' : 'all');
const labelOf = (path: string): string | null => (placeFlags[path] === undefined ? (systemMailboxes[path]?.label ?? path) : null);
const quote = (text: string) => `"${text.replaceAll(/["\\]/g, (found) => `\\${found}`)}"`;
