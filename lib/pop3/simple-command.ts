import type { Answer } from './answer.ts';
import { replyError } from './pop3-error.ts';
import type { StatusLine } from './status-line.ts';
import type { Command, Pop3Wire } from './wire.ts';

/** A command with one line for an answer. @throws MailError 'refused', 'temporary' for -ERR; 'protocol', 'network', 'aborted' */
export function simpleCommand(wire: Pop3Wire, command: Command): Promise<StatusLine> {
  return wire.run(command, async (answer) => ({ value: await acceptedStatus(answer, wire, command), whole: null }));
}

/** The same for an answer of several short lines. */
export function linesCommand(
  wire: Pop3Wire,
  command: Command,
  onLine: (line: string) => void,
  bounds: { octets: number; lineOctets: number },
): Promise<StatusLine> {
  return wire.run(command, async (answer) => {
    const status = await acceptedStatus(answer, wire, command);
    await answer.lines(onLine, bounds);
    return { value: status, whole: null };
  });
}

/** The status line when it is +OK. @throws as `simpleCommand` */
export async function acceptedStatus(answer: Answer, wire: Pop3Wire, { line }: Command): Promise<StatusLine> {
  const status = await answer.status();
  if (status.is === 'ok') return status;
  if (status.is === 'challenge') throw answer.fail('a challenge where none belongs', 'NO_STATUS');
  throw replyError(status, /^\S+/.exec(line)?.[0] ?? 'command', wire.redact, answer.stage);
}
