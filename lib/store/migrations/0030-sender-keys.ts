/** OpenPGP keys with which somebody signed mail to this account, as they were first seen. */
export const senderKeys = `
create table sender_key (
  account integer not null references account on delete cascade,
  -- in lower case
  address text not null,
  -- in upper-case hex
  fingerprint text not null,
  key blob not null,
  first_seen_ms integer not null,
  primary key (account, address, fingerprint)
) strict, without rowid;
`;
