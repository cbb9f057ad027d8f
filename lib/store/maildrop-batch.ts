import type { CollectedMaildropMessages, MaildropOrigin, NewMaildropMessage } from './api.ts';
import { MessageBatch } from './flat-messages.ts';

/** Collects messages for one `MaildropStore.store`, flat as `MessageBatch` keeps them. Empty after it was stored, and then to be filled again. */
export class MaildropBatch implements CollectedMaildropMessages {
  readonly #contents = new MessageBatch();
  #origins: MaildropOrigin[] = [];

  add({ content, ...origin }: NewMaildropMessage): void {
    // The place in the mailbox is the writer's to give.
    this.#contents.add({ uid: 0, flags: [], modSeq: null, content });
    this.#origins.push(origin);
  }

  get length(): number {
    return this.#origins.length;
  }

  take(): ReturnType<CollectedMaildropMessages['take']> {
    const origins = this.#origins;
    this.#origins = [];
    return { origins, ...this.#contents.take() };
  }
}
