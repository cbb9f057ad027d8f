/**
 * When an object did not exist between its creation and now: its destruction was taken back (settled 22). With it the log says of every
 * state, however old, whether the object existed there.
 */
export const changeGaps = `
create table change_gap (
  log integer not null references change on delete cascade,
  destroyed_n integer not null,
  revived_n integer not null,
  primary key (log, revived_n)
) strict, without rowid;
`;
