/** One message of a pretend mailbox. `emailId` is the same for every copy (RFC 8474). */
export type ModelMessage = { uid: number; flags: Set<string>; modSeq: number; raw: Buffer; internalDateMs: number; emailId: string };

/** A pretend mailbox: UIDs only grow, every change gets a mod-sequence, what went is remembered for QRESYNC. */
export class ModelMailbox {
  readonly mailboxId: string;
  path: string;
  uidValidity: number;
  uidNext = 1;
  highestModSeq = 1;
  messages: ModelMessage[] = [];
  readonly gone: { uid: number; modSeq: number }[] = [];
  isSubscribed = true;
  isDeleted = false;

  constructor(path: string, uidValidity: number, mailboxId: string) {
    this.path = path;
    this.uidValidity = uidValidity;
    this.mailboxId = mailboxId;
  }

  message(uid: number): ModelMessage | undefined {
    return this.messages.find((message) => message.uid === uid);
  }

  add(raw: Buffer, flags: Iterable<string>, internalDateMs: number, emailId: string): number {
    this.highestModSeq += 1;
    this.messages.push({ uid: this.uidNext, flags: new Set(flags), modSeq: this.highestModSeq, raw, internalDateMs, emailId });
    this.uidNext += 1;
    return this.uidNext - 1;
  }

  setFlag(uid: number, flag: string, isOn: boolean): void {
    const message = this.message(uid);
    if (message === undefined) return;
    const known = [...message.flags].find((each) => each.toLowerCase() === flag.toLowerCase());
    if ((known !== undefined) === isOn) return;
    if (isOn) message.flags.add(flag);
    else if (known !== undefined) message.flags.delete(known);
    this.highestModSeq += 1;
    message.modSeq = this.highestModSeq;
  }

  expunge(uids: Iterable<number>): void {
    for (const uid of uids) {
      if (this.message(uid) === undefined) continue;
      this.messages = this.messages.filter((message) => message.uid !== uid);
      this.highestModSeq += 1;
      this.gone.push({ uid, modSeq: this.highestModSeq });
    }
  }
}

/** All mail of one pretend account, changed by sessions and, as another client would, by the test itself. */
export class ModelMail {
  readonly delimiter: string;
  readonly mailboxes = new Map<string, ModelMailbox>();
  readonly #listeners = new Set<() => void>();
  #validity = 1_000;
  #emails = 0;

  constructor(paths: readonly string[], delimiter = '/') {
    this.delimiter = delimiter;
    for (const path of paths) this.create(path);
  }

  mailbox(path: string): ModelMailbox {
    const found = this.mailboxes.get(path);
    if (found === undefined) throw new Error(`no mailbox ${path}`);
    return found;
  }

  create(path: string): ModelMailbox | null {
    if (this.mailboxes.has(path)) return null;
    this.#validity += 1;
    const mailbox = new ModelMailbox(path, this.#validity, `M${this.#validity}`);
    this.mailboxes.set(path, mailbox);
    return mailbox;
  }

  delete(path: string): boolean {
    const mailbox = this.mailboxes.get(path);
    if (mailbox === undefined) return false;
    mailbox.isDeleted = true;
    this.mailboxes.delete(path);
    return true;
  }

  /** With everything below it (RFC 9051 §6.3.6). */
  rename(from: string, to: string): boolean {
    if (!this.mailboxes.has(from) || this.mailboxes.has(to)) return false;
    for (const mailbox of [...this.mailboxes.values()]) {
      if (mailbox.path !== from && !mailbox.path.startsWith(from + this.delimiter)) continue;
      this.mailboxes.delete(mailbox.path);
      mailbox.path = to + mailbox.path.slice(from.length);
      this.mailboxes.set(mailbox.path, mailbox);
    }
    return true;
  }

  append(path: string, raw: Buffer | string, flags: Iterable<string> = [], internalDateMs = Date.now()): number {
    this.#emails += 1;
    const octets = typeof raw === 'string' ? Buffer.from(raw, 'latin1') : raw;
    return this.mailbox(path).add(octets, flags, Math.floor(internalDateMs / 1000) * 1000, `E${this.#emails}`);
  }

  /** @returns source UID to target UID */
  copy(from: ModelMailbox, uids: Iterable<number>, to: ModelMailbox): Map<number, number> {
    const map = new Map<number, number>();
    for (const uid of uids) {
      const message = from.message(uid);
      if (message !== undefined) map.set(uid, to.add(message.raw, message.flags, message.internalDateMs, message.emailId));
    }
    return map;
  }

  move(from: ModelMailbox, uids: Iterable<number>, to: ModelMailbox): Map<number, number> {
    const map = this.copy(from, uids, to);
    from.expunge(map.keys());
    return map;
  }

  /** The mailbox was rebuilt: another UIDVALIDITY, other UIDs, the same mail. Sessions that stand in it are sent away. */
  renumber(path: string): void {
    const old = this.mailbox(path);
    old.isDeleted = true;
    this.#validity += 1;
    const fresh = new ModelMailbox(path, this.#validity, old.mailboxId);
    fresh.uidNext = 1 + (this.#validity % 7);
    for (const { raw, flags, internalDateMs, emailId } of old.messages) fresh.add(raw, flags, internalDateMs, emailId);
    this.mailboxes.set(path, fresh);
  }

  /** To be called after changes from outside: sessions in IDLE hear of them. */
  tell(): void {
    for (const listener of this.#listeners) listener();
  }

  onTold(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
