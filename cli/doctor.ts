import { createInterface } from 'node:readline/promises';
import { PassThrough, type Readable } from 'node:stream';
import { config } from '#lib/config/index.ts';
import type { DoctorDomainReport, DoctorServer, DoctorServiceReport } from '#lib/contract/index.ts';
import { doctorReportText, doctorServerName } from '#lib/contract/index.ts';
import { builtInProviders, discoveryError, readProvidersFile, serversForAddress, splitAddress } from '#lib/discover/index.ts';
import { domainReport, examineServer, findingOf } from '#lib/doctor/index.ts';
import { isMailError, Secret } from '#lib/mail/index.ts';
import { createDnsRecords, createEgressGuard, guardedFetch, lookupAt } from '#lib/security/index.ts';

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
  const tables = [...(settings.providersFile === null ? [] : [readProvidersFile(settings.providersFile)]), builtInProviders()];
  const found = serversForAddress(wish.address, tables);
  const refusal = wish.servers.length > 0 ? null : discoveryError(found);
  if (refusal !== null) {
    const { title, detail, nextStep } = findingOf(refusal, null);
    complain(`${title}. ${detail} ${nextStep ?? ''}\nName the servers: --server imap:HOST:993:tls --server smtp:HOST:465:tls\n`);
  }
  const servers =
    found.outcome === 'found' && wish.servers.length === 0
      ? [found.servers.incoming, { protocol: 'smtp' as const, ...found.servers.outgoing }]
      : wish.servers.map((server) => ({ ...server, login: wish.address }));
  const password = wish.asksPassword && servers.length > 0 ? await askPassword(input, complain) : null;
  const guard = createEgressGuard({
    allowNetworks: settings.allowNetworks,
    ...(settings.dnsServers === null ? {} : { lookup: lookupAt(settings.dnsServers) }),
  });
  const signal = AbortSignal.timeout(120_000);
  for (const server of servers) complain(`Walking to ${doctorServerName(server)} …\n`);
  const reports: Promise<DoctorServiceReport>[] = servers.map((server) =>
    examineServer(
      { server, credential: password === null ? null : { kind: 'password', secret: password }, address: wish.address },
      { guard, signal },
    ),
  );
  const fetchText = async (url: string): Promise<string | null> => {
    try {
      const { status, body } = await guardedFetch(url, { guard, signal, maxBytes: 65_536, maxRedirects: 0 });
      return status === 200 ? body.toString('utf8') : null;
    } catch (error) {
      if (!isMailError(error)) throw error;
      return null;
    }
  };
  const domain: Promise<DoctorDomainReport> = domainReport(splitAddress(wish.address)?.domain ?? '', {
    dns: createDnsRecords(settings.dnsServers),
    fetchText,
  });
  const services = await Promise.all(reports);
  write(doctorReportText(services, await domain));
  return refusal === null && services.every(({ finding }) => finding === null) ? 0 : 1;
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
