/** What a push client has to know beyond restarts: that no mail came meanwhile (RFC 8621 §1.5), and what it was told last (RFC 8620 §7.2). */
export const deliveries = `
-- Emails that were added so far: the state of EmailDelivery
alter table account add column n_delivery integer not null default 0;
-- json, account to type to state; null: nothing yet
alter table push_subscription add column told text;
`;
