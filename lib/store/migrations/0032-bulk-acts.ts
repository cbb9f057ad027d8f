/**
 * What is done to very many Emails at once, in the background. `emails`: their keys, eight octets each, in the order in which they are done.
 * Each slice that was done leaves a row that says what it changed, so that it can be taken back. Without a foreign key on Emails: those that
 * have gone meanwhile are passed over.
 */
export const bulkActs = `
create table bulk_act (
  key integer primary key,
  id text not null unique,
  account integer not null references account on delete cascade,
  -- JSON: what is done to each
  deed text not null,
  emails blob not null,
  total integer not null,
  -- how many of them are behind
  done integer not null default 0,
  failed integer not null default 0,
  -- doing, undoing, done, stopped, undone
  state text not null,
  started_at_ms integer not null
) strict;
create index bulk_act_of_account on bulk_act (account, state);
create table bulk_slice (
  act integer not null references bulk_act on delete cascade,
  -- the slice's first Email, by its place
  position integer not null,
  -- JSON: see Change in lib/store/write/bulk-acts.ts
  changes text not null,
  primary key (act, position)
) strict, without rowid;
`;
