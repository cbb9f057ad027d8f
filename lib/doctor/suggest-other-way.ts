import type { DoctorServer, DoctorSuggestion } from '#lib/contract/index.ts';
import { MailError, type TlsMode } from '#lib/mail/index.ts';
import { likelySpellings } from './likely-spellings.ts';

type Way = Omit<DoctorSuggestion, 'host'>;

/** The doors of each protocol (RFC 8314 §3.3, RFC 6409), best first. */
const doors: Record<DoctorServer['protocol'], readonly Omit<Way, 'protocol'>[]> = {
  imap: [
    { port: 993, tls: 'tls' },
    { port: 143, tls: 'starttls' },
  ],
  pop3: [
    { port: 995, tls: 'tls' },
    { port: 110, tls: 'starttls' },
  ],
  smtp: [
    { port: 465, tls: 'tls' },
    { port: 587, tls: 'starttls' },
  ],
};

/** Failures after which another door of the same machine may be the right one. */
const wrongDoorCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'HANGS_UP',
  'EPROTO',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_PACKET_LENGTH_TOO_LONG',
  'TLS_MIXED_UP',
  'OTHER_PROTOCOL',
  'NO_STARTTLS',
  'LOGINDISABLED',
  'NO_AUTH',
  'RELAY_DENIED',
]);

/**
 * After a failure: tries, without any password, whether the same server answers at another door, so that what is suggested is known to work.
 *
 * @param isOpen walks to that door and says whether its road is open as far as the sign-in
 * @returns `cause`: a better name of the failure, where the other try explains it; null when nothing else was found
 */
export async function suggestOtherWay(
  server: DoctorServer,
  failure: MailError,
  { signal, isOpen }: { signal: AbortSignal; isOpen: (way: DoctorSuggestion) => Promise<boolean> },
): Promise<{ way: DoctorSuggestion; cause: MailError | null } | null> {
  const isTlsTrouble = failure.stage === 'tls' || failure.code === 'NO_STARTTLS' || failure.code === 'TLS_MIXED_UP';
  const isSilent = failure.stage === 'greeting' && failure.code === 'ETIMEDOUT';
  if (failure.stage === 'dns') return failure.code === 'ENOTFOUND' ? spelledRight(server, { signal, isOpen }) : null;
  if (!wrongDoorCodes.has(failure.code ?? '')) return null;
  const other: TlsMode = server.tls === 'tls' ? 'starttls' : 'tls';
  // At the same port in the other mode only where it is about modes: a machine that does not answer there does not in either.
  const { protocol } = server;
  const sameDoor = isTlsTrouble || isSilent || failure.stage === 'greeting' ? [{ port: server.port, tls: other }] : [];
  const ways: Way[] = [...sameDoor, ...doors[protocol]]
    .filter(({ port, tls }) => port !== server.port || tls !== server.tls)
    .map((door) => ({ ...door, protocol }));
  // A mailbox may be read by either: the last to be tried, since it is another way to live with one's mail.
  if (failure.code === 'OTHER_PROTOCOL' && protocol !== 'smtp')
    ways.push({ protocol: protocol === 'imap' ? 'pop3' : 'imap', port: server.port, tls: server.tls });
  for (const { port, tls, ...rest } of ways) {
    if (signal.aborted) return null;
    const way = { ...rest, host: server.host, port, tls };
    if (!(await isOpen(way))) continue;
    // Silence is explained by it; other failures have a name of their own.
    const cause =
      port === server.port && (failure.code === 'ETIMEDOUT' || failure.code === 'ECONNRESET')
        ? new MailError('tls', 'the other TLS mode answers here', { stage: failure.stage, code: 'TLS_MIXED_UP', permanent: true })
        : null;
    return { way, cause };
  }
  return null;
}

/** There is no such host: is there one that is spelled almost so, and opens? */
async function spelledRight(
  server: DoctorServer,
  { signal, isOpen }: { signal: AbortSignal; isOpen: (way: DoctorSuggestion) => Promise<boolean> },
): Promise<{ way: DoctorSuggestion; cause: null } | null> {
  const { protocol, port, tls } = server;
  for (const host of likelySpellings(server.host, server.login))
    for (const door of [{ port, tls }, ...doors[protocol].filter((each) => each.port !== port)]) {
      if (signal.aborted) return null;
      const way = { protocol, host, ...door };
      if (await isOpen(way)) return { way, cause: null };
    }
  return null;
}
