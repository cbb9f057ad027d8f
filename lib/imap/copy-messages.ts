import type { UidMap, UidSet } from './api.ts';
import { expungeMessages } from './expunge-messages.ts';
import type { ResponseCode } from './response-code.ts';
import type { SessionContext } from './session-context.ts';
import { numberOf, sequence, textOf } from './tokens.ts';
import { expandRanges, parseUidSet, toSetTexts } from './uid-set.ts';
import type { Completed, RunOptions } from './wire.ts';

/** @see RFC 9051 §6.4.7, RFC 4315 §3 */
export async function copyMessages(
  context: SessionContext,
  path: string,
  uidValidity: number,
  uids: UidSet,
  target: string,
  options: RunOptions,
): Promise<UidMap | null> {
  return transfer(context, 'UID COPY', path, uidValidity, uids, target, options);
}

/**
 * MOVE, or COPY, `\Deleted` and UID EXPUNGE; without UIDPLUS nothing is expunged, since a bare EXPUNGE would take other people's `\Deleted`
 * messages along (I28, I4).
 *
 * @see RFC 6851 §3.2
 */
export async function moveMessages(
  context: SessionContext,
  path: string,
  uidValidity: number,
  uids: UidSet,
  target: string,
  options: RunOptions,
): Promise<{ map: UidMap | null; expunged: boolean }> {
  if (context.capabilities.move)
    return { map: await transfer(context, 'UID MOVE', path, uidValidity, uids, target, options), expunged: true };
  const map = await transfer(context, 'UID COPY', path, uidValidity, uids, target, options);
  return { map, ...(await expungeMessages(context, path, uidValidity, uids, options)) };
}

async function transfer(
  context: SessionContext,
  command: 'UID COPY' | 'UID MOVE',
  path: string,
  uidValidity: number,
  uids: UidSet,
  target: string,
  options: RunOptions,
): Promise<UidMap | null> {
  await context.selection.forWriting(path, uidValidity, options);
  const parts: UidMap[] = [];
  for (const text of toSetTexts(uids)) {
    const part = uidMapOf(await context.wire.run(command, [sequence(text), context.names.token(target)], options));
    if (part !== null) parts.push(part);
  }
  const [first] = parts;
  if (first === undefined) return null;
  return {
    uidValidity: first.uidValidity,
    uids: new Map(parts.filter((part) => part.uidValidity === first.uidValidity).flatMap((part) => [...part.uids])),
  };
}

/** COPYUID stands in the tagged answer of COPY, and in an untagged OK before the EXPUNGEs of MOVE. */
function uidMapOf({ code, codes }: Completed): UidMap | null {
  const copied = [code, ...codes].find((each): each is ResponseCode => each?.name === 'COPYUID');
  if (copied === undefined) return null;
  const uidValidity = numberOf(copied.args[0]);
  const from = expandRanges(parseUidSet(textOf(copied.args[1]) ?? '') ?? []);
  const to = expandRanges(parseUidSet(textOf(copied.args[2]) ?? '') ?? []);
  if (uidValidity === null || from.length === 0 || from.length !== to.length) return null;
  return { uidValidity, uids: new Map(from.map((uid, index) => [uid, to[index] ?? 0])) };
}
