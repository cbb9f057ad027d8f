/** For what is tidied behind: how far the change log reaches back, and which cached parts were used last. */
export const housekeeping = `
-- The numbers of an account's states as they were at an instant, one row a day at most.
create table change_mark (
  account integer not null references account on delete cascade,
  at_ms integer not null,
  numbers text not null,
  primary key (account, at_ms)
) strict, without rowid;
-- From a state before n nothing can be calculated any more: what was destroyed until then is forgotten.
create table change_floor (
  account integer not null references account on delete cascade,
  type integer not null,
  n integer not null,
  primary key (account, type)
) strict, without rowid;
create index change_destroyed on change (account, type, n) where is_destroyed = 1;

alter table cached_part add column used_at_ms integer not null default 0;
alter table cached_part add column size_bytes integer not null default 0;
update cached_part set size_bytes = length(bytes);
-- Places of Emails that have gone are emptied when they go; nothing looks for sparse packs.
drop index email_pack_sparse;

create index cached_part_used on cached_part (used_at_ms, size_bytes);
`;
