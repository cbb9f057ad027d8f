/**
 * Rows of the full-text index stand in the order in which mail was received, newest first, so that a search reads only what it shows
 * (write/word-book.ts). `email.word_row` says which row is an Email's, from the beginning on; `account.word_drift` how far it may stand from
 * its second. An Email from `account.unindexed_from` on may have nothing there yet.
 * Rows from before have the Email's key as their number; `account.unmoved_from` says from which Email on they may still have to be moved.
 */
export const wordsByDate = `
alter table account add column word_drift integer not null default 0;
alter table account add column unmoved_from integer;
update account set unmoved_from = 1 where next_email > 1;
update email set word_row = key where word_row is null
  and key < (select a.key * 4294967296 + a.unindexed_from from account a where a.key = email.account);
-- With it, hits are counted by thread without reading the Emails.
create index email_words on email (word_row, thread, log) where word_row is not null;
create index email_invisible on email (account) where log is null;
`;
