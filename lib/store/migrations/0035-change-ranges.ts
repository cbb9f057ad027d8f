/**
 * Emails and Threads of a fill have no row in the change log until they change: `log` of their own row is minus the number at which they were
 * created, and a row here says which numbers and keys those of one transaction have. Where one of them has changed, its row in `change` has
 * the key of `createdLogKey`, below zero.
 */
export const changeRanges = `
create table change_range (
  account integer not null references account on delete cascade,
  type integer not null,
  first_n integer not null,
  last_n integer not null,
  first_key integer not null,
  last_key integer not null,
  primary key (account, type, last_n)
) strict, without rowid;
`;
