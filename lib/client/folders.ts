import type { EmailId, MailboxId, MailboxRole } from '#lib/mail/index.ts';
import type { Account } from './account.ts';
import { loadMailboxes } from './follow-changes.ts';
import { setErrorToMailError } from './set-emails.ts';

export type FolderChange = { name?: string; parentId?: MailboxId | null; role?: MailboxRole | null; isSubscribed?: boolean };

/** What a person can do with folders. Each resolves when the gateway has taken it, and throws MailError when it refused. */
export type Folders = {
  create(name: string, parentId: MailboxId | null): Promise<MailboxId>;
  change(id: MailboxId, change: FolderChange): Promise<void>;
  /** With all that is in it; the gateway holds that for a while, see `restore`. */
  remove(id: MailboxId): Promise<void>;
  /** Brings back what was removed, under the same ids. @throws MailError with the code `notFound` when it is too late */
  restore(id: MailboxId): Promise<void>;
  /** Marks everything in it as read. @returns how many were not */
  markAllRead(id: MailboxId): Promise<number>;
  /** Messages marked as deleted that the mail server keeps (I28); null where it keeps none of that kind, or they may not be removed. */
  deletedCount(id: MailboxId): Promise<number | null>;
  /** Removes them for good. @throws MailError with the code `stateMismatch`: they are not `count` any more, and nothing went */
  compact(id: MailboxId, count: number): Promise<void>;
  /** Takes everything out of it: from Trash and Spam for good, from elsewhere into Trash. @returns how many messages */
  empty(id: MailboxId): Promise<number>;
};

const atOnce = 250;

type Teller = Pick<Account, 'id' | 'client' | 'cache' | 'withRole'>;

export function createFolders({ id: accountId, client, cache, withRole }: Teller): Folders {
  async function set(args: {
    create?: Record<string, { name: string; parentId: MailboxId | null; isSubscribed: boolean }>;
    update?: Record<string, Record<string, unknown>>;
    destroy?: MailboxId[];
  }): Promise<MailboxId | null> {
    const answer = await client.call('Mailbox/set', { accountId, ...args, onDestroyRemoveEmails: true });
    const refused = Object.values({ ...answer.notCreated, ...answer.notUpdated, ...answer.notDestroyed })[0];
    if (refused !== undefined) throw setErrorToMailError(refused);
    await loadMailboxes(client, cache);
    return (answer.created?.folder?.id ?? null) as MailboxId | null;
  }

  /** Runs over what the filter finds until nothing is left but what was refused. */
  async function sweep(
    mailboxId: MailboxId,
    isUnread: boolean,
    change: (email: { id: EmailId; mailboxIds: Record<string, true> }) => Record<string, true | null> | null,
  ): Promise<number> {
    let done = 0;
    let position = 0;
    for (;;) {
      const calls = client.batch((batch) => {
        const filter = { inMailbox: mailboxId, ...(isUnread ? { notKeyword: '$seen' } : {}) };
        const query = batch.call('Email/query', {
          accountId,
          filter,
          sort: [{ property: 'receivedAt', isAscending: false }],
          position,
          limit: atOnce,
        });
        return { query, get: batch.call('Email/get', { accountId, '#ids': query.ref('/ids'), properties: ['id', 'mailboxIds'] }) };
      });
      const { ids } = await calls.query.result;
      if (ids.length === 0) return done;
      const emails = (await calls.get.result).list as { id: EmailId; mailboxIds: Record<string, true> }[];
      const update: Record<string, Record<string, true | null>> = {};
      const destroy: EmailId[] = [];
      for (const email of emails) {
        const patch = change(email);
        if (patch === null) destroy.push(email.id);
        else update[email.id] = patch;
      }
      const answer = await client.call('Email/set', { accountId, update, destroy });
      const refused = Object.values({ ...answer.notUpdated, ...answer.notDestroyed }).filter(({ type }) => type !== 'notFound');
      if (refused.length === emails.length && refused[0] !== undefined) throw setErrorToMailError(refused[0]);
      done += emails.length - refused.length;
      position += refused.length;
    }
  }

  return {
    async create(name, parentId) {
      const id = await set({ create: { folder: { name, parentId, isSubscribed: true } } });
      return id as MailboxId;
    },
    async change(id, change) {
      await set({ update: { [id]: { ...change } } });
    },
    async remove(id) {
      await set({ destroy: [id] });
    },
    async restore(id) {
      const answer = await client.call('DestroyedMailbox/restore', { accountId, ids: [id] });
      const refused = answer.notRestored?.[id];
      if (refused !== undefined) throw setErrorToMailError(refused);
      await loadMailboxes(client, cache);
    },
    async deletedCount(id) {
      return (await client.call('MailboxCompaction/get', { accountId, ids: [id] })).list[0]?.deletedEmails ?? null;
    },
    async compact(id, count) {
      await client.call('MailboxCompaction/run', { accountId, id, deletedEmails: count });
    },
    markAllRead: (id) => sweep(id, true, () => ({ 'keywords/$seen': true })),
    empty(id) {
      const role = cache.mailbox(id)?.role ?? null;
      const trash = role === 'trash' || role === 'junk' ? null : withRole('trash');
      return sweep(id, false, ({ mailboxIds }) => {
        // What lies elsewhere too only leaves this folder.
        if (Object.keys(mailboxIds).length > 1) return { [`mailboxIds/${id}`]: null };
        return trash === null ? null : { [`mailboxIds/${id}`]: null, [`mailboxIds/${trash}`]: true };
      });
    },
  };
}
