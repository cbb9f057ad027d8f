import { MailError } from '#lib/mail/index.ts';
import type { UidSet } from './api.ts';
import { flagFactOf, readFetchRow } from './fetch-row.ts';
import { flagTokens, splitBySupport } from './flags.ts';
import type { ResponseCode } from './response-code.ts';
import type { SessionContext } from './session-context.ts';
import { atom, type ImapResponse, type ImapTokens, sequence, textOf } from './tokens.ts';
import { expandRanges, parseUidSet, toRanges, toSetTexts } from './uid-set.ts';
import type { RunOptions } from './wire.ts';

/**
 * Adds and removes flags; flags that the mailbox does not keep are left out and named (I31).
 *
 * @param unchangedSince messages whose mod-sequence is higher are left alone (RFC 7162 §3.1.3)
 */
export async function storeFlags(
  context: SessionContext,
  path: string,
  uidValidity: number,
  uids: UidSet,
  change: { add?: readonly string[]; remove?: readonly string[] },
  unchangedSince: bigint | null,
  options: RunOptions,
): Promise<{ modified: number[]; unsupported: string[] }> {
  const { permanentFlags, hasModSeq } = await context.selection.forWriting(path, uidValidity, options);
  if (unchangedSince !== null && !hasModSeq) throw new MailError('invalid', 'mailbox has no mod-sequences', { code: 'NOMODSEQ' });
  const add = splitBySupport(change.add ?? [], permanentFlags);
  const remove = splitBySupport(change.remove ?? [], permanentFlags);
  const modified = new Set<number>();
  const steps = [
    { sign: '+', flags: add.kept },
    { sign: '-', flags: remove.kept },
  ].filter(({ flags }) => flags.length > 0);
  let left: UidSet = toRanges(uids);
  for (const [index, { sign, flags }] of steps.entries()) {
    // Our own first step raises the mod-sequence, so only that one is conditional.
    const condition: ImapTokens = unchangedSince !== null && index === 0 ? [[atom('UNCHANGEDSINCE'), atom(String(unchangedSince))]] : [];
    for (const text of toSetTexts(left)) {
      const done = await context.wire.run('UID STORE', [sequence(text), ...condition, atom(`${sign}FLAGS.SILENT`), flagTokens(flags)], {
        ...options,
        untagged: {
          fetch: (response) => noteOthers(context, response),
        },
      });
      for (const uid of modifiedOf(done.code)) modified.add(uid);
    }
    if (modified.size > 0) left = expandRanges(toRanges(left)).filter((uid) => !modified.has(uid));
  }
  return { modified: [...modified], unsupported: [...new Set([...add.unsupported, ...remove.unsupported])] };
}

/** Answers to .SILENT hold mod-sequences only; with flags in them they tell of another client. */
export function noteOthers({ selection }: SessionContext, response: ImapResponse): void {
  if (flagFactOf(readFetchRow(response)) !== null) selection.note('FETCH', response);
}

/** `[MODIFIED 7,9]` */
function modifiedOf(code: ResponseCode | null): number[] {
  if (code?.name !== 'MODIFIED') return [];
  return expandRanges(parseUidSet(textOf(code.args[0]) ?? '') ?? []);
}
