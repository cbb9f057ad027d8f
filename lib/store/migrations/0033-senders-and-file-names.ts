/**
 * Who wrote an Email and what the files in it are called, for searches by either. Filled behind the writes that list Emails:
 * `account.unlisted_from`: Emails of lower numbers are in both tables (as far as they have a sender, and files with names).
 */
export const sendersAndFileNames = `
-- first address of From, ASCII letters in lower case
create table email_sender (sender text not null, email integer not null, primary key (sender, email)) strict, without rowid;
-- names of all files, folded, one a line
create table file_name (email integer primary key, names text not null) strict;
alter table account add column unlisted_from integer not null default 1;
create trigger email_unlisted after delete on email begin
  delete from email_sender where sender = lower(json_extract(old.head, '$.f[0][0]')) and email = old.key;
  delete from file_name where email = old.key;
end;
`;
