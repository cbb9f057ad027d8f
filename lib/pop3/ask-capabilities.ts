import { isMailError } from '#lib/mail/index.ts';
import { type CapabilityLines, readCapabilityLines } from './capabilities.ts';
import { linesCommand } from './simple-command.ts';
import type { Command, Pop3Wire } from './wire.ts';

const mostLines = 200;

/**
 * CAPA (RFC 2449 §5); null: the server has none.
 * @throws MailError 'network', 'protocol'
 */
export async function askCapabilities(wire: Pop3Wire, options: Pick<Command, 'signal' | 'replyMs'>): Promise<CapabilityLines | null> {
  const lines: string[] = [];
  const keep = (line: string) => {
    if (lines.length < mostLines) lines.push(line);
  };
  try {
    await linesCommand(wire, { line: 'CAPA', stage: 'capabilities', ...options }, keep, { octets: 65_536, lineOctets: 2_048 });
  } catch (error) {
    if (isMailError(error) && (error.kind === 'refused' || error.kind === 'temporary')) return null;
    throw error;
  }
  return readCapabilityLines(lines);
}
