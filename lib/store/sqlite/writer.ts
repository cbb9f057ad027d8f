import { Worker } from 'node:worker_threads';
import { MailError, type MailErrorKind } from '#lib/mail/index.ts';
import type { CommitEvent } from '../api.ts';
import type { OperationName, OperationOf } from '../write/operations.ts';

export type WriterRequest = { sequence: number; name: string; values: unknown[] };
export type WriterReply =
  | { sequence: number; value: unknown; commits: CommitEvent[] }
  | { sequence: number; failure: { kind: MailErrorKind; message: string; code: string | null; permanent: boolean } };

/** Three semi-spaces of eight. */
const maxYoungGenerationSizeMb = 24;

type Waiting = { resolve: (value: never) => void; reject: (error: Error) => void };

/** The writing side as the main thread sees it: named operations, carried out one after the other by the worker thread (settled 8). */
export class Writer {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onCommit: (event: CommitEvent) => void;
  #sequence = 0;
  #failure: Error | null = null;

  constructor(path: string, onCommit: (event: CommitEvent) => void) {
    this.#onCommit = onCommit;
    this.#worker = new Worker(new URL('./writer-worker.ts', import.meta.url), {
      workerData: { path },
      name: 'postern-store-writer',
      // Unbounded, the engine lets the room for new objects grow to over a hundred megabytes and keeps it; a transaction leaves little alive.
      resourceLimits: { maxYoungGenerationSizeMb },
    });
    this.#worker.on('message', (reply: WriterReply) => this.#settle(reply));
    this.#worker.on('error', (cause) => this.#fail(new MailError('storage', 'the writer thread failed', { stage: 'store', cause })));
    this.#worker.on('exit', () => this.#fail(new MailError('storage', 'the store is closed', { stage: 'store', code: 'CLOSED' })));
  }

  /** @throws MailError 'storage' when the database refuses, or the kind that the operation threw; nothing of the operation is kept then */
  call<Name extends OperationName>(name: Name, ...values: OperationOf<Name>['values']): Promise<OperationOf<Name>['result']> {
    return this.hand([], name, ...values);
  }

  /** The same with values that lie in this memory, which is the writer's from then on. */
  hand<Name extends OperationName>(
    memory: ArrayBuffer[],
    name: Name,
    ...values: OperationOf<Name>['values']
  ): Promise<OperationOf<Name>['result']> {
    if (this.#failure) return Promise.reject(this.#failure);
    const sequence = ++this.#sequence;
    return new Promise((resolve, reject) => {
      this.#waiting.set(sequence, { resolve, reject });
      this.#worker.postMessage({ sequence, name, values } satisfies WriterRequest, memory);
    });
  }

  /** True while no operation waits or runs. */
  get isIdle(): boolean {
    return this.#waiting.size === 0;
  }

  /** How many operations were called so far: two looks that find the same number find that nobody called in between. */
  get calls(): number {
    return this.#sequence;
  }

  /** Waits for what was called before, closes the database and ends the thread. */
  async close(): Promise<void> {
    if (this.#failure) return;
    this.#failure = new MailError('storage', 'the store is closed', { stage: 'store', code: 'CLOSED' });
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.postMessage(null);
    await ended;
  }

  #settle(reply: WriterReply): void {
    const waiting = this.#waiting.get(reply.sequence);
    this.#waiting.delete(reply.sequence);
    if ('failure' in reply) {
      const { kind, message, code, permanent } = reply.failure;
      waiting?.reject(new MailError(kind, message, { stage: 'store', code, permanent }));
      return;
    }
    for (const event of reply.commits) this.#onCommit(event);
    // Of the type that `call` promised for the operation of this sequence number.
    waiting?.resolve(reply.value as never);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}
