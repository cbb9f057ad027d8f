import type { ArrivedMessage } from '../flat-messages.ts';
import type { EmailUnit, LocationRow } from './email-unit.ts';
import { ownHash } from './hash-id.ts';
import { dropIntent, intentsOf } from './intent-queue.ts';
import { isLabelRow } from './labels.ts';
import type { Work } from './work.ts';

type Found = { unit: EmailUnit; location: LocationRow };

/** A copy has gone from the server. */
export function loseLocation(work: Work, location: LocationRow): void {
  const unit = work.unit(location.email)!;
  if (location.is_wanted === 0) {
    const intents = intentsOf(work, unit.key).filter((intent) => intent.from_location === location.key);
    const move = intents.find((intent) => intent.kind === 'move');
    if (move && move.is_started !== 1) {
      // Another client was quicker. If it moved the message, our move goes on from there; else it has no source and the outbox says so.
      hold(work, location);
      return;
    }
    for (const intent of intents) if (intent.kind === 'remove') dropIntent(work, intent);
    work.dropLocation(unit, location);
    return;
  }
  const isLast = !unit.locations.some(
    (other) => other.key !== location.key && other.is_wanted !== 0 && other.is_deleted === 0 && !isLabelRow(work, other),
  );
  if (isLast && location.is_deleted === 0) hold(work, location);
  else work.dropLocation(unit, location);
}

function hold(work: Work, location: LocationRow): void {
  work.setLocation(location, { uid: null, held_since_ms: work.nowMs });
}

/**
 * Places of a mailbox whose UIDs mean nothing any more: the Emails wait to be found there again (I27).
 *
 * @param except UIDVALIDITY under which they still do; null: none of them
 */
export function voidPlaces(work: Work, mailbox: number, except: number | null): void {
  // In SQL, not Email by Email: nothing visible changes, and a mailbox may hold a hundred thousand.
  work.connection.run(
    'update location set note_uid_next = null, note_uid_validity = null where mailbox = ? and uid is null and note_uid_validity is not ?',
    mailbox,
    except,
  );
  work.connection.run(
    `update location set uid = null, uid_validity = null, held_since_ms = ?, is_void = 1
      where mailbox = ? and uid is not null and is_deleted = 0 and uid_validity is not ?`,
    work.nowMs,
    mailbox,
    except,
  );
  for (const { key } of work.connection.all<{ key: number }>(
    'select key from location where mailbox = ? and is_deleted = 1 and uid_validity is not ?',
    mailbox,
    except,
  )) {
    const location = work.location(key);
    const unit = location ? work.unit(location.email) : null;
    if (location && unit) work.dropLocation(unit, location);
  }
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, index) => byte === b[index]);

/** J5: UIDs from the noted UIDNEXT on, by Message-ID, or by size and date where there is none (both are in `ownHash`). */
export function matchArriving(work: Work, waiting: LocationRow[], uidValidity: number, message: ArrivedMessage): Found | null {
  if (waiting.length === 0) return null;
  const own = ownHash(message.content);
  for (const [index, location] of waiting.entries()) {
    if (location.note_uid_validity !== null && location.note_uid_validity !== uidValidity) continue;
    if (location.note_uid_next !== null && message.uid < location.note_uid_next) continue;
    const unit = work.unit(location.email);
    if (!unit || !sameBytes(unit.ownHash, own)) continue;
    waiting.splice(index, 1);
    return { unit, location };
  }
  return null;
}

/**
 * Finds the held Email that a message appearing without an intent of ours is (J1): equal by the server's own id, else by Message-ID, date
 * and size, and only if that is unique on both sides.
 */
export class HeldMatcher {
  readonly #work: Work;
  readonly #mailbox: number;
  readonly #isIdle: boolean;
  readonly #appearing = new Map<string, number>();

  constructor(work: Work, mailbox: number, messages: readonly ArrivedMessage[]) {
    this.#work = work;
    this.#mailbox = mailbox;
    this.#isIdle = !work.connection.get('select 1 from location where account = ? and held_since_ms is not null limit 1', work.account);
    if (this.#isIdle) return;
    for (const message of messages) for (const key of keysOf(message)) this.#appearing.set(key, (this.#appearing.get(key) ?? 0) + 1);
  }

  match(message: ArrivedMessage): Found | null {
    if (this.#isIdle) return null;
    const [content, server] = keysOf(message);
    const same = server !== undefined && this.#appearing.get(server) === 1 ? this.#byServerId(message.content.serverEmailId!) : [];
    if (same.length === 0 && this.#appearing.get(content!) !== 1) return null;
    const candidates = same.length > 0 ? same : this.#byContent(message);
    // A copy made void by a new UIDVALIDITY is bound again in its own mailbox first (J2), elsewhere only if it was the only one.
    const here = candidates.filter(({ location }) => location.mailbox === this.#mailbox && location.is_void === 1);
    const usable =
      here.length > 0
        ? here
        : candidates.filter(
            ({ unit, location }) => location.is_void === 0 || unit.locations.filter((each) => !isLabelRow(this.#work, each)).length === 1,
          );
    return usable.length === 1 ? usable[0]! : null;
  }

  #byServerId(serverEmailId: string): Found[] {
    const rows = this.#work.connection.all<{ key: number }>(
      `select l.key from email e join location l on l.email = e.key where e.server_email_id = ? and e.key between ? and ? and l.held_since_ms is not null`,
      serverEmailId,
      this.#work.firstKey,
      this.#work.lastKey,
    );
    return this.#found(rows);
  }

  #byContent(message: ArrivedMessage): Found[] {
    const rows = this.#work.connection.all<{ key: number }>(
      `select l.key from email e join location l on l.email = e.key where e.account = ? and e.received_at_ms = ? and e.own_hash = ? and l.held_since_ms is not null
        and coalesce(l.size_bytes, e.size_bytes) = ? and (e.server_email_id is null or ? is null or e.server_email_id = ?)`,
      this.#work.account,
      message.content.receivedAtMs,
      ownHash(message.content),
      message.content.sizeBytes,
      message.content.serverEmailId,
      message.content.serverEmailId,
    );
    return this.#found(rows);
  }

  #found(rows: { key: number }[]): Found[] {
    const found: Found[] = [];
    for (const { key } of rows) {
      const location = this.#work.location(key);
      const unit = location ? this.#work.unit(location.email) : null;
      if (location && unit && location.held_since_ms !== null) found.push({ unit, location });
    }
    return found;
  }
}

/** Keys under which a message is looked for: content, then the server's id where there is one. */
function keysOf({ content }: ArrivedMessage): string[] {
  const key = `${Buffer.from(ownHash(content)).toString('base64')} ${content.receivedAtMs} ${content.sizeBytes}`;
  return content.serverEmailId === null ? [key] : [key, `server ${content.serverEmailId}`];
}

/** Confirmed copies whose UID was never told and which the target's pass did not show: gone again, or changed beyond recognition. */
export function giveUpUnmatched(work: Work, mailbox: number, uidNext: number): void {
  const rows = work.connection.all<{ key: number }>(
    'select key from location where mailbox = ? and uid is null and held_since_ms is null and is_confirmed = 1 and coalesce(note_uid_next, 0) < ?',
    mailbox,
    uidNext,
  );
  for (const { key } of rows) {
    const location = work.location(key);
    if (location) hold(work, location);
  }
}

/** A pass published the copy before its COPYUID was known: the Email made for it gives way to ours. */
export function dropAsDuplicate(work: Work, location: LocationRow, landed: { uidValidity: number; uid: number }): void {
  const place = work.locationAt(location.mailbox, landed.uidValidity, landed.uid);
  if (!place || place.location.key === location.key) return;
  work.dropLocation(place.unit, place.location);
}
