import { isMailError, MailError } from '#lib/mail/index.ts';
import type { Pop3Message, Pop3Refusal, Pop3RetrOptions } from './api.ts';
import { messageNumber } from './command-line.ts';
import { MessageOctets } from './message-octets.ts';
import { acceptedStatus } from './simple-command.ts';
import type { Pop3Wire } from './wire.ts';

const usualMaxBytes = 1024 * 1024 * 1024;

type AskedMessage = { number: number; octets: MessageOctets };

/** RETR or TOP. @throws MailError 'refused', 'temporary', 'invalid'; 'network', 'protocol', 'aborted' end the session */
export async function askMessage(wire: Pop3Wire, number: number, line: string, options: Pop3RetrOptions): Promise<AskedMessage> {
  messageNumber(number);
  const command = { line, signal: options.signal };
  return wire.run(command, async (answer) => {
    await acceptedStatus(answer, wire, command);
    const octets = new MessageOctets(wire, answer, options.maxBytes ?? usualMaxBytes);
    return { value: { number, octets }, whole: octets.whole };
  });
}

/** What concerns one message, and leaves the session as it is. */
const isOfOneMessage = ({ kind }: MailError) => kind === 'refused' || kind === 'temporary' || kind === 'invalid';

type Asked = { number: number; outcome: Promise<{ message: AskedMessage } | { error: unknown }> };

/**
 * Message after message, asked for ahead of their turn as far as the wire allows.
 *
 * @throws MailError that ends the session; 'invalid' when a message was not read to its end before the next was asked for
 */
export async function* askMessages(
  wire: Pop3Wire,
  numbers: Iterable<number>,
  ask: (number: number) => Promise<AskedMessage>,
): AsyncGenerator<Pop3Message | Pop3Refusal, void, undefined> {
  const left = numbers[Symbol.iterator]();
  const asked: Asked[] = [];
  const fill = () => {
    // Half of them at once, in one packet: a packet for each costs both sides more than the message.
    if (asked.length * 2 > wire.window) return;
    while (asked.length < wire.window) {
      const next = left.next();
      if (next.done) return;
      const outcome = ask(next.value).then(
        (message) => ({ message }),
        (error: unknown) => ({ error }),
      );
      asked.push({ number: next.value, outcome });
    }
  };
  try {
    for (fill(); asked.length > 0; fill()) {
      const { number, outcome } = asked.shift()!;
      const found = await outcome;
      if ('message' in found) {
        yield found.message;
        if (!found.message.octets.isWhole) throw new MailError('invalid', 'a message was not read to its end', { stage: 'command' });
      } else if (isMailError(found.error) && isOfOneMessage(found.error)) yield { number, octets: null, error: found.error };
      else throw found.error;
    }
  } finally {
    // answers that nobody reads would stand before all others
    if (asked.length > 0 && !wire.isOver) wire.fail(new MailError('aborted', 'the reader left the messages', { stage: 'command' }));
  }
}
