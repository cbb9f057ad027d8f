/** What was fetched out of turn while a mailbox fills: see FilledWindow in api/mailboxes.ts. */
export const fillWindows = `
alter table mailbox add column windows text not null default '[]';
`;
