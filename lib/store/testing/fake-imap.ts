import { flagFromKeyword } from '#lib/mail/index.ts';
import type { EmailContent, Intent, SyncedMessage } from '../api.ts';
import { emailContent } from './store-content.ts';

type Message = { id: string; content: EmailContent; flags: Set<string> };
type FakeMailbox = { uidValidity: number; uidNext: number; messages: Map<number, Message> };

/** What an intent did on the server; `null` for a mailbox command. */
export type Done = { landed: { uidValidity: number; uid: number } | null };

/** Mailboxes of a server, without the wire: enough to see whether the index and the server agree in the end. */
export class FakeImap {
  readonly mailboxes = new Map<string, FakeMailbox>();

  constructor(paths: readonly string[]) {
    for (const path of paths) this.create(path);
  }

  create(path: string): void {
    if (!this.mailboxes.has(path)) this.mailboxes.set(path, { uidValidity: 1, uidNext: 1, messages: new Map() });
  }

  deliver(path: string, id: string, fields: Partial<EmailContent> & { flags?: string[] } = {}): number {
    const { flags = [], ...content } = fields;
    return this.#put(path, { id, content: emailContent(id, content), flags: new Set(flags) });
  }

  move(from: string, uid: number, to: string): void {
    const message = this.mailboxes.get(from)?.messages.get(uid);
    if (!message) return;
    this.mailboxes.get(from)?.messages.delete(uid);
    this.#put(to, { ...message, flags: new Set(message.flags) });
  }

  synced(path: string, uid: number): SyncedMessage {
    const message = this.mailboxes.get(path)!.messages.get(uid)!;
    return { uid, flags: [...message.flags], modSeq: null, content: message.content };
  }

  /** What a person sees on the server: mailbox → sorted messages with their flags. */
  view(): Record<string, string[]> {
    const view: Record<string, string[]> = {};
    for (const [path, { messages }] of this.mailboxes) {
      const shown = [...messages.values()].filter(({ flags }) => !flags.has('\\Deleted'));
      view[path] = shown.map(({ id, flags }) => `${id} ${[...flags].sort().join(' ')}`.trim()).sort();
    }
    return view;
  }

  /** Carries one intent, looking first whether an earlier try did it (J5). Throws 'gone' where there is nothing to carry. */
  carry(intent: Intent, appended: (blobId: string) => { id: string; content: EmailContent }): Done {
    const { work } = intent;
    switch (work.kind) {
      case 'keywords':
        for (const { path, uidValidity, uid } of work.locations) {
          const message = this.#at(path, uidValidity).messages.get(uid);
          for (const keyword of work.add) message?.flags.add(flagFromKeyword(keyword));
          for (const keyword of work.remove) message?.flags.delete(flagFromKeyword(keyword));
        }
        return { landed: null };
      case 'move':
      case 'copy': {
        const path = this.#target(work.to.path);
        const found = this.#landed(path, work.match);
        if (found) {
          if (work.kind === 'move' && work.from) this.mailboxes.get(work.from.path)?.messages.delete(work.from.uid);
          return { landed: found };
        }
        if (!work.from) throw new Error('gone');
        const source = this.#at(work.from.path, work.from.uidValidity);
        const message = source.messages.get(work.from.uid);
        if (!message) throw new Error('gone');
        if (work.kind === 'move') source.messages.delete(work.from.uid);
        return {
          landed: {
            uidValidity: this.mailboxes.get(path)!.uidValidity,
            uid: this.#put(path, { ...message, flags: new Set(message.flags) }),
          },
        };
      }
      case 'remove':
        if (work.location) this.#at(work.location.path, work.location.uidValidity).messages.delete(work.location.uid);
        return { landed: null };
      case 'append': {
        const path = this.#target(work.to.path);
        const found = this.#landed(path, work.match);
        if (found) return { landed: found };
        const { id, content } = appended(work.rawBlobId);
        const uid = this.#put(path, { id, content, flags: new Set(work.keywords.map(flagFromKeyword)) });
        return { landed: { uidValidity: this.mailboxes.get(path)!.uidValidity, uid } };
      }
      case 'labels':
        throw new Error('a server without labels');
      case 'mailbox-create':
        this.create(work.path);
        return { landed: null };
      case 'mailbox-rename':
        for (const [path, mailbox] of [...this.mailboxes]) {
          if (path !== work.from && !path.startsWith(`${work.from}/`)) continue;
          this.mailboxes.delete(path);
          this.mailboxes.set(work.to + path.slice(work.from.length), mailbox);
        }
        return { landed: null };
      case 'mailbox-delete':
        this.mailboxes.delete(work.path);
        return { landed: null };
      case 'mailbox-subscribe':
        return { landed: null };
    }
  }

  #landed(path: string, match: { messageId: string | null; uidNext: number | null; uidValidity: number | null }): Done['landed'] {
    const mailbox = this.mailboxes.get(path)!;
    if (match.uidNext === null || match.uidValidity !== mailbox.uidValidity) return null;
    const hits = [...mailbox.messages].filter(([uid, { content }]) => uid >= match.uidNext! && content.messageId?.[0] === match.messageId);
    return hits.length === 1 ? { uidValidity: mailbox.uidValidity, uid: hits[0]![0] } : null;
  }

  #target(path: string | null): string {
    if (path === null || !this.mailboxes.has(path)) throw new Error(`no mailbox ${path} on the server`);
    return path;
  }

  #at(path: string, uidValidity: number): FakeMailbox {
    const mailbox = this.mailboxes.get(path);
    if (!mailbox || mailbox.uidValidity !== uidValidity) throw new Error(`an intent names ${path} of ${uidValidity}, which is not there`);
    return mailbox;
  }

  #put(path: string, message: Message): number {
    const mailbox = this.mailboxes.get(path)!;
    const uid = mailbox.uidNext++;
    mailbox.messages.set(uid, message);
    return uid;
  }
}
