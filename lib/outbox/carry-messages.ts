import type { ImapSession, UidMap } from '#lib/imap/index.ts';
import type { Keyword, MailboxId } from '#lib/mail/index.ts';
import { flagFromKeyword, isMailError, MailError } from '#lib/mail/index.ts';
import type { EmailLocation, Intent, IntentWork } from '#lib/store/index.ts';
import { findLanded, isUntouched, type Landed, noteTarget } from './find-landed.ts';
import type { OutboxContext } from './outbox-context.ts';
import { awaitsProviderCopy } from './provider-copy.ts';

type Of<Kind extends IntentWork['kind']> = Intent & { work: Extract<IntentWork, { kind: Kind }> };
/** `isGone`: the server knew nothing of the message any more, so nothing was copied. */
export type Carried = { intentId: Intent['id']; landed: Landed | null; isGone?: boolean }[];

/** The message is on its way, and its provider is going to file the copy itself: looked for again soon. */
export const stillSending = () => new MailError('temporary', 'the provider files its own copy', { stage: 'command', code: 'SENDING' });

/** Not resolvable yet: the copy it speaks of has no UID so far, or its mailbox no path. Asked again soon. */
export const notYet = (what: string) =>
  new MailError('temporary', `${what} is not on the server yet`, { stage: 'command', code: 'NOTYET' });

/** +FLAGS and −FLAGS (I31). All intents of the batch ask for the same change; STORE is safe to repeat. */
export async function carryKeywords(context: OutboxContext, session: ImapSession, intents: Of<'keywords'>[]): Promise<Carried> {
  const first = intents[0];
  if (first === undefined) return [];
  const change = { add: first.work.add.map(flagFromKeyword), remove: first.work.remove.map(flagFromKeyword) };
  const groups = new Map<string, { mailboxId: MailboxId; path: string; uidValidity: number; uids: number[] }>();
  for (const intent of intents) {
    if (intent.work.locations.length === 0) throw notYet('the message');
    for (const { mailboxId, path, uidValidity, uid } of intent.work.locations) {
      const key = `${uidValidity} ${path}`;
      const group = groups.get(key) ?? { mailboxId, path, uidValidity, uids: [] };
      group.uids.push(uid);
      groups.set(key, group);
    }
  }
  for (const { mailboxId, path, uidValidity, uids } of groups.values()) {
    const { unsupported } = await session.storeFlags(path, uidValidity, uids.sort(ascending), change, { signal: context.signal });
    const isUnkept = (keyword: Keyword) => unsupported.includes(flagFromKeyword(keyword));
    // What a server does not keep stays here, and the person is told so (I31).
    await context.store.tags.noteKept(
      context.accountId,
      mailboxId,
      first.work.add.filter((keyword) => !isUnkept(keyword)),
      first.work.add.filter(isUnkept),
    );
  }
  return intents.map(({ id }) => ({ intentId: id, landed: null }));
}

/** UID MOVE, or its three steps (I28). After a lost answer the target is looked at before anything is repeated (I29). */
export async function carryMoves(context: OutboxContext, session: ImapSession, intents: Of<'move'>[]): Promise<Carried> {
  return carryToTarget(
    context,
    session,
    intents,
    async (from, uids, to) => (await session.move(from.path, from.uidValidity, uids, to, { signal: context.signal })).map,
    async (from) => {
      // Arrived, but perhaps by a COPY whose second half was lost: make sure that the original is gone. Safe when it is already.
      await session.expunge(from.path, from.uidValidity, [from.uid], { signal: context.signal });
    },
  );
}

export async function carryCopies(context: OutboxContext, session: ImapSession, intents: Of<'copy'>[]): Promise<Carried> {
  return carryToTarget(
    context,
    session,
    intents,
    (from, uids, to) => session.copy(from.path, from.uidValidity, uids, to, { signal: context.signal }),
    null,
  );
}

async function carryToTarget(
  context: OutboxContext,
  session: ImapSession,
  intents: Of<'move'>[] | Of<'copy'>[],
  command: (from: EmailLocation, uids: number[], to: string) => Promise<UidMap | null>,
  onFoundAfterLoss: ((from: EmailLocation) => Promise<void>) | null,
): Promise<Carried> {
  const { to } = intents[0]!.work;
  if (to.path === null) throw notYet('the target mailbox');
  const target = { mailboxId: to.mailboxId, path: to.path };
  const carried: Carried = [];
  const fresh: { intent: Intent; from: EmailLocation }[] = [];
  for (const intent of intents) {
    const { from, match } = intent.work;
    const landed = await findLanded(context, session, target, match);
    if (landed !== null) {
      if (from !== null) await onFoundAfterLoss?.(from);
      carried.push({ intentId: intent.id, landed });
    } else if (await awaitsProviderCopy(context, intent.work.emailId, target.mailboxId)) {
      if (match.uidNext === null) await noteTarget(context, session, target.path, [intent.id]);
      throw stillSending();
    } else if (from !== null) fresh.push({ intent, from });
    // A pass has seen the source go: by another client, or by our own command whose answer was lost, and it is not where it was sent either.
    else carried.push({ intentId: intent.id, landed: null, isGone: true });
  }
  const from = fresh[0]?.from;
  if (from === undefined) return carried;
  const note = await noteTarget(
    context,
    session,
    target.path,
    fresh.map(({ intent }) => intent.id),
  );
  const map = await withTryCreate(session, target.path, context.signal, () =>
    command(from, fresh.map((one) => one.from.uid).sort(ascending), target.path),
  );
  // A server says OK to messages that it does not show (RFC 9051 §6.4.9): where nothing arrived nothing was there to go.
  const isNothing = map === null && note !== null && (await isUntouched(context, session, target.path, note));
  for (const one of fresh) {
    const uid = map?.uids.get(one.from.uid);
    const landed = map === null || uid === undefined ? null : { uidValidity: map.uidValidity, uid };
    // COPYUID names every message that was copied (RFC 4315 §3): the others were not there any more. Without a COPYUID, or with one that
    // makes no sense, nothing is known of what arrived; the next pass over the target tells.
    carried.push({ intentId: one.intent.id, landed, isGone: landed === null && (map !== null || isNothing) });
  }
  return carried;
}

/** `\Deleted` and UID EXPUNGE of exactly these (I28). */
export async function carryRemovals(context: OutboxContext, session: ImapSession, intents: Of<'remove'>[]): Promise<Carried> {
  const locations = intents.map(({ work }) => work.location).filter((location) => location !== null);
  const first = locations[0];
  const through = intents[0]?.work.through ?? null;
  if (first !== undefined && through !== null) await removeThroughTrash(context, session, intents, through.path);
  else if (first !== undefined) {
    await session.expunge(first.path, first.uidValidity, locations.map(({ uid }) => uid).sort(ascending), { signal: context.signal });
  }
  return intents.map(({ id }) => ({ intentId: id, landed: null }));
}

/**
 * Out of the mailbox that holds all into Trash, and out of there (J9, I33). Safe to repeat: what is in Trash already is found by the id that
 * the server gave it.
 */
async function removeThroughTrash(context: OutboxContext, session: ImapSession, intents: Of<'remove'>[], trash: string): Promise<void> {
  const { signal } = context;
  const locations = intents.map(({ work }) => work.location).filter((location) => location !== null);
  const [first] = locations;
  if (first === undefined) return;
  const uids = locations.map(({ uid }) => uid).sort(ascending);
  const { map } = await session.move(first.path, first.uidValidity, uids, trash, { signal });
  const landed = new Set(map?.uids.values() ?? []);
  const msgIds = intents.map(({ work }) => work.through?.msgId ?? null).filter((msgId) => msgId !== null);
  if (landed.size < uids.length)
    for (const msgId of msgIds) for (const uid of await session.searchGmail(trash, { msgId }, { signal })) landed.add(uid);
  if (landed.size === 0) return;
  const { uidValidity } = await session.examine(trash, { qresync: null, signal });
  if (uidValidity !== null) await session.expunge(trash, uidValidity, [...landed].sort(ascending), { signal });
}

/** APPEND with flags and INTERNALDATE (J4), once (I29). */
export async function carryAppend(context: OutboxContext, session: ImapSession, intent: Of<'append'>): Promise<Carried> {
  const { store, accountId, signal } = context;
  const { to, under, match, rawBlobId, keywords, receivedAtMs } = intent.work;
  if (to.path === null) throw notYet('the target mailbox');
  const path = to.path;
  const found = await findLanded(context, session, { mailboxId: to.mailboxId, path }, match);
  if (found !== null) return [{ intentId: intent.id, landed: found }];
  if (await awaitsProviderCopy(context, intent.work.emailId, under?.mailboxId ?? to.mailboxId)) {
    if (match.uidNext === null) await noteTarget(context, session, path, [intent.id]);
    throw stillSending();
  }
  const raw = await store.blobs.read(accountId, rawBlobId);
  if (raw === null) throw new MailError('storage', 'the octets of a pending append are gone', { stage: 'store', permanent: true });
  await noteTarget(context, session, path, [intent.id]);
  const message = {
    raw: Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength),
    flags: keywords.map(flagFromKeyword),
    internalDateMs: receivedAtMs,
  };
  const written = under?.path ?? path;
  const landed = await withTryCreate(session, written, signal, () => session.append(written, message, { signal }));
  // The UID of a view is not the one by which the message is known; the next pass tells that (I33).
  return [{ intentId: intent.id, landed: under === null ? landed : null }];
}

/** TRYCREATE: make the mailbox and ask once more (I30). */
async function withTryCreate<T>(session: ImapSession, path: string, signal: AbortSignal, command: () => Promise<T>): Promise<T> {
  try {
    return await command();
  } catch (error) {
    if (!isMailError(error) || error.code !== 'TRYCREATE') throw error;
    await session.createMailbox(path, { signal });
    return command();
  }
}

const ascending = (a: number, b: number) => a - b;
