import { Readable } from 'node:stream';
import { isMailError, MailError, type OutgoingOffer } from '#lib/mail/index.ts';
import { type DsnRequest, mailParameters, recipientParameters } from './dsn-request.ts';
import type { WireAddress } from './envelope-address.ts';
import { wireAddress } from './envelope-address.ts';
import type { LibraryError, SmtpAccess, SmtpConnection, SmtpDeadlines } from './smtp-connection.ts';
import { libraryError, openSmtp, usualDeadlines } from './smtp-connection.ts';
import { parseReply, replyError, replyLine } from './smtp-reply.ts';

/** Frozen bytes and their envelope (S1). `octets` may be asked for once per attempt and must give the same bytes every time. */
export type SubmitMessage = {
  /** empty: the null reverse path */
  from: string;
  recipients: readonly string[];
  octets: () => AsyncIterable<Uint8Array>;
  sizeBytes: number;
  /** the bytes hold octets above 127: BODY=8BITMIME where offered (RFC 6152) */
  isEightBit?: boolean;
  /** every server on its way must take it over verified TLS, or it does not go at all (RFC 8689) */
  requiresTls?: boolean;
  /** what is to be heard of it later, where the server offers DSN */
  dsn?: DsnRequest;
};

/** The steps of S3, in order. Each is announced and awaited before it happens. */
export type SubmitState = 'connecting' | 'envelope' | 'data' | 'dot';

export type SubmitOptions = {
  signal: AbortSignal;
  /**
   * Writes the state durably; the step waits for it. After `dot` was announced the message may have been taken, whatever happens next.
   * Throwing stops the attempt before the step, with nothing delivered.
   */
  onState: (state: SubmitState) => Promise<void>;
  /** told once after sign-in, before anything is refused */
  onOffer?: (offer: OutgoingOffer) => void;
  deadlines?: Partial<SmtpDeadlines>;
};

/** What the server said about one recipient; null codes: nothing. */
export type RecipientResult = { address: string; accepted: boolean; code: string | null; enhancedCode: string | null; text: string | null };

/**
 * - `accepted`, `partial`: the server took the message, for all or for those marked; `queueText` is its reply to the message.
 * - `deferred`: nothing was taken, again later. `failed`: nothing was taken, never again.
 * - `uncertain`: the end of the message was announced and no answer came; a second send is the person's choice only (S4).
 */
export type SubmitResult =
  | { outcome: 'accepted' | 'partial'; recipients: RecipientResult[]; queueText: string }
  | { outcome: 'deferred' | 'failed' | 'uncertain'; error: MailError; recipients: RecipientResult[] };

/**
 * Submits one message in one attempt (S1–S8). Never throws for what a server, the network or the callback does.
 *
 * @see RFC 6409, RFC 5321 §4.1.1.4 (DATA), §4.5.3.2 (deadlines)
 */
export async function submitMessage(access: SmtpAccess, message: SubmitMessage, options: SubmitOptions): Promise<SubmitResult> {
  const recipients = createRecipientBook(message.recipients);
  const deadlines = { ...usualDeadlines, ...options.deadlines };
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(deadlines.totalMs)]);
  const progress: Progress = { stage: 'envelope', isDotReleased: false };
  let connection: SmtpConnection | null = null;
  try {
    await announce(options, 'connecting');
    connection = await openSmtp(access, deadlines, signal);
    options.onOffer?.(connection.offer());
    const envelope = checkEnvelope(message, recipients, connection);
    await announce(options, 'envelope');
    const result = await carry(connection, message, envelope, { recipients, options, deadlines, progress, signal });
    connection.quit();
    return result;
  } catch (error) {
    // nothing may follow on this line, least of all the end of a message that was given up
    connection?.destroy();
    return { ...failureOf(error, progress.isDotReleased, options.signal), recipients: recipients.results() };
  }
}

type Progress = { stage: 'envelope' | 'data' | 'dot'; isDotReleased: boolean };

type Attempt = {
  recipients: RecipientBook;
  options: SubmitOptions;
  deadlines: SmtpDeadlines;
  progress: Progress;
  signal: AbortSignal;
};
type Envelope = {
  from: string;
  to: string[];
  size: number;
  use8BitMime: boolean;
  requireTLSExtensionEnabled: boolean;
  dsn?: { ret: string; envid: string };
};

async function carry(connection: SmtpConnection, message: SubmitMessage, envelope: Envelope, attempt: Attempt): Promise<SubmitResult> {
  const { recipients, progress, deadlines } = attempt;
  const body = Readable.from(
    frozenOctets(message, attempt, () => connection.socket.setTimeout(deadlines.dotMs)),
    { objectMode: false },
  );
  // the library reports stream errors through its callback; this listener only keeps a late one from being unhandled
  body.on('error', () => undefined);
  try {
    const info = await connection.step<{ response: string; accepted: string[]; rejectedErrors?: LibraryError[] }>(
      () => progress.stage,
      (done) =>
        // The library's own types say less of the result than it gives; the fields asked for above are what is read of it.
        connection.library.send(envelope, body, (error, result) =>
          done(error ? dataError(error as LibraryError, progress) : null, result as never),
        ),
    );
    const reply = parseReply(info.response);
    if (!progress.isDotReleased || reply === null) {
      // an answer to what was not yet sent: nothing that this server says about the message can be believed
      throw new MailError('protocol', 'the server answered before the end of the message', { stage: 'data', code: 'EARLY_REPLY' });
    }
    recipients.note(connection.envelope().refused);
    recipients.accept(info.accepted, reply);
    const results = recipients.results();
    return { outcome: results.every((one) => one.accepted) ? 'accepted' : 'partial', recipients: results, queueText: replyLine(reply) };
  } catch (error) {
    recipients.note(connection.envelope().refused);
    const stopped = isMailError(error) ? error : libraryError(error, 'data');
    if (stopped.stage !== 'envelope' && stopped.serverText !== null) recipients.refuseRest(connection.envelope().accepted, stopped);
    throw stopped;
  } finally {
    body.destroy();
  }
}

/** The bytes as the library reads them: `data` is announced before the first, `dot` before the end, and a short read never ends well. */
async function* frozenOctets(
  message: SubmitMessage,
  { options, progress, signal }: Attempt,
  onDot: () => void,
): AsyncGenerator<Uint8Array> {
  progress.stage = 'data';
  await announce(options, 'data');
  let sentBytes = 0;
  for await (const chunk of message.octets()) {
    if (signal.aborted) throw new MailError('aborted', 'stopped while sending', { stage: 'data' });
    sentBytes += chunk.length;
    if (chunk.length > 0) yield chunk;
  }
  if (sentBytes !== message.sizeBytes) {
    throw new MailError('storage', `the frozen message has ${sentBytes} octets instead of ${message.sizeBytes}`, {
      stage: 'data',
      permanent: true,
    });
  }
  await announce(options, 'dot');
  if (signal.aborted) throw new MailError('aborted', 'stopped before the end of the message', { stage: 'data' });
  progress.stage = 'dot';
  progress.isDotReleased = true;
  onDot();
}

async function announce({ onState }: SubmitOptions, state: SubmitState): Promise<void> {
  try {
    await onState(state);
  } catch (cause) {
    throw isMailError(cause) ? cause : new MailError('storage', `the state ${state} could not be written`, { stage: 'store', cause });
  }
}

/** Which step the library's error belongs to. Its own code and command tell; a reply to the dot is the only definite answer after it. */
function dataError(error: LibraryError, progress: Progress): Error {
  if (isMailError(error)) return error;
  if (progress.isDotReleased) {
    const reply = error.code === 'EMESSAGE' && error.response ? parseReply(error.response) : null;
    if (reply !== null && /^[45]/.test(reply.code)) return replyError(reply, 'dot');
    return new MailError('network', 'no answer to the end of the message', { stage: 'dot', code: 'NO_ANSWER_TO_DOT' });
  }
  return libraryError(error, progress.stage);
}

function failureOf(
  error: unknown,
  isDotReleased: boolean,
  caller: AbortSignal,
): { outcome: 'deferred' | 'failed' | 'uncertain'; error: MailError } {
  const known = isMailError(error) ? error : libraryError(error, 'command');
  if (isDotReleased && !(known.stage === 'dot' && known.serverText !== null)) {
    return {
      outcome: 'uncertain',
      error: new MailError('network', 'no answer to the end of the message', { stage: 'dot', code: 'NO_ANSWER_TO_DOT', cause: known }),
    };
  }
  // our own total deadline looks like an abort from below, but nobody asked for one
  const isOurDeadline = known.kind === 'aborted' && !caller.aborted;
  const spoken = isOurDeadline ? new MailError('network', 'the attempt took too long', { stage: known.stage, code: 'ETIMEDOUT' }) : known;
  return { outcome: spoken.permanent && !isOnTheWay(spoken) ? 'failed' : 'deferred', error: spoken };
}

const wayStages: ReadonlySet<string> = new Set(['dns', 'tcp', 'tls', 'greeting', 'capabilities', 'starttls']);

/**
 * Nothing was said of the message yet: a name that is gone, a certificate that ran out, another server on the port. That is mended by the
 * provider, or by the person in the settings, and the message waits for it as for any other absence of the server (S4, S6).
 */
const isOnTheWay = ({ stage, kind }: MailError): boolean =>
  stage !== null && wayStages.has(stage) && (kind === 'network' || kind === 'tls' || kind === 'protocol');

/** @throws MailError before anything of the envelope was sent, when the server cannot take this message at all */
function checkEnvelope(message: SubmitMessage, recipients: RecipientBook, connection: SmtpConnection): Envelope {
  const offer = connection.offer();
  if (offer.maxSizeBytes !== null && message.sizeBytes > offer.maxSizeBytes) {
    throw new MailError('too-large', 'larger than the server takes', {
      stage: 'envelope',
      code: 'SIZE',
      enhancedCode: '5.3.4',
      permanent: true,
      serverText: connection.sizeLine(),
    });
  }
  const from: WireAddress = message.from === '' ? { ok: true, text: '', needsUtf8: false } : wireAddress(message.from);
  if (!from.ok) throw new MailError('invalid', 'the sender is no address', { stage: 'envelope', code: 'SENDER', permanent: true });
  if (from.needsUtf8 && !offer.smtpUtf8) {
    throw new MailError('refused', 'the sender needs SMTPUTF8', {
      stage: 'envelope',
      code: 'SMTPUTF8',
      enhancedCode: '5.6.7',
      permanent: true,
    });
  }
  if (message.requiresTls === true && (!offer.requireTls || !connection.isSecure)) {
    throw new MailError('refused', 'REQUIRETLS is not offered', { stage: 'envelope', code: 'REQUIRETLS', permanent: true });
  }
  const to = recipients.wire(offer.smtpUtf8);
  if (to.length === 0) {
    const code = recipients.results().some((one) => one.code === 'SMTPUTF8') ? 'SMTPUTF8' : 'RECIPIENTS';
    throw new MailError(code === 'SMTPUTF8' ? 'refused' : 'invalid', 'no recipient can be sent to', {
      stage: 'envelope',
      code,
      permanent: true,
    });
  }
  const envelope: Envelope = {
    from: from.text,
    to,
    size: message.sizeBytes,
    use8BitMime: message.isEightBit ?? false,
    requireTLSExtensionEnabled: message.requiresTls ?? false,
  };
  const { dsn } = message;
  if (dsn === undefined || !offer.dsn) return envelope;
  connection.onRecipient((wireText) => recipientParameters(dsn, recipients.addressOf(wireText)));
  return { ...envelope, dsn: mailParameters(dsn) };
}

type RecipientBook = {
  /** the addresses to ask for, each once; those that cannot go on the wire are noted as refused */
  wire(hasSmtpUtf8: boolean): string[];
  /** as the caller wrote it */
  addressOf(wireText: string): string;
  note(refused: readonly LibraryError[]): void;
  accept(wireAddresses: readonly string[], reply: { code: string; enhancedCode: string | null; text: string }): void;
  refuseRest(wireAddresses: readonly string[], error: MailError): void;
  results(): RecipientResult[];
};

/** Every recipient as the caller wrote it, with what is known about it. */
function createRecipientBook(addresses: readonly string[]): RecipientBook {
  const entries = addresses.map((address) => ({ wire: wireAddress(address), result: silent(address) }));
  const set = (wireText: string, result: Omit<RecipientResult, 'address'>) => {
    for (const entry of entries)
      if (entry.wire.ok && entry.wire.text === wireText) entry.result = { address: entry.result.address, ...result };
  };
  return {
    wire(hasSmtpUtf8) {
      const texts = new Set<string>();
      for (const entry of entries) {
        if (!entry.wire.ok) entry.result = { ...entry.result, code: 'ADDRESS', enhancedCode: '5.1.3', text: null };
        else if (entry.wire.needsUtf8 && !hasSmtpUtf8)
          entry.result = { ...entry.result, code: 'SMTPUTF8', enhancedCode: '5.6.7', text: null };
        else texts.add(entry.wire.text);
      }
      return [...texts];
    },
    addressOf: (wireText) => entries.find(({ wire }) => wire.ok && wire.text === wireText)?.result.address ?? wireText,
    note(refused) {
      for (const { recipient, response } of refused) {
        const said = response ? parseReply(response) : null;
        // Only 4xx and 5xx refuse; anything else is an answer to another command, out of step, and says nothing about the recipient.
        const reply = said !== null && /^[45]/.test(said.code) ? said : null;
        if (recipient !== undefined)
          set(recipient, {
            accepted: false,
            code: reply?.code ?? null,
            enhancedCode: reply?.enhancedCode ?? null,
            text: reply?.text ?? null,
          });
      }
    },
    accept(wireAddresses, { code, enhancedCode, text }) {
      for (const address of wireAddresses) set(address, { accepted: true, code, enhancedCode, text });
    },
    refuseRest(wireAddresses, error) {
      const reply = parseReply(error.serverText ?? '');
      for (const address of wireAddresses)
        set(address, { accepted: false, code: reply?.code ?? null, enhancedCode: reply?.enhancedCode ?? null, text: reply?.text ?? null });
    },
    results: () => entries.map((entry) => ({ ...entry.result })),
  };
}

const silent = (address: string): RecipientResult => ({ address, accepted: false, code: null, enhancedCode: null, text: null });
