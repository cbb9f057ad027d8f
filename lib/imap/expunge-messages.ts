import type { UidSet } from './api.ts';
import type { SessionContext } from './session-context.ts';
import { noteOthers } from './store-flags.ts';
import { atom, type ImapResponse, sequence } from './tokens.ts';
import { toSetTexts } from './uid-set.ts';
import type { RunOptions } from './wire.ts';
import { withFallback } from './with-fallback.ts';

/**
 * Removes these messages and no others. Without UIDPLUS they are only marked `\Deleted` (I4, I28).
 *
 * @see RFC 4315 §2.1
 */
export async function expungeMessages(
  context: SessionContext,
  path: string,
  uidValidity: number,
  uids: UidSet,
  options: RunOptions,
): Promise<{ expunged: boolean }> {
  await context.selection.forWriting(path, uidValidity, options);
  const texts = toSetTexts(uids);
  const untagged = { fetch: (response: ImapResponse) => noteOthers(context, response) };
  for (const text of texts)
    await context.wire.run('UID STORE', [sequence(text), atom('+FLAGS.SILENT'), [atom('\\Deleted')]], { ...options, untagged });
  return withFallback(context.capabilities, 'uidplus', async () => {
    if (!context.capabilities.uidplus) return { expunged: false };
    for (const text of texts) await context.wire.run('UID EXPUNGE', [sequence(text)], options);
    return { expunged: true };
  });
}
