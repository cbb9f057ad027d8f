/** Message-IDs of a fill gather here before they come into `mid`, where by their hash each lies on another page. One row stands in one of the two. */
export const freshMids = `
create table mid_fresh (account integer not null, hash blob not null, thread integer, subjects integer not null default 0, subject integer,
  is_present integer not null default 0,
  primary key (account, hash)) strict, without rowid;
`;
