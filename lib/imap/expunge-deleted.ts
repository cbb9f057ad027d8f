import { MailError } from '#lib/mail/index.ts';
import { countUids } from './search-uids.ts';
import type { SessionContext } from './session-context.ts';
import { atom } from './tokens.ts';
import type { RunOptions } from './wire.ts';
import { withFallback } from './with-fallback.ts';

/** Messages marked `\Deleted` in a mailbox, by whichever client; read under EXAMINE (I7). */
export async function countDeleted(context: SessionContext, path: string, options: RunOptions): Promise<number> {
  await context.selection.at(path, null, options);
  return countNow(context, options);
}

/**
 * Plain EXPUNGE, which takes every message that is marked `\Deleted`: for servers without UIDPLUS, when a person asked for it (I28). Nothing
 * goes unless as many are marked as expected. IMAP has no way to count and expunge in one step, so a mark that another client sets in the
 * moment between the two counts as expected.
 *
 * @returns `expunged` false: another number is marked, given in `deleted`
 * @throws MailError 'invalid' where UID EXPUNGE exists, 'stale-uids', 'forbidden' with code READ-ONLY
 * @see RFC 9051 §6.4.3
 */
export async function expungeDeleted(
  context: SessionContext,
  path: string,
  uidValidity: number,
  expected: number,
  options: RunOptions,
): Promise<{ expunged: boolean; deleted: number }> {
  if (context.capabilities.uidplus) throw new MailError('invalid', 'messages are expunged by UID here', { code: 'UIDPLUS' });
  await context.selection.forWriting(path, uidValidity, options);
  const deleted = await countNow(context, options);
  if (deleted !== expected || deleted === 0) return { expunged: deleted === expected, deleted };
  await context.wire.run('EXPUNGE', [], options);
  return { expunged: true, deleted };
}

async function countNow(context: SessionContext, options: RunOptions): Promise<number> {
  // A mailbox that was open already: what others did meanwhile comes first (RFC 9051 §6.1.2).
  await context.wire.run('NOOP', [], options);
  return withFallback(context.capabilities, 'esearch', () => countUids(context, [atom('DELETED')], options));
}
