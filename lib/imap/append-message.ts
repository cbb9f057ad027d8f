import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { MailError } from '#lib/mail/index.ts';
import { formatInternalDate } from './fetch-row.ts';
import { flagTokens } from './flags.ts';
import type { SessionContext } from './session-context.ts';
import { type ImapTokens, numberOf, quoted } from './tokens.ts';
import type { RunOptions } from './wire.ts';

export type AppendSource = Buffer | { stream: Readable; sizeBytes: number };

/**
 * Adds a message. The octets go to the socket as they come, after the server has taken the size; a stream of another length than promised
 * costs the connection, since the literal cannot be taken back.
 *
 * @returns UID and UIDVALIDITY from APPENDUID, else null
 * @see RFC 9051 §6.3.12, RFC 4315 §3, RFC 7889
 */
export async function appendMessage(
  context: SessionContext,
  path: string,
  message: { raw: AppendSource; flags: readonly string[]; internalDateMs: number | null },
  options: RunOptions,
): Promise<{ uidValidity: number; uid: number } | null> {
  const { wire, capabilities } = context;
  const { raw } = message;
  const size = Buffer.isBuffer(raw) ? raw.length : raw.sizeBytes;
  if (!Number.isSafeInteger(size) || size < 1) throw new MailError('invalid', 'message is empty', { code: 'SIZE' });
  const limit = capabilities.appendLimitBytes;
  if (limit !== null && size > limit)
    throw new MailError('too-large', 'message is larger than the server takes', { stage: 'command', code: 'APPENDLIMIT', permanent: true });
  const flags = flagTokens(message.flags);
  const tokens: ImapTokens = [context.names.token(path)];
  if (flags.length > 0) tokens.push(flags);
  if (message.internalDateMs !== null) tokens.push(quoted(formatInternalDate(message.internalDateMs)));
  // The size goes out as text, so that the library waits for `+` without having the octets.
  tokens.push({ type: 'TEXT', value: `{${size}}` });
  let sending: Promise<void> | null = null;
  let failure: { error: unknown } | null = null;
  try {
    const { code } = await wire.run('APPEND', tokens, {
      ...options,
      timeoutMs: options.timeoutMs ?? appendTimeoutMs(size),
      onContinue: () => {
        if (sending !== null) return;
        sending = sendOctets(wire.output, raw, size, options.signal).catch((error: unknown) => {
          failure = { error };
          wire.client.close();
        });
      },
    });
    const uidValidity = code?.name === 'APPENDUID' ? numberOf(code.args[0]) : null;
    const uid = code?.name === 'APPENDUID' ? numberOf(code.args[1]) : null;
    return uidValidity === null || uid === null ? null : { uidValidity, uid };
  } catch (error) {
    if (failure !== null) throw asSendError((failure as { error: unknown }).error);
    // The server waits for the rest of the literal: nothing else can be said on this connection.
    if (options.signal?.aborted && sending !== null) wire.client.close();
    throw error;
  } finally {
    if (!Buffer.isBuffer(raw)) raw.stream.destroy();
  }
}

/** Two minutes and what a line of 30 kB/s needs. */
const appendTimeoutMs = (size: number) => 120_000 + Math.ceil(size / 30);

async function sendOctets(output: NodeJS.WritableStream, raw: AppendSource, size: number, signal: AbortSignal | undefined): Promise<void> {
  let sent = 0;
  const write = async (chunk: Buffer) => {
    sent += chunk.length;
    if (sent > size) throw new MailError('invalid', 'message is longer than announced', { code: 'SIZE' });
    if (!output.write(chunk)) await once(output, 'drain', signal ? { signal } : {});
  };
  if (Buffer.isBuffer(raw)) {
    const step = 256 * 1024;
    for (let at = 0; at < raw.length; at += step) await write(raw.subarray(at, at + step));
  } else for await (const chunk of raw.stream) await write(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as Uint8Array));
  if (sent !== size) throw new MailError('invalid', 'message is shorter than announced', { code: 'SIZE' });
  output.write('\r\n');
}

function asSendError(error: unknown): unknown {
  if (error instanceof Error && error.name === 'AbortError')
    return new MailError('aborted', 'the caller stopped waiting', { stage: 'command' });
  return error;
}
