import type { Mailbox } from '#lib/contract/index.ts';
import type { MailboxRecord } from '#lib/store/index.ts';

/** RFC 8621 §2. */
export function mailboxObject(record: MailboxRecord, isReadOnly: boolean): Mailbox {
  const { id, name, parentId, role, sortOrder, totalEmails, unreadEmails, totalThreads, unreadThreads, rights, isSubscribed } = record;
  const readOnlyRights = {
    mayReadItems: rights.mayReadItems,
    mayAddItems: false,
    mayRemoveItems: false,
    maySetSeen: false,
    maySetKeywords: false,
    mayCreateChild: false,
    mayRename: false,
    mayDelete: false,
    maySubmit: false,
  };
  return {
    id,
    name,
    parentId,
    role,
    sortOrder,
    totalEmails,
    unreadEmails,
    totalThreads,
    unreadThreads,
    myRights: isReadOnly ? readOnlyRights : rights,
    isSubscribed,
  };
}
