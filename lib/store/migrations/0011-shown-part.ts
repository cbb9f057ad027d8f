/** The part of a mailbox that its server shows, where that is not all of it: see Checkpoint in api/mailboxes.ts. */
export const shownPart = `
alter table mailbox add column shown_most integer;
alter table mailbox add column shown_from integer;
`;
