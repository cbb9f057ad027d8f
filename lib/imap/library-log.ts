import type { Redact } from '#lib/security/index.ts';
import type { ImapConnectOptions } from './api.ts';

type Entry = { src?: unknown; msg?: unknown; err?: unknown };

/**
 * The logger that the library gets (I1). Its entries hold lines of the wire, parts of messages and the words of servers, so of all that only
 * the name of the event and the error's code go into our log; lines go to the transcript, redacted (G6).
 */
export function createLibraryLog({ log, onWire }: Pick<ImapConnectOptions, 'log' | 'onWire'>, redact: Redact, onUnparsed: () => void) {
  const event = (entry: Entry) => {
    const code = codeOf(entry.err);
    if (entry.src === 's' && code !== null) onUnparsed();
    // With `src` the text is a line of the wire, else a fixed sentence of the library.
    return { event: typeof entry.src === 'string' || typeof entry.msg !== 'string' ? 'line' : entry.msg, code };
  };
  const line = (entry: Entry) => {
    if ((entry.src === 'c' || entry.src === 's') && typeof entry.msg === 'string')
      onWire?.(redact(entry.msg), entry.src === 'c' ? 'out' : 'in');
  };
  return {
    // Lines are only put together for a transcript that somebody reads.
    isLevelEnabled: (level: string) => onWire !== undefined || (level !== 'debug' && level !== 'trace'),
    trace: line,
    debug: line,
    info: () => {},
    warn: (entry: Entry) => log.debug('imap library', event(entry)),
    error: (entry: Entry) => log.debug('imap library', event(entry)),
    fatal: (entry: Entry) => log.warn('imap library', event(entry)),
  };
}

function codeOf(error: unknown): string | null {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
