/** Messages that a person keeps to begin others with. */
export const templates = `
create table template (
  key integer primary key,
  id text not null unique,
  person integer not null references person on delete cascade,
  name text not null,
  subject text not null,
  html text not null,
  text text not null
) strict;
create index template_by_person on template (person);
`;
