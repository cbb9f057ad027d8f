/** What the outgoing servers of an account offered when they were last spoken to. */
export const outgoingServers = `
create table outgoing_server (
  account integer not null references account on delete cascade,
  host text not null,
  port integer not null,
  login text not null,
  -- JSON: OutgoingOffer
  offer text not null,
  learned_at_ms integer not null,
  primary key (account, host, port, login)
) strict, without rowid;
`;
