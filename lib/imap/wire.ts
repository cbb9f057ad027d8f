import type { ImapFlow } from 'imapflow';
import { MailError, type MailStage } from '#lib/mail/index.ts';
import type { Redact } from '#lib/security/index.ts';
import type { ImapConnectOptions } from './api.ts';
import { asLibraryError, commandError, connectionError } from './imap-error.ts';
import { type ResponseCode, responseCodeOf, responseTextOf } from './response-code.ts';
import { ResponseSieve, type TakeResponse } from './response-sieve.ts';
import type { ImapResponse, ImapTokens } from './tokens.ts';

/** What the library has at run time and not in its types (I3); `contract.test.ts` holds it to this. */
type ImapFlowRuntime = {
  exec(
    command: string,
    attributes: ImapTokens | false,
    options: {
      untagged: Record<string, (response: ImapResponse) => void>;
      onPlusTag?: (response: ImapResponse) => void;
      /** the command has been written */
      onSend?: () => void;
    },
  ): Promise<{ response: ImapResponse; next: () => void }>;
  /** what parses the stream of the server, whatever socket, TLS or inflating it comes from */
  streamer: { _transform(chunk: Buffer, encoding: BufferEncoding, next: (error?: Error | null) => void): void };
  write(chunk: string): void;
  writeSocket: NodeJS.WritableStream;
  untaggedHandlers: Record<string, ((response: ImapResponse) => void) | null>;
  preCheck: (() => Promise<void>) | false;
};

export type RunOptions = {
  /** keyword in lower case to what collects it while the command runs */
  untagged?: Record<string, (response: ImapResponse) => void>;
  /** Whole FETCH answers as octets, before the library parses them; what it leaves (false) comes to `untagged.fetch`. */
  takeFetch?: TakeResponse;
  /** the server's `+` */
  onContinue?: () => void;
  signal?: AbortSignal | undefined;
  /** when it has passed without an answer the connection is given up (G4); default 2 min */
  timeoutMs?: number;
  stage?: MailStage;
};

/** A command that was answered OK: its response code, and the codes of untagged OK lines before it. */
export type Completed = { code: ResponseCode | null; text: string; codes: ResponseCode[] };

const defaultTimeoutMs = 120_000;
/** A FETCH whose answer stands still for so long is given up: whoever reads waits no longer for a line that is dead. */
const defaultSilenceMs = 60_000;
/** Codes of untagged OK lines that are kept of one command; an EXAMINE has about ten. */
const maxCodes = 100;

/**
 * Commands as they go over the wire, the one place where the library's `exec` is used (I3). Commands queue in the order in which they are
 * run; a command whose caller went away is still read to its end, so the connection stays in step.
 */
export class ImapWire {
  readonly client: ImapFlow;
  readonly redact: Redact;
  readonly #runtime: ImapFlowRuntime;
  #unparsedLines = 0;
  #failure: unknown = null;
  #onUnparsed: () => void = () => {};
  #onCode: (code: ResponseCode) => void = () => {};
  readonly #onTaken: ((response: Buffer) => void) | null;
  readonly #silenceMs: number;
  readonly #answerMs: number;
  /** when the server was last heard, on the clock that never jumps */
  #heardAtMs = performance.now();
  readonly #sieve = new ResponseSieve();
  /** whose FETCH answers the sieve takes */
  #taking: TakeResponse | null = null;

  /**
   * @param onTaken told of every answer that the library does not see, as it would be told of the others; null: nobody listens
   * @param patience how long the answer to a FETCH may stand still, and the longest that any command but IDLE is waited for
   */
  constructor(
    client: ImapFlow,
    redact: Redact,
    onTaken: ((response: Buffer) => void) | null = null,
    patience: Pick<ImapConnectOptions, 'silenceMs' | 'answerMs'> = {},
  ) {
    this.#silenceMs = patience.silenceMs ?? defaultSilenceMs;
    this.#answerMs = patience.answerMs ?? Number.POSITIVE_INFINITY;
    this.client = client;
    this.redact = redact;
    this.#onTaken = onTaken;
    this.#runtime = client as unknown as ImapFlowRuntime;
    client.on('error', (error: unknown) => {
      this.#failure ??= error;
    });
    this.#sift();
  }

  /** Puts the sieve before the library's parser. */
  #sift(): void {
    const { streamer } = this.#runtime;
    const parse = streamer._transform.bind(streamer);
    streamer._transform = (chunk, encoding, next) => {
      this.#heardAtMs = performance.now();
      const passed = this.#sieve.sift(chunk);
      if (passed === null) next();
      else parse(passed, encoding, next);
    };
  }

  /** @throws MailError with the response code in `code`; 'aborted'; 'network' when the connection is lost or the deadline has passed */
  run(command: string, tokens: ImapTokens, options: RunOptions = {}): Promise<Completed> {
    const { signal, stage = 'command' } = options;
    const neededMs = options.timeoutMs ?? defaultTimeoutMs;
    const timeoutMs = command === 'IDLE' ? neededMs : Math.min(neededMs, this.#answerMs);
    if (signal?.aborted) return Promise.reject(aborted(stage));
    if (this.client.isClosed) return Promise.reject(this.lost(stage));
    const completed = this.#execute(command, tokens, options, stage);
    return new Promise<Completed>((resolve, reject) => {
      const giveUp = () => {
        reject(new MailError('network', `no answer to ${command}`, { stage, code: 'ETIMEDOUT' }));
        this.client.close();
      };
      const timer = setTimeout(giveUp, timeoutMs);
      const stopListening = command.endsWith('FETCH') ? this.#onSilence(giveUp) : () => undefined;
      const onAbort = () => reject(aborted(stage));
      signal?.addEventListener('abort', onAbort, { once: true });
      const settle = () => {
        clearTimeout(timer);
        stopListening();
        signal?.removeEventListener('abort', onAbort);
      };
      completed.then(
        (value) => {
          settle();
          resolve(value);
        },
        (error: unknown) => {
          settle();
          reject(error);
        },
      );
    });
  }

  /** @returns call when the answer is complete */
  #onSilence(giveUp: () => void): () => void {
    const beganAtMs = performance.now();
    let isLate = false;
    const look = () => {
      const leftMs = Math.max(beganAtMs, this.#heardAtMs) + this.#silenceMs - performance.now();
      if (leftMs > 0) isLate = false;
      else if (isLate) return giveUp();
      // This process may have stood still, and what came meanwhile is only read now.
      else isLate = true;
      timer = setTimeout(look, isLate ? Math.min(1_000, this.#silenceMs) : leftMs);
    };
    let timer = setTimeout(look, this.#silenceMs);
    return () => clearTimeout(timer);
  }

  async #execute(command: string, tokens: ImapTokens, options: RunOptions, stage: MailStage): Promise<Completed> {
    const codes: ResponseCode[] = [];
    let failure: { error: unknown } | null = null;
    const listen = (keyword: string, handle: (response: ImapResponse) => void) => {
      // The library only logs what a handler throws; here it fails the command.
      untagged[keyword.toUpperCase()] = (response) => {
        try {
          handle(response);
        } catch (error) {
          failure ??= { error };
        }
      };
    };
    const untagged: Record<string, (response: ImapResponse) => void> = {};
    listen('OK', (response) => {
      const code = responseCodeOf(response);
      if (code === null) return;
      this.#onCode(code);
      // An IDLE lasts for minutes, and nobody asks for the codes of all of it.
      if (codes.length < maxCodes) codes.push(code);
    });
    for (const [keyword, handle] of Object.entries(options.untagged ?? {})) listen(keyword, handle);
    const { onContinue, takeFetch } = options;
    const take: TakeResponse = (response) => {
      try {
        const isTaken = takeFetch?.(response) ?? false;
        if (isTaken) this.#onTaken?.(response);
        return isTaken;
      } catch (error) {
        failure ??= { error };
        return true;
      }
    };
    try {
      const answer = await this.#runtime.exec(command, tokens.length === 0 ? false : tokens, {
        untagged,
        ...(onContinue ? { onPlusTag: () => onContinue() } : {}),
        ...(takeFetch ? { onSend: () => this.#takeBy(take) } : {}),
      });
      this.#leave(take);
      // Until next() is called the library reads nothing more.
      answer.next();
      if (failure !== null) throw (failure as { error: unknown }).error;
      return { code: responseCodeOf(answer.response), text: responseTextOf(answer.response), codes };
    } catch (error) {
      this.#leave(take);
      throw this.#failure === null || !isEndOfConnection(error) ? commandError(error, command, this.redact, stage) : this.lost(stage);
    }
  }

  #takeBy(take: TakeResponse): void {
    this.#taking = take;
    this.#sieve.wantedBy(take);
  }

  /** The next command may have been sent already, and may take for itself. */
  #leave(take: TakeResponse): void {
    if (this.#taking !== take) return;
    this.#taking = null;
    this.#sieve.wantedBy(null);
  }

  /** A line inside a running command: DONE. Where it cannot be written the connection ends, and with it the command. */
  writeLine(line: string): void {
    if (this.client.isClosed) return;
    try {
      this.#runtime.write(line);
    } catch (error) {
      this.#failure ??= error;
      this.client.close();
    }
  }

  /** Where the octets of a streamed literal go (APPEND). */
  get output(): NodeJS.WritableStream {
    return this.#runtime.writeSocket;
  }

  /** Who gets untagged responses that no running command collects. */
  onUnsolicited(keyword: string, handle: (response: ImapResponse) => void): void {
    this.#runtime.untaggedHandlers[keyword] = handle;
  }

  /** Told of the code of every untagged OK, in a command or outside. */
  onCode(listener: (code: ResponseCode) => void): void {
    this.#onCode = listener;
    this.onUnsolicited('OK', (response) => {
      const code = responseCodeOf(response);
      if (code !== null) listener(code);
    });
  }

  /**
   * Tells the library that the silence of a running IDLE is meant, and how its watchdog may break it (I25).
   * @returns call when IDLE has ended
   */
  claimSilence(breakIdle: () => Promise<void>): () => void {
    this.client.idling = true;
    this.#runtime.preCheck = breakIdle;
    return () => {
      this.client.idling = false;
      if (this.#runtime.preCheck === breakIdle) this.#runtime.preCheck = false;
    };
  }

  /** Lines of the server that could not be read and were dropped (I26). */
  get unparsedLines(): number {
    return this.#unparsedLines;
  }

  noteUnparsedLine(): void {
    this.#unparsedLines += 1;
    this.#onUnparsed();
  }

  onUnparsed(listener: () => void): void {
    this.#onUnparsed = listener;
  }

  /** Why the connection is gone. */
  lost(stage: MailStage): MailError {
    if (this.#failure !== null) return connectionError(this.#failure, this.redact, stage);
    return connectionError(
      { code: 'NoConnection', ...(this.client.byeReason ? { reason: this.client.byeReason } : {}) },
      this.redact,
      stage,
    );
  }
}

/** The library ends waiting commands with this, whatever it was that ended the connection. */
const isEndOfConnection = (error: unknown) =>
  ['NoConnection', 'EConnectionClosed', 'StateLogout'].includes(asLibraryError(error).code ?? '');

export const aborted = (stage: MailStage) => new MailError('aborted', 'the caller stopped waiting', { stage });
