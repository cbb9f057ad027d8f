/** What an administrator set for everybody here. `sealed`: what of it is secret, under the master key. */
export const houseSettings = `
create table house_setting (
  name text primary key,
  -- JSON
  value text not null,
  sealed blob
) strict, without rowid;
`;
