/** Identities whose mail goes through an outgoing server of their own, with the sealed password for it. */
export const identityServers = `
create table identity_server (
  identity integer primary key references identity on delete cascade,
  -- JSON: ServerSettings
  server text not null,
  sealed blob not null
) strict;
`;
