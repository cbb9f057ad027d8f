import { randomUUID } from 'node:crypto';
import { mailboxProperties, mailboxSettable } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { MailboxId, MailboxRole } from '#lib/mail/index.ts';
import { mailboxRoles } from '#lib/mail/index.ts';
import type { MailboxPatch, MailboxRecord } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';
import { maxMailboxNameBytes } from '../session.ts';
import type { SetOutcome } from '../set-error.ts';
import { done, invalidProperties, refused, setErrorOf } from '../set-error.ts';
import { changedIds } from '../standard/changed-ids.ts';
import type { ObjectUpdate, SetTarget } from '../standard/run-set.ts';
import { runSet } from '../standard/run-set.ts';
import { holdDestroyMs } from './held-deletions.ts';
import { mailboxObject } from './mailbox-object.ts';

/** Mailbox/set (RFC 8621 §2.5, J13, J14). */
export const setMailboxes: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Mailbox/set', given);
    const account = await readyAccount(context, checked.accountId, 'write');
    return [['Mailbox/set', await runSet(context, checked, target(context, account, checked.onDestroyRemoveEmails))]];
  },
};

type Settable = { name: string; parentId: MailboxId | null; role: MailboxRole | null; sortOrder: number; isSubscribed: boolean };

function target(context: RequestContext, account: AccountMail, removeEmails: boolean): SetTarget {
  const { mailboxes } = account.store;
  return {
    properties: mailboxProperties,
    updatable: Object.keys(mailboxSettable),
    state: () => account.store.state(account.id, 'Mailbox'),
    changedSince: (state) => changedIds(account, 'Mailbox', state),
    current: async (ids) => (await mailboxes.get(account.id, ids)).map((record) => mailboxObject(record, false)),
    create: (object) => create(context, account, object),
    async update(updates) {
      const all = await mailboxes.get(account.id, null);
      return updateAll(context, account, inOrderOfNames(updates, all));
    },
    async destroy(ids) {
      const outcomes = new Map<string, SetOutcome<null>>();
      const all = await mailboxes.get(account.id, null);
      for (const id of deepestFirst(ids, all)) {
        const outcome = await mailboxes.destroy(account.id, id as MailboxId, {
          removeEmails,
          notBeforeMs: context.nowMs() + holdDestroyMs,
        });
        outcomes.set(id, outcome.ok ? done(null) : refused(setErrorOf(outcome.refusal)));
      }
      return outcomes;
    },
    orderCreates: parentsFirst,
  };
}

/** Values that a client sent, checked one by one; `undefined` stands for the default. */
function checkValues(context: RequestContext, values: ReadonlyMap<string, unknown>): { values: Partial<Settable>; wrong: string[] } {
  const wrong: string[] = [];
  const checked: Partial<Settable> = {};
  for (const [name, value] of values) {
    const isRemoved = value === undefined;
    if (name === 'name') {
      const result = mailboxSettable.name.safeParse(value);
      if (result.success && isMailboxName(result.data)) checked.name = result.data.normalize('NFC');
      else wrong.push(name);
    } else if (name === 'parentId') {
      const result = mailboxSettable.parentId.safeParse(isRemoved ? null : value);
      const parentId = result.success && result.data !== null ? resolveId(context, result.data) : null;
      if (!result.success || parentId?.startsWith('#') === true) wrong.push(name);
      else checked.parentId = parentId as MailboxId | null;
    } else if (name === 'role') {
      const role = isRemoved ? null : value;
      if (role === null || (mailboxRoles as readonly unknown[]).includes(role)) checked.role = role as MailboxRole | null;
      else wrong.push(name);
    } else if (name === 'sortOrder') {
      const result = mailboxSettable.sortOrder.safeParse(isRemoved ? 0 : value);
      if (result.success) checked.sortOrder = result.data;
      else wrong.push(name);
    } else if (name === 'isSubscribed') {
      const result = mailboxSettable.isSubscribed.safeParse(isRemoved ? true : value);
      if (result.success) checked.isSubscribed = result.data;
      else wrong.push(name);
    } else wrong.push(name);
  }
  return { values: checked, wrong };
}

/** RFC 8621 §2: Net-Unicode of at least one character; no control characters (J13; the store knows the delimiter). */
function isMailboxName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return name.trim() !== '' && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(name) && Buffer.byteLength(name) <= maxMailboxNameBytes;
}

async function create(
  context: RequestContext,
  account: AccountMail,
  object: Record<string, unknown>,
): Promise<SetOutcome<{ id: string } & Record<string, unknown>>> {
  const { values, wrong } = checkValues(context, new Map(Object.entries(object)));
  if (values.name === undefined && !wrong.includes('name')) wrong.push('name');
  if (wrong.length > 0) return invalidProperties(wrong);
  const full = { parentId: null, role: null, sortOrder: 0, isSubscribed: true, ...values, name: values.name! };
  const outcome = await account.store.mailboxes.create(account.id, full);
  if (!outcome.ok) return refused(setErrorOf(outcome.refusal));
  const made = mailboxObject(outcome.value, false);
  const { id, name, totalEmails, unreadEmails, totalThreads, unreadThreads, myRights } = made;
  const answer: { id: string } & Record<string, unknown> = { id, totalEmails, unreadEmails, totalThreads, unreadThreads, myRights };
  for (const property of ['parentId', 'role', 'sortOrder', 'isSubscribed'] as const) {
    if (!Object.hasOwn(object, property)) answer[property] = made[property];
  }
  if (name !== object.name) answer.name = name;
  return done(answer);
}

/**
 * Names may be exchanged in one call (RFC 8620 §5.3: the final state counts). A mailbox whose new name another one of the call is about to give
 * up steps aside under a name of its own and is renamed at the end; when that fails after all, it gets its old name back.
 */
async function updateAll(
  context: RequestContext,
  account: AccountMail,
  updates: readonly ObjectUpdate[],
): Promise<Map<string, SetOutcome<null>>> {
  const outcomes = new Map<string, SetOutcome<null>>();
  const waiting = new Set(updates.map(({ id }) => id));
  const aside: ObjectUpdate[] = [];
  const rename = (id: string, name: string) => account.store.mailboxes.update(account.id, id as MailboxId, { name });
  for (const update of updates) {
    waiting.delete(update.id);
    const outcome = await updateOne(context, account, update);
    const isInTheWay = !outcome.ok && outcome.error.type === 'alreadyExists' && waiting.has(outcome.error.existingId ?? '');
    if (isInTheWay && (await rename(update.id, `~${randomUUID()}`)).ok) aside.push(update);
    else outcomes.set(update.id, outcome);
  }
  for (const update of aside) {
    const outcome = await updateOne(context, account, update);
    if (!outcome.ok) await rename(update.id, update.current.name as string);
    outcomes.set(update.id, outcome);
  }
  return outcomes;
}

async function updateOne(context: RequestContext, account: AccountMail, update: ObjectUpdate): Promise<SetOutcome<null>> {
  const { values, wrong } = checkValues(context, update.changed);
  if (wrong.length > 0) return invalidProperties(wrong);
  const patch: MailboxPatch = values;
  const outcome = await account.store.mailboxes.update(account.id, update.id as MailboxId, patch);
  return outcome.ok ? done(null) : refused(setErrorOf(outcome.refusal));
}

/** Creates whose parent is made in the same call come after it (RFC 8620 §5.3); a loop is left to fail. */
function parentsFirst(entries: [string, Record<string, unknown>][]): [string, Record<string, unknown>][] {
  const byId = new Map(entries);
  const ordered = new Map<string, Record<string, unknown>>();
  const add = (creationId: string, depth: number): void => {
    const object = byId.get(creationId);
    if (object === undefined || ordered.has(creationId) || depth > entries.length) return;
    if (typeof object.parentId === 'string' && object.parentId.startsWith('#')) add(object.parentId.slice(1), depth + 1);
    ordered.set(creationId, object);
  };
  for (const [creationId] of entries) add(creationId, 0);
  return [...ordered];
}

/** `A → B` and `B → C` in one call: the one that frees a name comes first. */
function inOrderOfNames(updates: readonly ObjectUpdate[], all: readonly MailboxRecord[]): ObjectUpdate[] {
  const byId = new Map<string, MailboxRecord>(all.map((mailbox) => [mailbox.id, mailbox]));
  const holderOf = new Map(updates.map((update) => [placeOf(byId.get(update.id), new Map()), update]));
  const ordered = new Set<ObjectUpdate>();
  const add = (update: ObjectUpdate, depth: number): void => {
    if (ordered.has(update) || depth > updates.length) return;
    const inTheWay = holderOf.get(placeOf(byId.get(update.id), update.changed));
    if (inTheWay !== undefined && inTheWay !== update) add(inTheWay, depth + 1);
    ordered.add(update);
  };
  for (const update of updates) add(update, 0);
  return [...ordered];
}

const placeOf = (mailbox: MailboxRecord | undefined, changed: ReadonlyMap<string, unknown>): string =>
  JSON.stringify([
    (changed.has('parentId') ? changed.get('parentId') : mailbox?.parentId) ?? null,
    (changed.has('name') ? changed.get('name') : mailbox?.name) ?? null,
  ]);

/** Children before their parents, so that a whole branch can go in one call. */
function deepestFirst(ids: readonly string[], all: readonly MailboxRecord[]): string[] {
  const parentOf = new Map<string, string | null>(all.map((mailbox) => [mailbox.id, mailbox.parentId]));
  const depthOf = (id: string): number => {
    let depth = 0;
    for (let at: string | null | undefined = parentOf.get(id); at != null && depth < all.length; at = parentOf.get(at)) depth += 1;
    return depth;
  };
  return [...ids].sort((left, right) => depthOf(right) - depthOf(left));
}
