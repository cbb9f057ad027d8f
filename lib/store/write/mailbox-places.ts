import type { EmailUnit, LocationRow } from './email-unit.ts';
import { dropIntent, ensureMailboxOnServer, type IntentRow, intentsOf, queueIntent, queueRemoval } from './intent-queue.ts';
import { isLabelRow } from './labels.ts';
import type { Work } from './work.ts';

/**
 * Brings an Email's places to `target`: the visible effect at once, the way there as intents. What was queued before and not begun is
 * taken back or bent instead of being followed by its opposite, so that an undone move costs the server nothing.
 */
export function placeCopies(work: Work, unit: EmailUnit, target: ReadonlySet<number>): void {
  const plan = new PlacePlan(work, unit, target);
  plan.takeBackRemovals();
  plan.bendArrivals();
  plan.queue();
}

class PlacePlan {
  readonly #work: Work;
  readonly #unit: EmailUnit;
  #added: number[];
  /** places to leave */
  #leaving: LocationRow[];

  constructor(work: Work, unit: EmailUnit, target: ReadonlySet<number>) {
    this.#work = work;
    this.#unit = unit;
    const shown = unit.locations.filter((location) => location.is_wanted !== 0 && location.is_deleted === 0 && !isLabelRow(work, location));
    this.#added = [...target].filter((mailbox) => !shown.some((location) => location.mailbox === mailbox));
    this.#leaving = shown.filter((location) => !target.has(location.mailbox));
  }

  /** A place that was left, where the server was not told yet. */
  takeBackRemovals(): void {
    for (const mailbox of [...this.#added]) {
      const place = this.#unit.locations.find(
        (location) =>
          location.mailbox === mailbox && location.is_wanted === 0 && location.is_deleted === 0 && location.held_since_ms === null,
      );
      if (!place) continue;
      const away = this.#intents().find(
        (intent) => intent.from_location === place.key && (intent.kind === 'move' || intent.kind === 'remove') && intent.is_started === 0,
      );
      if (!away) continue;
      if (away.kind === 'remove') dropIntent(this.#work, away);
      else this.#takeBackMove(away);
      this.#work.setLocation(place, { is_wanted: 1 });
      this.#added = this.#added.filter((each) => each !== mailbox);
    }
  }

  #takeBackMove(move: IntentRow): void {
    const landing = this.#unit.locations.find((location) => location.key === move.to_location);
    const isLeft = landing !== undefined && this.#leaving.includes(landing);
    if (landing && !isLeft) {
      // Stays there too: the move becomes a copy.
      this.#work.connection.run("update intent set kind = 'copy' where key = ?", move.key);
      return;
    }
    dropIntent(this.#work, move);
    if (landing) {
      this.#rewire(landing.key, move.from_location);
      this.#work.dropLocation(this.#unit, landing);
      this.#leaving = this.#leaving.filter((location) => location.key !== landing.key);
    }
  }

  /** A place to leave that the server does not have yet: send the message elsewhere instead, or nowhere. */
  bendArrivals(): void {
    for (const location of [...this.#leaving]) {
      const incoming = this.#intents().find((intent) => intent.to_location === location.key);
      if (incoming?.is_started !== 0) continue;
      this.#leaving = this.#leaving.filter((other) => other.key !== location.key);
      const next = this.#added.shift();
      if (next !== undefined) {
        ensureMailboxOnServer(this.#work, next);
        this.#work.setLocation(location, { mailbox: next });
        this.#reorderBehindCreation(incoming);
      } else {
        cancelArrival(this.#work, this.#unit, location, incoming);
      }
    }
  }

  queue(): void {
    const stay = this.#unit.locations.filter(
      (location) => location.is_wanted !== 0 && !this.#leaving.includes(location) && !isLabelRow(this.#work, location),
    );
    const sources = this.#leaving;
    // Copies first: their source may be about to leave.
    while (this.#added.length > sources.length) {
      const from = bestSource([...stay, ...sources]);
      this.#send('copy', from, this.#added.shift()!);
    }
    for (const source of sources) {
      const next = this.#added.shift();
      if (next !== undefined) this.#send('move', source, next);
      else if (source.held_since_ms !== null) {
        this.#work.dropLocation(this.#unit, source);
        continue;
      } else queueRemoval(this.#work, this.#unit, source);
      this.#work.setLocation(source, { is_wanted: 0 });
    }
  }

  #send(kind: 'copy' | 'move', from: LocationRow | null, mailbox: number): void {
    ensureMailboxOnServer(this.#work, mailbox);
    const to = this.#work.addLocation(this.#unit, { mailbox, size_bytes: from?.size_bytes ?? null });
    queueIntent(this.#work, { kind, email: this.#unit.key, from: from?.key ?? null, to: to.key });
  }

  /** The mailbox's creation may just have been queued behind this intent: carry the intent after it. */
  #reorderBehindCreation(incoming: IntentRow): void {
    const creation = this.#work.connection.get<{ key: number }>(
      "select max(key) key from intent where account = ? and kind = 'mailbox-create' and key > ?",
      this.#work.account,
      incoming.key,
    );
    if (creation?.key) moveBehind(this.#work, this.#unit, incoming);
  }

  #rewire(from: number, to: number | null): void {
    this.#work.connection.run('update intent set from_location = ? where from_location = ?', to, from);
  }

  #intents(): IntentRow[] {
    return intentsOf(this.#work, this.#unit.key);
  }
}

/** Gives an intent and all later ones of its Email new places at the end of the queue, keeping their order. */
function moveBehind(work: Work, unit: EmailUnit, intent: IntentRow): void {
  for (const each of intentsOf(work, unit.key)) {
    if (each.key < intent.key) continue;
    const last = work.connection.get<{ key: number }>('select max(key) key from intent')!.key;
    work.connection.run('update intent set key = ? where key = ?', last + 1, each.key);
  }
}

/** Prefers a copy that the server has already. */
function bestSource(locations: readonly LocationRow[]): LocationRow | null {
  return (
    locations.find((location) => location.uid !== null) ??
    locations.find((location) => location.held_since_ms === null) ??
    locations[0] ??
    null
  );
}

/** Takes back an arrival that was not begun, with the place it was meant for. */
export function cancelArrival(work: Work, unit: EmailUnit, location: LocationRow, incoming: IntentRow): void {
  const others = intentsOf(work, unit.key).filter((intent) => intent.from_location === location.key);
  if (incoming.kind === 'move') {
    // The message still has to leave where it was.
    work.connection.run("update intent set kind = 'remove', to_location = null where key = ?", incoming.key);
    for (const other of others) work.connection.run('update intent set from_location = ? where key = ?', incoming.from_location, other.key);
  } else if (incoming.kind === 'append') {
    const heir = others.find((intent) => intent.kind === 'copy' && intent.to_location !== null);
    dropIntent(work, incoming);
    if (heir) {
      // In the heir's place in the queue: its mailbox may have to be created first.
      work.connection.run("update intent set kind = 'append', from_location = null where key = ?", heir.key);
      for (const other of others)
        if (other.key !== heir.key) work.connection.run('update intent set from_location = ? where key = ?', heir.to_location, other.key);
    }
  } else {
    dropIntent(work, incoming);
    for (const other of others) work.connection.run('update intent set from_location = ? where key = ?', incoming.from_location, other.key);
  }
  work.dropLocation(unit, location);
}

/** Takes an Email away for good (J9): every copy that the server has or may get. */
export function removeEverywhere(work: Work, unit: EmailUnit): void {
  for (const intent of intentsOf(work, unit.key)) if (intent.kind === 'keywords' && intent.is_started === 0) dropIntent(work, intent);
  for (const location of [...unit.locations]) {
    if (location.is_wanted === 0 || location.is_deleted === 1 || isLabelRow(work, location)) continue;
    const incoming = intentsOf(work, unit.key).find((intent) => intent.to_location === location.key);
    if (location.held_since_ms !== null) {
      work.dropLocation(unit, location);
    } else if (incoming && incoming.is_started === 0) {
      cancelArrival(work, unit, location, incoming);
    } else {
      queueRemoval(work, unit, location);
      work.setLocation(location, { is_wanted: 0 });
    }
  }
}
