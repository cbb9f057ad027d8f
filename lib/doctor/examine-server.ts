import type { Socket } from 'node:net';
import type {
  DoctorFact,
  DoctorServer,
  DoctorServiceReport,
  DoctorStage,
  DoctorStageReport,
  DoctorSuggestion,
} from '#lib/contract/index.ts';
import { MailError } from '#lib/mail/index.ts';
import { type CheckedAddress, createRedactor, type EgressGuard, startTls, type TlsChoice } from '#lib/security/index.ts';
import { capabilityFacts } from './explain-capability.ts';
import { asMailError, findingOf } from './find-cause.ts';
import { imapSpeech } from './imap-speech.ts';
import { LineClient } from './line-client.ts';
import { pop3Speech } from './pop3-speech.ts';
import { smtpSpeech } from './smtp-speech.ts';
import { type DoctorCredential, fact, type Speech, type Visit } from './speech.ts';
import { suggestOtherWay } from './suggest-other-way.ts';
import { tlsFacts } from './tls-facts.ts';
import { Transcript } from './transcript.ts';
import { Walk } from './walk.ts';

export type Examination = {
  server: DoctorServer;
  credential: DoctorCredential | null;
  /** the mailbox's own address, for the outgoing server's harmless question */
  address: string | null;
};

export type ExaminationOptions = {
  guard: Pick<EgressGuard, 'resolve' | 'connectTcp'>;
  signal: AbortSignal;
  tlsOptions?: TlsChoice | undefined;
  /** for each answer; default 15 s */
  replyMs?: number;
  /** for a name, a connection, a handshake; default 10 s */
  connectMs?: number;
  /** for the whole road, so that no server keeps us by dripping; default 80 s */
  longestMs?: number;
  nowMs?: () => number;
  onStage?: (report: DoctorStageReport) => void;
  /** false: no other ports are tried after a failure */
  looksForOtherWays?: boolean;
};

export const speeches = { imap: imapSpeech, pop3: pop3Speech, smtp: smtpSpeech };

/**
 * Walks the road from here to one server, stage by stage, and says where it ends and why (protocols.md §8.1). Never throws for what a server
 * or the network does: that is the report. One sign-in at most; nothing is changed on the server.
 *
 * @throws MailError 'aborted'
 */
export async function examineServer(examination: Examination, options: ExaminationOptions): Promise<DoctorServiceReport> {
  const { server, credential, address } = examination;
  const { nowMs = () => performance.now(), onStage = () => {}, longestMs = 80_000 } = options;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(longestMs)]);
  const asFailure = (error: unknown, stage: DoctorStage): MailError =>
    signal.aborted && !options.signal.aborted
      ? new MailError('network', 'the road took too long', {
          stage: stage === 'probe' || stage === 'logout' ? 'command' : stage,
          code: 'ETIMEDOUT',
        })
      : asMailError(error);
  const redact = createRedactor(credential?.secret.reveal() ?? '');
  const transcript = new Transcript(redact, nowMs);
  const startedAtMs = nowMs();
  const walk = new Walk({ server, transcript, nowMs, onStage, asFailure });
  const visit = {
    redact,
    host: server.host,
    port: server.port,
    login: server.login,
    isSecure: server.tls !== 'plain',
    credential,
    address,
  };
  try {
    await walkRoad(walk, transcript, visit, server, { ...options, signal });
  } catch (error) {
    if (options.signal.aborted) throw new MailError('aborted', 'the caller stopped waiting', { cause: error });
    walk.failure ??= asMailError(error);
  }
  const stages = walk.end();
  const { failure } = walk;
  const totalMs = Math.round(nowMs() - startedAtMs);
  if (failure === null) return { server, stages, finding: null, totalMs };
  const suggestion =
    options.looksForOtherWays === false
      ? null
      : await suggestOtherWay(server, failure, { signal: options.signal, isOpen: (way) => isOpen(way, options) });
  const cause = suggestion?.cause ?? failure;
  return { server, stages, finding: findingOf(cause, server, suggestion?.way ?? null), totalMs };
}

type Tell = (...facts: DoctorFact[]) => void;
type RoadVisit = Omit<Visit, 'client'>;

async function walkRoad(
  walk: Walk,
  transcript: Transcript,
  visit: RoadVisit,
  server: DoctorServer,
  options: ExaminationOptions,
): Promise<void> {
  const speech: Speech = speeches[server.protocol];
  const { guard, signal, replyMs = 15_000, connectMs = 10_000 } = options;
  if (server.tls !== 'tls') walk.skip('tls');
  if (server.tls !== 'starttls') walk.skip('starttls');
  if (visit.credential === null) walk.skip('auth');
  const addresses = await walk.go('dns', async (tell) => {
    const found = await guard.resolve(server.host, server.port, { signal, timeoutMs: connectMs });
    tell(...found.map(({ address, family }) => fact('address', `${address} (IPv${family})`)));
    return found;
  });
  const plain = await walk.go('tcp', (tell) => connectToFirst(addresses, server, options, tell));
  // An abort must reach whoever waits for a line: the socket ends, and with it every wait.
  const onAbort = () => plain.destroy();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const secure = (socket: Socket, tell: Tell) => wrap(socket, addresses, server, options, tell);
    const socket = server.tls === 'tls' ? await walk.go('tls', (tell) => secure(plain, tell)) : plain;
    const client = new LineClient(socket, { transcript, replyMs });
    const here: Visit = { ...visit, client };
    await walk.go('greeting', async (tell) => {
      const octets = await client.greeting();
      const wrong = speech.judgeGreeting(octets, visit.redact);
      if (wrong !== null) {
        client.close();
        throw wrong;
      }
      tell(fact('greeting', octets.toString('utf8')));
      if (server.protocol === 'smtp' && /^\d{3}-/.test(octets.toString('latin1')))
        await client.linesUntil((line) => !/^\d{3}-/.test(line), 'greeting');
    });
    const capabilities = await askCapabilities(walk, speech, here, server, async (tell) => {
      client.continueOver(await secure(client.release(), tell));
    });
    const signingIn = (tell: Tell) => signIn(speech, here, server, capabilities, tell);
    const usable = visit.credential === null ? capabilities : await walk.go('auth', signingIn);
    await walk.go('probe', (tell) => speech.probe(here, usable, tell));
    await walk.go('logout', () => speech.logout(here));
    client.close();
  } finally {
    signal.removeEventListener('abort', onAbort);
    plain.destroy();
  }
}

/** Capabilities, STARTTLS where it is this road's way to be encrypted, and the capabilities that count: those inside TLS (RFC 3207 §4.2). */
async function askCapabilities(
  walk: Walk,
  speech: Speech,
  visit: Visit,
  server: DoctorServer,
  encrypt: (tell: Tell) => Promise<void>,
): Promise<string[]> {
  const before = await walk.go('capabilities', async (tell) => {
    const names = await speech.capabilities(visit);
    tell(...capabilityFacts(server.protocol, names, speech.signInWays(names)));
    return names;
  });
  if (server.tls !== 'starttls') return before;
  return walk.go('starttls', async (tell) => {
    if (!speech.hasStartTls(before))
      throw new MailError('tls', 'STARTTLS is not offered', { stage: 'starttls', code: 'NO_STARTTLS', permanent: true });
    await speech.startTls(visit).catch((error: unknown) => {
      const { kind, serverText, permanent } = asMailError(error);
      if (kind === 'network') throw error;
      throw new MailError('tls', 'STARTTLS was refused', { stage: 'starttls', code: 'NO_STARTTLS', permanent, serverText });
    });
    await encrypt(tell);
    const after = await speech.capabilities(visit);
    tell(...capabilityFacts(server.protocol, after, speech.signInWays(after)));
    return after;
  });
}

/** A password crosses encrypted connections only, unless this account was set to plain by hand (G5). @returns the abilities from now on */
async function signIn(speech: Speech, visit: Visit, server: DoctorServer, before: string[], tell: Tell): Promise<string[]> {
  tell(...(await speech.signIn(visit, before)));
  if (server.tls === 'plain') tell(fact('note', 'The password crossed the network unencrypted.'));
  if (!speech.hasMoreAfterSignIn) return before;
  const after = await speech.capabilities(visit);
  const more = after.filter((name) => !before.includes(name));
  tell(...capabilityFacts(server.protocol, more, []));
  return after;
}

/** Tries the addresses in their order and tells how each one did; the first that answers is spoken to. */
async function connectToFirst(
  addresses: readonly CheckedAddress[],
  { port }: DoctorServer,
  { guard, signal, connectMs = 10_000 }: ExaminationOptions,
  tell: Tell,
): Promise<Socket> {
  const tries = await Promise.allSettled(
    addresses.slice(0, 6).map(async ({ address }) => {
      const startedAtMs = performance.now();
      const socket = await guard.connectTcp({ host: address, port, signal, timeoutMs: connectMs });
      return { socket, ms: Math.round(performance.now() - startedAtMs) };
    }),
  );
  let chosen: Socket | null = null;
  let failure: MailError | null = null;
  for (const [index, each] of tries.entries()) {
    const address = addresses[index]?.address ?? '';
    if (each.status === 'fulfilled') {
      tell(fact('address', `${address}: ${each.value.ms} ms`));
      if (chosen === null) chosen = each.value.socket;
      else each.value.socket.destroy();
      continue;
    }
    const error = asMailError(each.reason);
    failure ??= error;
    tell(fact('address', `${address}: ${error.code ?? error.kind}`));
  }
  if (chosen === null) throw failure ?? new MailError('network', 'no address', { stage: 'dns', code: 'ENOTFOUND' });
  const isV6Lost = tries.some((each, index) => each.status === 'rejected' && addresses[index]?.family === 6);
  if (isV6Lost) tell(fact('note', 'IPv6 does not work from here; IPv4 is used.'));
  return chosen;
}

function wrap(
  socket: Socket,
  addresses: readonly CheckedAddress[],
  server: DoctorServer,
  { signal, tlsOptions, connectMs = 10_000 }: ExaminationOptions,
  tell: Tell,
): Promise<Socket> {
  const host = addresses[0]?.servername ?? server.host;
  return startTls(socket, { host, tlsOptions, signal, timeoutMs: connectMs, onShown: (shown) => tell(...tlsFacts(shown, Date.now())) });
}

async function isOpen(way: DoctorSuggestion, options: ExaminationOptions): Promise<boolean> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(8_000)]);
  const examination = { server: { ...way, login: '' }, credential: null, address: null };
  try {
    const report = await examineServer(examination, {
      ...options,
      signal,
      replyMs: Math.min(4_000, options.replyMs ?? 4_000),
      onStage: () => {},
      looksForOtherWays: false,
    });
    return report.finding === null;
  } catch {
    return false;
  }
}
