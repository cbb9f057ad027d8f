import { isMailError, MailError } from '#lib/mail/index.ts';
import type {
  Pop3CallOptions,
  Pop3Capabilities,
  Pop3Greeting,
  Pop3Message,
  Pop3QuitOutcome,
  Pop3Refusal,
  Pop3RetrOptions,
  Pop3Session,
  Pop3Stat,
} from './api.ts';
import { askMessage, askMessages } from './ask-messages.ts';
import { commandLine, messageNumber } from './command-line.ts';
import { listingBounds, mostEntries, readListLine, readStat, readUidlLine } from './read-listing.ts';
import { linesCommand, simpleCommand } from './simple-command.ts';
import type { Pop3Wire } from './wire.ts';

type Standing = { wire: Pop3Wire; capabilities: Pop3Capabilities; greeting: Pop3Greeting; quitMs: number };

/** The commands of RFC 1939 in the TRANSACTION state, over a wire that has logged in. */
export function openSession({ wire, capabilities, greeting, quitMs }: Standing): Pop3Session {
  const simple = (line: string, { signal }: Pop3CallOptions) => simpleCommand(wire, { line, signal });

  async function listing(line: string, take: (line: string) => boolean, { signal }: Pop3CallOptions): Promise<void> {
    let entries = 0;
    const takeSome = (text: string) => {
      if (entries < mostEntries && take(text)) entries += 1;
    };
    await linesCommand(wire, { line, signal }, takeSome, listingBounds);
  }

  const retr = async (number: number, options: Pop3RetrOptions = {}) => askMessage(wire, number, commandLine('RETR', number), options);
  const top = async (number: number, lines: number, options: Pop3RetrOptions = {}) => {
    if (!capabilities.top) throw new MailError('refused', 'the server has no TOP', { stage: 'command', code: 'NO_TOP', permanent: true });
    return askMessage(wire, number, commandLine('TOP', number, lines), options);
  };

  return {
    capabilities,
    greeting,
    get closed() {
      return wire.isOver;
    },
    async stat(options = {}): Promise<Pop3Stat> {
      const { text } = await simple('STAT', options);
      const stat = readStat(text);
      if (stat === null) throw new MailError('protocol', 'STAT without numbers', { stage: 'command', code: 'NO_STAT' });
      return stat;
    },
    list: (take, options = {}) => listing('LIST', (line) => readListLine(line, take), options),
    async uidl(take, options = {}): Promise<boolean> {
      if (!capabilities.uidl) return false;
      try {
        await listing('UIDL', (line) => readUidlLine(line, take), options);
        return true;
      } catch (error) {
        if (isMailError(error) && error.kind === 'refused') return false;
        throw error;
      }
    },
    retr,
    top,
    retrEach: (numbers, options = {}): AsyncGenerator<Pop3Message | Pop3Refusal, void, undefined> =>
      askMessages(wire, numbers, (number) => retr(number, options)),
    topEach: (numbers, lines, options = {}) => askMessages(wire, numbers, (number) => top(number, lines, options)),
    async dele(number, options = {}) {
      await simple(commandLine('DELE', messageNumber(number)), options);
    },
    async rset(options = {}) {
      await simple('RSET', options);
    },
    async noop(options = {}) {
      await simple('NOOP', options);
    },
    async quit(): Promise<Pop3QuitOutcome> {
      try {
        const { text } = await simpleCommand(wire, { line: 'QUIT', replyMs: quitMs });
        return { outcome: 'confirmed', serverText: text || null };
      } catch (error) {
        if (!isMailError(error)) throw error;
        const isAnswered = error.kind === 'refused' || error.kind === 'temporary';
        return { outcome: isAnswered ? 'refused' : 'unknown', serverText: error.serverText };
      } finally {
        wire.end();
      }
    },
    close() {
      wire.fail(new MailError('aborted', 'the session was closed', { stage: 'command' }));
    },
  };
}
