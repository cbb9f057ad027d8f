import { type Discovery, discoveryError, type ProviderTable, providerHint, serversForAddress, splitAddress } from '#lib/discover/index.ts';
import { connectImap } from '#lib/imap/index.ts';
import type { Logger } from '#lib/log/index.ts';
import type { AccountServers, MailCredential } from '#lib/mail/index.ts';
import { defaultPop3Settings, isMailError, MailError } from '#lib/mail/index.ts';
import { connectPop3 } from '#lib/pop3/index.ts';
import type { EgressGuard } from '#lib/security/index.ts';
import type { LoginRoads } from './api.ts';
import type { LoginNames } from './login-names.ts';

export type ProofContext = {
  guard: EgressGuard;
  log: Logger;
  tables: readonly ProviderTable[];
  /** mail domains that may sign in, as A-labels; null = all */
  loginDomains: readonly string[] | null;
  names: LoginNames;
};

/** @throws MailError 'forbidden' (code DOMAIN_NOT_ALLOWED) */
export function checkDomain({ loginDomains }: Pick<ProofContext, 'loginDomains'>, address: string): void {
  const domain = splitAddress(address)?.domain ?? null;
  if (loginDomains === null || (domain !== null && loginDomains.includes(domain))) return;
  throw new MailError('forbidden', 'this mail domain may not sign in here', {
    stage: 'address',
    code: 'DOMAIN_NOT_ALLOWED',
    permanent: true,
  });
}

/**
 * Servers for a login: those that were given, else what the tables know.
 *
 * @throws MailError 'forbidden' (domain may not sign in), 'not-found' (no settings known), 'login-unavailable' (no passwords there), 'invalid'
 */
export function serversOf(context: Pick<ProofContext, 'loginDomains' | 'tables'>, login: LoginRoads): AccountServers {
  if (login.isDemo !== true) checkDomain(context, login.address);
  if (login.servers === null) {
    const discovery = serversForAddress(login.address, context.tables);
    if (discovery.outcome === 'found') return serversOver(login.protocol ?? null, discovery);
    throw discoveryError(discovery) ?? new MailError('not-found', 'no servers known for this address', { stage: 'address' });
  }
  const {
    incoming: { apop = false, ...incoming },
    outgoing,
    sieve,
  } = login.servers;
  const incomingLogin = incoming.login ?? login.address;
  const usual = { host: incoming.host, port: 587, tls: 'starttls' as const, login: incomingLogin };
  return {
    incoming: { ...incoming, login: incomingLogin },
    outgoing: outgoing === null ? usual : { ...outgoing, login: outgoing.login ?? incomingLogin },
    traits: {},
    ...(incoming.protocol === 'pop3' ? { pop3: { ...defaultPop3Settings, apop } } : {}),
    ...(sieve == null ? {} : { sieve: { ...sieve, login: sieve.login ?? incomingLogin } }),
  };
}

/** @throws MailError 'not-found' when the provider cannot be read that way */
function serversOver(
  protocol: 'imap' | 'pop3' | null,
  { servers, otherIncoming }: Extract<Discovery, { outcome: 'found' }>,
): AccountServers {
  const incoming = [servers.incoming, ...otherIncoming].find((one) => protocol === null || one.protocol === protocol);
  if (incoming === undefined)
    throw new MailError('not-found', 'the provider has no such server', { stage: 'address', code: 'SETTINGS_UNKNOWN', permanent: true });
  return { ...servers, incoming };
}

/**
 * One login at the mailbox's own server, and goodbye; under which name where the table may be wrong, `LoginNames` says.
 *
 * @returns the servers with the login that was accepted
 * @throws MailError as `connectImap` or `connectPop3`; a refusal brings along what the tables know of the provider
 */
export async function proveLogin(
  context: ProofContext,
  wanted: AccountServers,
  address: string,
  credential: MailCredential,
  signal: AbortSignal,
): Promise<AccountServers> {
  const password = credential.kind === 'password' ? credential.password : null;
  const servers = password === null ? wanted : context.names.next(wanted, address, password);
  try {
    await logIn(context, servers, credential, signal);
    return servers;
  } catch (error) {
    if (isMailError(error) && error.kind === 'login-refused' && password !== null) context.names.refused(servers, address, password);
    const hint = providerHint(serversForAddress(address, context.tables));
    if (!isMailError(error) || hint === null || (error.kind !== 'login-refused' && error.kind !== 'login-unavailable')) throw error;
    const { kind, message, stage, code, enhancedCode, permanent, serverText, retryAfterMs } = error;
    throw new MailError(kind, message, { stage, code, enhancedCode, permanent, serverText, retryAfterMs, provider: hint, cause: error });
  }
}

async function logIn(context: ProofContext, servers: AccountServers, credential: MailCredential, signal: AbortSignal): Promise<void> {
  const { guard, log } = context;
  if (servers.incoming.protocol === 'pop3') return logInOverPop3(context, servers, credential, signal);
  const session = await connectImap({ servers: servers.incoming, ...credential, guard, log, signal, compress: false });
  await session.close();
}

async function logInOverPop3(
  { guard, log }: ProofContext,
  { incoming, pop3 = defaultPop3Settings }: AccountServers,
  credential: MailCredential,
  signal: AbortSignal,
): Promise<void> {
  try {
    const session = await connectPop3({
      server: incoming,
      credential: credential.kind === 'password' ? { ...credential, apop: pop3.apop } : credential,
      guard,
      log,
      signal,
    });
    await session.quit();
  } catch (error) {
    // the password was right, and the maildrop is held by another session: often our own (RFC 2449 §8.1.2)
    if (isMailError(error) && error.stage === 'auth' && error.code === 'IN-USE') return;
    throw error;
  }
}
