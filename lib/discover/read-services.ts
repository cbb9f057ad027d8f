import type { ProviderFacts } from '#lib/config/index.ts';
import type { DnsRecords, SrvRecord } from '#lib/security/index.ts';
import { checked } from './read-autoconfig.ts';

const incoming = [
  { name: '_imaps', t: 'imap', s: 'tls' },
  { name: '_imap', t: 'imap', s: 'starttls' },
  { name: '_pop3s', t: 'pop3', s: 'tls' },
  { name: '_pop3', t: 'pop3', s: 'starttls' },
] as const;
const outgoing = [
  { name: '_submissions', t: 'smtp', s: 'tls' },
  { name: '_submission', t: 'smtp', s: 'starttls' },
] as const;
type Service = (typeof incoming)[number] | (typeof outgoing)[number];

/**
 * Servers from SRV records (RFC 6186 §3, RFC 8314 §5.1). A target of `.` says that the service is not offered; nothing is read into one that
 * is missing.
 *
 * @returns null where no server to read from is named
 */
export async function readServices(domain: string, dns: DnsRecords): Promise<ProviderFacts | null> {
  const ask = async (services: readonly Service[]) => {
    const found = await Promise.all(
      services.map(async (service) => ({ service, records: await dns.srv(`${service.name}._tcp.${domain}`) })),
    );
    return found.flatMap(({ service: { t, s }, records }) =>
      records.filter(isOffered).map(({ target, port }) => ({ t, h: target, p: port, s })),
    );
  };
  const [reading, sending] = await Promise.all([ask(incoming), ask(outgoing)]);
  return checked({ in: reading.slice(0, 20), out: sending.slice(0, 20) });
}

const isOffered = ({ target, port }: SrvRecord): boolean => target !== '' && target !== '.' && port > 0;
