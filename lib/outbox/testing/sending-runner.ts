import { createLogger } from '#lib/log/index.ts';
import { type AccountId, Secret } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import type { Store } from '#lib/store/index.ts';
import { SubmissionRunner } from '../submission-runner.ts';

export type SendingServer = { host: string; port: number; login: string; password: string };

/** The queue of one account over this SMTP server on loopback; no Sent can be looked at. */
export function sendingRunner(store: Store, accountId: AccountId, server: SendingServer, signal: AbortSignal): SubmissionRunner {
  const { host, port, login, password } = server;
  return new SubmissionRunner({
    accountId,
    store,
    log: createLogger({ level: () => 'silent', write: () => {} }),
    nowMs: Date.now,
    signal,
    servers: {
      incoming: { protocol: 'imap', host, port: 1, tls: 'tls', login },
      outgoing: { host, port, tls: 'tls', login },
      traits: {},
    },
    guard: createEgressGuard({ allowNetworks: '127.0.0.1/32' }),
    credentials: { open: async () => ({ kind: 'password', password: new Secret(password) }), renew: async () => null },
    withReader: null,
  });
}
