import type { EmailId, ThreadId } from '#lib/mail/index.ts';
import type { BulkActRecord, BulkActState, BulkDeed, BulkEmails, BulkScope } from '../api/bulk-acts.ts';
import type { Connection } from '../sqlite/connection.ts';
import { systemBits } from '../write/email-unit.ts';

export type BulkActRow = {
  key: number;
  id: string;
  deed: string;
  total: number;
  done: number;
  failed: number;
  state: BulkActState;
  started_at_ms: number;
};
export const bulkActColumns = 'key, id, deed, total, done, failed, state, started_at_ms';
const listed = 100;

export const bulkActOf = ({ id, deed, total, done, failed, state, started_at_ms }: BulkActRow): BulkActRecord => ({
  ...{ id, state, total, done, failed },
  deed: JSON.parse(deed) as BulkDeed,
  startedAtMs: started_at_ms,
});

/** See BulkActStore.list. */
export function bulkActRecords(connection: Connection, account: number): BulkActRecord[] {
  return connection
    .all<BulkActRow>(`select ${bulkActColumns} from bulk_act where account = ? order by key desc limit ?`, account, listed)
    .map(bulkActOf)
    .reverse();
}

const draftBit = systemBits.get('$draft') ?? 0;

type Member = { key: number; thread: number; flags: number; places: Set<number> };

/** Gathers the Emails of a bulk act, some of what was found at a time. See BulkActStore.scope. */
export class BulkScoping {
  readonly #scope: BulkScope;
  readonly #without: ReadonlySet<ThreadId>;
  readonly #keys = new Set<number>();
  readonly #threads = new Set<number>();

  constructor(scope: BulkScope, without: ReadonlySet<ThreadId>) {
    this.#scope = scope;
    this.#without = without;
  }

  look(connection: Connection, account: number, ids: readonly EmailId[]): void {
    const found = connection.all<{ key: number; thread: number; threadId: ThreadId }>(
      `select e.key, e.thread, t.id threadId from json_each(?) j join email e on e.id = j.value join thread t on t.key = e.thread
        where e.account = ? and e.log is not null`,
      JSON.stringify(ids),
      account,
    );
    const wanted = found.filter(({ threadId }) => !this.#without.has(threadId));
    const threads = [...new Set(wanted.map(({ thread }) => thread))].filter((thread) => !this.#threads.has(thread));
    const isAll = this.#scope.inThreads;
    if (isAll) for (const thread of threads) this.#threads.add(thread);
    const named = isAll ? threads : wanted.map(({ key }) => key);
    const mailboxes = this.#mailboxKeys(connection, account);
    const members = connection.all<Omit<Member, 'places'> & { places: string | null }>(
      `select e.key, e.thread, e.flags, (select group_concat(l.mailbox) from location l
          where l.email = e.key and l.is_wanted = 1 and l.is_deleted = 0) places
        from json_each(?) j join email e on e.${isAll ? 'thread' : 'key'} = j.value where e.log is not null
        order by j.key, e.received_at_ms, e.id`,
      JSON.stringify(named),
    );
    const byThread = new Map<number, Member[]>();
    for (const { places, ...member } of members) {
      const list = byThread.get(member.thread) ?? [];
      list.push({ ...member, places: new Set((places ?? '').split(',').map(Number)) });
      byThread.set(member.thread, list);
    }
    for (const list of byThread.values()) for (const { key } of meant(this.#scope, list, mailboxes)) this.#keys.add(key);
  }

  emails(): BulkEmails {
    return new Uint8Array(new Float64Array(this.#keys).buffer);
  }

  #mailboxKeys(connection: Connection, account: number): (id: string) => number | undefined {
    const rows = connection.all<{ key: number; id: string }>('select key, id from mailbox where account = ?', account);
    const keys = new Map(rows.map(({ key, id }) => [id, key]));
    return (id) => keys.get(id);
  }
}

/** Of one Thread, oldest first. */
function meant(scope: BulkScope, members: readonly Member[], keyOf: (mailboxId: string) => number | undefined): readonly Member[] {
  if (scope.emails === 'all') return members;
  if (scope.emails === 'newest') return newest(members);
  const mailbox = scope.mailboxId === null ? undefined : keyOf(scope.mailboxId);
  const inside = mailbox === undefined ? [] : members.filter(({ places }) => places.has(mailbox));
  if (scope.emails === 'in' || inside.length > 0) return inside;
  const not = scope.not.map(keyOf);
  return members.filter(({ places }) => !not.some((key) => key !== undefined && places.has(key)));
}

function newest(members: readonly Member[]): readonly Member[] {
  const written = members.filter(({ flags }) => (flags & draftBit) === 0);
  return (written.length > 0 ? written : members).slice(-1);
}
