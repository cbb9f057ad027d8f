/**
 * The words of a header may come into the full-text index after the Email is listed.
 * `unindexed_from`: Emails of lower numbers than this are in the index (`account key × 2^32 + number` is the Email's key); of the others those
 * with a `word_row`, which is their row there.
 */
export const wordsWaiting = `
alter table account add column unindexed_from integer not null default 1;
update account set unindexed_from = next_email;
alter table email add column word_row integer;
`;
