/** Roles that we know, out of the IANA registry that RFC 8621 §2 names. */
export const mailboxRoles = ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash', 'all', 'flagged', 'important', 'snoozed'] as const;
export type MailboxRole = (typeof mailboxRoles)[number];

/** RFC 8621 §2 `myRights`. */
export type MailboxRights = {
  mayReadItems: boolean;
  mayAddItems: boolean;
  mayRemoveItems: boolean;
  maySetSeen: boolean;
  maySetKeywords: boolean;
  mayCreateChild: boolean;
  mayRename: boolean;
  mayDelete: boolean;
  maySubmit: boolean;
};
