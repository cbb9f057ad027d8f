import { MailError } from '#lib/mail/index.ts';
import { createRedactor, startTls } from '#lib/security/index.ts';
import type { SieveCapabilities, SieveConnectOptions, SieveDeadlines, SieveSession } from './api.ts';
import { authenticate } from './authenticate.ts';
import { openSieveSession } from './sieve-session.ts';
import type { SieveLine } from './sieve-tokens.ts';
import { type SieveResponse, SieveWire } from './sieve-wire.ts';

const usualDeadlines: SieveDeadlines = { connectMs: 20_000, replyMs: 30_000, totalMs: 120_000 };

/**
 * Connects, starts TLS where the account wants it, logs in, and asks for the capabilities again: those heard before TLS are void, and
 * extensions may hang on the person.
 *
 * @throws MailError stage dns, tcp, tls: `egress-denied`, `network`, `tls` · greeting: `protocol` (OTHER_PROTOCOL), `network`, `temporary` ·
 *   starttls: `tls` (NO_STARTTLS, EARLY_BYTES …) · auth: `login-refused`, `login-unavailable`, `temporary` · `aborted`
 * @see RFC 5804 §1.7, §2.1, §2.2
 */
export async function connectSieve(options: SieveConnectOptions): Promise<SieveSession> {
  const { server, guard, tlsOptions, log } = options;
  const deadlines = { ...usualDeadlines, ...options.deadlines };
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(deadlines.totalMs)]);
  const request = { host: server.host, port: server.port, signal, timeoutMs: deadlines.connectMs };
  const socket = server.tls === 'tls' ? await guard.connectTls({ ...request, tlsOptions }) : await guard.connectTcp(request);
  const redact = createRedactor(options.credential.secret.reveal());
  const wire = new SieveWire(socket, { redact, replyMs: deadlines.replyMs, signal, onWire: options.onWire ?? null });
  try {
    let capabilities = capabilitiesOf(await greeting(wire));
    if (server.tls === 'starttls') {
      if (!capabilities.startTls) throw noStartTls(null);
      await wire.command('starttls', 'STARTTLS').catch((error: MailError) => {
        throw error.kind === 'refused' ? noStartTls(error) : error;
      });
      const secured = await startTls(wire.release(), { host: server.host, tlsOptions, signal, timeoutMs: deadlines.connectMs });
      wire.adopt(secured);
      // §2.2: the server says its capabilities anew by itself
      capabilities = capabilitiesOf(await wire.response('capabilities'));
    }
    await authenticate(wire, options, capabilities);
    capabilities = capabilitiesOf(await wire.command('capabilities', 'CAPABILITY'));
    log.debug('managesieve connected', { host: server.host, port: server.port });
    return openSieveSession(wire, capabilities);
  } catch (error) {
    wire.destroy();
    throw error;
  }
}

/** §1.7: the first response is the list of capabilities. */
async function greeting(wire: SieveWire): Promise<SieveResponse> {
  try {
    const response = await wire.response('greeting');
    if (response.lines.some(([first]) => first?.kind === 'string' && first.text.toUpperCase() === 'IMPLEMENTATION')) return response;
  } catch (error) {
    if ((error as MailError).kind !== 'protocol') throw error;
  }
  throw new MailError('protocol', 'no ManageSieve greeting', { stage: 'greeting', code: 'OTHER_PROTOCOL', permanent: true });
}

function noStartTls(cause: MailError | null): MailError {
  return new MailError('tls', 'STARTTLS is not to be had', {
    ...{ stage: 'starttls', code: 'NO_STARTTLS', permanent: true, serverText: cause?.serverText ?? null },
  });
}

function capabilitiesOf({ lines }: SieveResponse): SieveCapabilities {
  const values = new Map<string, string | null>();
  const isPair = ([name, value]: SieveLine) => name?.kind === 'string' && (value === undefined || value.kind === 'string');
  for (const line of lines) if (isPair(line)) values.set(line[0]!.text.toUpperCase(), line[1]?.text ?? null);
  const words = (name: string) => (values.get(name) ?? '').split(' ').filter((word) => word !== '');
  return {
    implementation: values.get('IMPLEMENTATION') ?? '',
    extensions: new Set(words('SIEVE').map((word) => word.toLowerCase())),
    mechanisms: new Set(words('SASL').map((word) => word.toUpperCase())),
    startTls: values.has('STARTTLS'),
    version: values.get('VERSION') ?? null,
  };
}
