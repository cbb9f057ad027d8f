/** Push subscriptions (RFC 8620 §7.2): each belongs to the credential that made it and goes with it. */
export const pushSubscriptions = `
create table push_subscription (
  id text primary key,
  person integer not null references person on delete cascade,
  -- 's:' and a session, 'w:' and an app password, 'm:' and an account whose own password was used
  credential text not null,
  -- json array; null: all accounts of the person
  account_ids text,
  device_client_id text not null,
  url text not null,
  p256dh blob,
  auth blob,
  verification_code text not null,
  is_verified integer not null default 0,
  expires_at_ms integer not null,
  -- json array; null: all types
  types text,
  created_at_ms integer not null
) strict, without rowid;
create index push_subscription_person on push_subscription (person, credential);

create trigger push_of_session after delete on session
  begin delete from push_subscription where credential = 's:' || old.id; end;
create trigger push_of_app_password after delete on app_password
  begin delete from push_subscription where credential = 'w:' || old.id; end;
create trigger push_of_account after update of is_removed on account when new.is_removed = 1
  begin delete from push_subscription where credential = 'm:' || old.id; end;
`;
