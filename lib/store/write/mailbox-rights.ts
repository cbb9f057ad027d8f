import type { MailboxRights, MailboxRole } from '#lib/mail/index.ts';
import type { ListedMailboxFact } from '../api.ts';

const all: MailboxRights = {
  mayReadItems: true,
  mayAddItems: true,
  mayRemoveItems: true,
  maySetSeen: true,
  maySetKeywords: true,
  mayCreateChild: true,
  mayRename: true,
  mayDelete: true,
  maySubmit: true,
};

/** Rights in a mailbox that exists only here, or is about to be created. A role's place is not renamed or deleted before it exists (J13). */
export const localRights = (role: MailboxRole | null): MailboxRights => ({ ...all, mayRename: role === null, mayDelete: role === null });

/** Rights from what LIST and MYRIGHTS said (I32, J13). */
export function rightsOf(fact: ListedMailboxFact, hasPrefix: boolean): MailboxRights {
  const rights = { ...all, ...fact.rights };
  if (!fact.isSelectable) {
    for (const name of ['mayReadItems', 'mayAddItems', 'mayRemoveItems', 'maySetSeen', 'maySetKeywords', 'maySubmit'] as const)
      rights[name] = false;
  }
  if (fact.noInferiors || fact.delimiter === null) rights.mayCreateChild = false;
  if (fact.path.toUpperCase() === 'INBOX') {
    rights.mayRename = false;
    rights.mayDelete = false;
    // With a namespace below INBOX its children are shown at top level: to create one “in” it would show elsewhere.
    if (hasPrefix) rights.mayCreateChild = false;
  }
  return rights;
}
