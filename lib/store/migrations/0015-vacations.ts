/** RFC 8621 §8: what a person says of an absence, and whether the account has a ManageSieve server that keeps it (J23). */
export const vacations = `
create table vacation (
  account integer primary key references account on delete cascade,
  -- unknown, yes or no
  service text not null default 'unknown',
  checked_at_ms integer,
  -- JSON: what is shown, and what the server was last seen to do; null: nothing was ever set
  shown text,
  agreed text,
  -- counts what people set; with it an answer of the server is told from a late one
  version integer not null default 0,
  is_pending integer not null default 0,
  attempts integer not null default 0,
  pending_since_ms integer,
  next_attempt_at_ms integer
) strict;
`;
