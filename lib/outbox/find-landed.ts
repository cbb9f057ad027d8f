import type { ImapSession } from '#lib/imap/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import type { AppendMatch } from '#lib/store/index.ts';
import type { OutboxContext } from './outbox-context.ts';

export type Landed = { uidValidity: number; uid: number };

/**
 * After a lost answer to APPEND, COPY or MOVE: did it arrive? Only UIDs from the noted UIDNEXT on that no Email owns are looked at, by
 * Message-ID, or by size and INTERNALDATE where there is none (J5). Only a unique hit counts.
 */
export async function findLanded(
  context: OutboxContext,
  session: ImapSession,
  target: { mailboxId: MailboxId; path: string },
  match: AppendMatch,
): Promise<Landed | null> {
  const { store, accountId, signal } = context;
  if (match.uidNext === null) return null;
  const remote = await session.examine(target.path, { qresync: null, signal });
  if (remote.uidValidity === null || remote.uidValidity !== match.uidValidity || remote.uidNext <= match.uidNext) return null;
  const range = { from: match.uidNext, to: remote.uidNext - 1 };
  const owned = new Set((await store.emails.knownUids(accountId, target.mailboxId, range)).map((known) => known.uid));
  const candidates = (
    match.messageId === null
      ? await session.uidsIn(range, { signal })
      : await session.byHeaderMessageId(range.from, match.messageId, { signal })
  ).filter((uid) => uid >= range.from && !owned.has(uid));
  const hits: number[] = [];
  if (match.messageId === null) {
    for await (const fetched of session.fetchHeaders(candidates, { signal })) {
      const receivedAtMs = Math.floor(fetched.internalDateMs / 1000) * 1000;
      if (fetched.sizeBytes === match.sizeBytes && receivedAtMs === match.receivedAtMs) hits.push(fetched.uid);
    }
  } else hits.push(...candidates);
  const [uid] = hits;
  return hits.length === 1 && uid !== undefined ? { uidValidity: remote.uidValidity, uid } : null;
}

export type TargetNote = { uidNext: number; uidValidity: number };

/** Nothing came into the target since it was noted: no copy of ours either. */
export async function isUntouched(context: OutboxContext, session: ImapSession, path: string, note: TargetNote): Promise<boolean> {
  const remote = await session.examine(path, { qresync: null, signal: context.signal });
  return remote.hasUidNext && remote.uidValidity === note.uidValidity && remote.uidNext <= note.uidNext;
}

/**
 * Notes UIDNEXT of the target durably before a command whose answer may be lost (J5). The target must not be the open mailbox (I10).
 *
 * @returns what was noted, null where the server does not tell
 */
export async function noteTarget(
  context: OutboxContext,
  session: ImapSession,
  path: string,
  intentIds: Parameters<OutboxContext['store']['intents']['started']>[0],
): Promise<TargetNote | null> {
  await session.unselect();
  const status = await session.status(path, { signal: context.signal });
  const note = status.uidNext === null || status.uidValidity === null ? null : { uidNext: status.uidNext, uidValidity: status.uidValidity };
  await context.store.intents.started(intentIds, note);
  return note;
}
