/** Of which kinds the files of an Email are, each between blanks. All Emails are listed anew, behind what is written meanwhile. */
export const fileKindsOfEmails = `
alter table file_name add column kinds text not null default '';
update account set unlisted_from = 1;
`;
