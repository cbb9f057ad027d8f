import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '#lib/config/index.ts';
import { createLogger } from '#lib/log/index.ts';
import { type AccountId, Secret } from '#lib/mail/index.ts';
import type { AccountMail, Gateway, MailboxLogin, UserMail } from '../api.ts';
import { startGateway } from '../start-gateway.ts';

type Servers = { imap: { host: string; tlsPort: number; port: number }; smtp: { host: string; starttlsPort: number; tlsPort: number } };
type User = { address: string; login: string; password: string };

/** A gateway without Next, in a temporary data folder. `dir` given: the folder of an earlier one, to start again over it. */
export async function startTestGateway(options: { dir?: string; keep?: boolean; env?: Record<string, string> } = {}): Promise<{
  gateway: Gateway;
  dir: string;
  stop: () => Promise<void>;
}> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'postern-gateway-'));
  const config = readConfig({
    POSTERN_DATA: join(dir, 'data'),
    POSTERN_KEY_FILE: join(dir, 'postern.key'),
    POSTERN_ALLOW_NETWORKS: '127.0.0.1/32',
    POSTERN_DEMO: 'off',
    ...options.env,
  });
  const log = createLogger({ level: () => (process.env.TEST_LOG ? 'debug' : 'silent'), write: (line) => process.stderr.write(line) });
  const gateway = await startGateway({ config, log });
  return {
    gateway,
    dir,
    async stop() {
      await gateway.stop();
      if (options.keep !== true) rmSync(dir, { recursive: true, force: true });
    },
  };
}

export function loginOf(
  servers: Servers,
  user: User,
  change: Partial<NonNullable<MailboxLogin['servers']>['incoming']> = {},
): MailboxLogin {
  return {
    address: user.address,
    password: new Secret(user.password),
    servers: {
      incoming: { protocol: 'imap', host: servers.imap.host, port: servers.imap.tlsPort, tls: 'tls', login: user.login, ...change },
      outgoing: { host: servers.smtp.host, port: servers.smtp.tlsPort, tls: 'tls', login: user.login },
    },
  };
}

/** Signs the user in and gives the account as a request sees it. */
export async function openMail(
  gateway: Gateway,
  login: MailboxLogin,
): Promise<{ user: UserMail; mail: AccountMail; accountId: AccountId }> {
  const { personId, accountId } = await gateway.signIn(login, AbortSignal.timeout(30_000));
  const user = await gateway.userMail(personId);
  const mail = user.account(accountId);
  if (mail === null) throw new Error('the account that signed in is not there');
  await mail.ready(AbortSignal.timeout(30_000));
  return { user, mail, accountId };
}

/** Asks again until the answer is given; for what arrives by itself. A hang guard, not a budget. */
export async function eventually<T>(ask: () => Promise<T | null | undefined | false>, what: string, withinMs = 20_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
