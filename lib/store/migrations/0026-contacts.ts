/**
 * The address book of a person, not of an account: cards (JSContact) with what is looked up in them drawn out, and a change log of its own.
 */
export const contacts = `
create table contact_state (
  person integer primary key references person on delete cascade,
  epoch text not null,
  n integer not null
) strict;
create table contact (
  key integer primary key,
  id text not null unique,
  person integer not null references person on delete cascade,
  uid text not null,
  book text not null,
  is_group integer not null,
  name text,
  -- words of names, organisations and addresses as searches compare them, each behind a line feed
  words text not null,
  card text not null,
  created_at_ms integer not null,
  updated_at_ms integer not null,
  -- states in which it came and was changed last
  created_n integer not null,
  changed_n integer not null,
  unique (person, uid)
) strict;
create index contact_by_change on contact (person, changed_n);
create table contact_address (
  contact integer not null references contact on delete cascade,
  email text not null collate nocase,
  -- 0 is the preferred one
  place integer not null,
  primary key (contact, email)
) strict, without rowid;
create index contact_address_by_email on contact_address (email);
create table contact_gone (
  person integer not null references person on delete cascade,
  gone_n integer not null,
  id text not null,
  created_n integer not null,
  primary key (person, gone_n)
) strict, without rowid;
-- addresses that were taken up once: whoever is deleted does not come back by the next message
create table contact_collected (
  person integer not null references person on delete cascade,
  email text not null collate nocase,
  primary key (person, email)
) strict, without rowid;
`;
