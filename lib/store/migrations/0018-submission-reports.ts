/** RFC 8621 §7: what came back of messages sent. `reports` is JSON, in the order in which they came. */
export const submissionReports = `
alter table submission add column reports text not null default '[]';
-- Emails up to this key were looked at: none of them is an unread report
alter table account add column reports_read_to integer not null default 0;
`;
