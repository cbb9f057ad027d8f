import type { Generated } from 'kysely';

/** Tables that queries are built for with Kysely; see migrations for what the columns mean. The hot paths name the others in plain SQL. */
export type Tables = {
  person: { key: Generated<number>; id: string; created_at_ms: number; preferences: Generated<string> };
  account: {
    key: Generated<number>;
    id: string;
    person: number;
    address: string;
    name: string;
    servers: string;
    created_at_ms: number;
    is_demo: number;
    is_removed: Generated<number>;
    epoch: string;
  };
  sign_in_identity: { protocol: string; host: string; port: number; login: string; person: number };
  credential: { person: number; account: number; sealed: Uint8Array };
  session: {
    id: string;
    token_hash: string;
    person: number;
    created_at_ms: number;
    last_seen_at_ms: number;
    expires_at_ms: number;
    user_agent: string | null;
  };
  app_password: {
    id: string;
    secret_hash: string;
    person: number;
    name: string;
    scope: string;
    account_ids: string | null;
    created_at_ms: number;
    last_used_at_ms: number | null;
  };
  identity: {
    key: Generated<number>;
    id: string;
    log: number;
    account: number;
    name: string;
    email: string;
    reply_to: string | null;
    bcc: string | null;
    text_signature: Generated<string>;
    html_signature: Generated<string>;
  };
  account_event: {
    key: Generated<number>;
    id: string;
    account: number;
    at_ms: number;
    kind: string;
    email_id: string | null;
    mailbox_id: string | null;
    blob_id: string | null;
    server_text: string | null;
  };
  submission: {
    key: Generated<number>;
    id: string;
    log: number | null;
    account: number;
    identity_id: string;
    email_id: string | null;
    thread_id: string | null;
    envelope: string;
    send_at_ms: number;
    created_at_ms: number;
    state: string;
    recipients: string;
    raw_blob_id: string;
    message_id: string | null;
    attempts: Generated<number>;
    next_attempt_at_ms: number | null;
    lease_until_ms: number | null;
    error: string | null;
    reports: Generated<string>;
  };
  blob: { id: string; size_bytes: number };
  account_blob: { account: number; blob_id: string; type: string; created_at_ms: number; keep_until_ms: number | null };
};
