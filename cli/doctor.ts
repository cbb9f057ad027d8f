import { createInterface } from 'node:readline/promises';
import { PassThrough, type Readable } from 'node:stream';
import { config } from '#lib/config/index.ts';
import type { DoctorDomainReport, DoctorServer, DoctorServiceReport } from '#lib/contract/index.ts';
import { doctorReportText, doctorServerName } from '#lib/contract/index.ts';
import {
  askOutside,
  builtInProviders,
  type DiscoverOptions,
  discoverServers,
  discoveryError,
  readProvidersFile,
  splitAddress,
} from '#lib/discover/index.ts';
import { domainReport, examineServer, findingOf } from '#lib/doctor/index.ts';
import { type MailError, Secret } from '#lib/mail/index.ts';
import { createDnsRecords, createEgressGuard, lookupAt } from '#lib/security/index.ts';

export type Terminal = { write: (text: string) => void; complain: (text: string) => void; input: Readable & { isTTY?: boolean } };

type Wish = { address: string; servers: Omit<DoctorServer, 'login'>[]; asksPassword: boolean };

/** The address first, options in any order; null where they cannot be understood. */
export function readWish([address = '', ...options]: readonly string[]): Wish | null {
  const wish: Wish = { address, servers: [], asksPassword: true };
  if (splitAddress(address) === null) return null;
  for (let at = 0; at < options.length; at += 1) {
    if (options[at] === '--no-password') wish.asksPassword = false;
    else if (options[at] === '--server') {
      at += 1;
      const [, protocol, host, port, tls] = /^(imap|pop3|smtp):(.+):(\d{1,5}):(tls|starttls|plain)$/.exec(options[at] ?? '') ?? [];
      if (host === undefined) return null;
      wish.servers.push({ protocol, host, port: Number(port), tls } as Omit<DoctorServer, 'login'>);
    } else return null;
  }
  return wish;
}

/**
 * `postern doctor ADDRESS`: the roads to a mailbox examined from this machine, without a running Postern; what is found is printed as text.
 *
 * @returns exit code: 0 all is well, 1 something failed, 2 it could not be begun
 */
export async function doctor(options: readonly string[], { write, complain, input }: Terminal): Promise<number> {
  const wish = readWish(options);
  if (wish === null) {
    complain('That is no mail address, or an option that is not known.\n');
    return 2;
  }
  const settings = config();
  const guard = createEgressGuard({
    allowNetworks: settings.allowNetworks,
    ...(settings.dnsServers === null ? {} : { lookup: lookupAt(settings.dnsServers) }),
  });
  const dns = createDnsRecords(settings.dnsServers);
  const outside = askOutside(guard);
  const signal = AbortSignal.timeout(180_000);
  const { servers, strangers, refusal } = await serversOf(wish, {
    ...{ dns, ...outside, signal },
    // another process may have the database open; it is not read for this
    provenAccounts: async () => [],
    asksDatabase: settings.onlineDatabase === true,
  });
  if (refusal !== null) {
    const { title, detail, nextStep } = findingOf(refusal, null);
    complain(`${title}. ${detail} ${nextStep ?? ''}\nName the servers: --server imap:HOST:993:tls --server smtp:HOST:465:tls\n`);
  }
  if (strangers.length > 0)
    complain(`Outside of the mail domain: ${strangers.join(', ')}. No password is sent there; name them by --server if they are right.\n`);
  const asks = wish.asksPassword && servers.length > 0 && strangers.length === 0;
  const password = asks ? await askPassword(input, complain) : null;
  for (const server of servers) complain(`Walking to ${doctorServerName(server)} …\n`);
  const reports: Promise<DoctorServiceReport>[] = servers.map((server) =>
    examineServer(
      { server, credential: password === null ? null : { kind: 'password', secret: password }, address: wish.address },
      { guard, signal },
    ),
  );
  const domain: Promise<DoctorDomainReport> = domainReport(splitAddress(wish.address)?.domain ?? '', {
    dns,
    fetchText: (url) => outside.fetchText(url, () => false, signal),
  });
  const services = await Promise.all(reports);
  write(doctorReportText(services, await domain));
  return refusal === null && services.every(({ finding }) => finding === null) ? 0 : 1;
}

/** The servers named by hand, else those that are found for the address (D1). */
async function serversOf(
  { address, servers }: Wish,
  options: Omit<DiscoverOptions, 'tables'>,
): Promise<{ servers: DoctorServer[]; strangers: string[]; refusal: MailError | null }> {
  if (servers.length > 0) return { servers: servers.map((server) => ({ ...server, login: address })), strangers: [], refusal: null };
  const { providersFile } = config();
  const tables = [...(providersFile === null ? [] : [readProvidersFile(providersFile)]), builtInProviders()];
  const { discovery, strangers } = await discoverServers(address, { ...options, tables });
  if (discovery.outcome !== 'found') return { servers: [], strangers, refusal: discoveryError(discovery) };
  const { incoming, outgoing } = discovery.servers;
  return { servers: [incoming, { protocol: 'smtp', ...outgoing }], strangers, refusal: null };
}

/** One line, not shown while it is typed; null for an empty one. */
async function askPassword(input: Terminal['input'], complain: (text: string) => void): Promise<Secret | null> {
  complain('Password (not shown; empty: without signing in): ');
  // readline repeats what is typed to its output: to nobody here
  const lines = createInterface({ input, output: new PassThrough(), terminal: input.isTTY === true });
  try {
    const line = await Promise.race([lines.question(''), new Promise<string>((resolve) => lines.once('close', () => resolve('')))]);
    complain('\n');
    return line === '' ? null : new Secret(line);
  } finally {
    lines.close();
  }
}
