import type { DoctorEvent, DoctorProtocol } from '#lib/contract/index.ts';
import { askOutside, type Discovered, discoveryError, splitAddress } from '#lib/discover/index.ts';
import {
  type DoctorCredential,
  domainReport,
  type Examination,
  type ExaminationOptions,
  examineServer,
  findingOf,
} from '#lib/doctor/index.ts';
import type { AccountId, AccountServers, PersonId, Secret, TlsMode } from '#lib/mail/index.ts';
import { MailError, secretOf } from '#lib/mail/index.ts';
import { createRequestLimiter, type DnsRecords, type EgressGuard, type RequestLimiter } from '#lib/security/index.ts';
import type { AccountRow, Store } from '#lib/store/index.ts';
import type { CredentialKeeper } from './credential-keeper.ts';
import { sendTestLetter } from './test-letter.ts';

/** What a person wants to have examined. Without a password the roads end before the sign-in. */
export type DoctorQuestion =
  | { accountId: string; letter: boolean }
  | { address: string; password: Secret | null }
  | { server: { protocol: DoctorProtocol; host: string; port: number; tls: TlsMode }; login: string; password: Secret | null };

export type Discover = (address: string, signal: AbortSignal) => Promise<Discovered>;

type RoundsParts = {
  store: Store;
  credentials: Pick<CredentialKeeper, 'open' | 'sourceOf'>;
  discover: Discover;
  /** has an account's engine look for mail now */
  look: (accountId: AccountId) => void;
  guard: EgressGuard;
  dns: DnsRecords;
  /** examinations of one person in ten minutes (N2) */
  perTenMinutes: number;
  nowMs: () => number;
};

type Plan = { examinations: Examination[]; domain: string | null; foundIn: string | null; refusal: MailError | null };

/** The longest that one examination may take, all roads side by side. */
const longestMs = 90_000;
/** How long a silent server is waited for while somebody stands at the door. */
const atTheDoor = { connectMs: 6_000, replyMs: 6_000 };
const nothingMore = { domain: null, foundIn: null, refusal: null };

/** The Doctor's visits: who may have what examined, and how often (protocols.md §8, N2). */
export class DoctorRounds {
  readonly #parts: RoundsParts;
  readonly #limiter: RequestLimiter;

  constructor(parts: RoundsParts) {
    this.#parts = parts;
    this.#limiter = createRequestLimiter({ count: parts.perTenMinutes, spanMs: 10 * 60_000, nowMs: parts.nowMs });
  }

  /**
   * Walks all roads at once and tells each step as it ends. What servers and networks do is told, not thrown.
   *
   * @throws MailError 'too-many', 'not-found' (an account that is not this person's own), 'invalid' (no address), 'aborted'
   */
  async examine(personId: PersonId, question: DoctorQuestion, tell: (event: DoctorEvent) => void, signal: AbortSignal): Promise<void> {
    this.#count(personId);
    if ('letter' in question && question.letter) return this.#sendLetter(personId, question.accountId as AccountId, tell, signal);
    await this.#walk(await this.#plan(personId, question, signal), tell, signal);
  }

  /**
   * Walks the roads that a sign-in would take, for who is not signed in: no password goes along, so they end before it. A person waits at the
   * door with a form, so a silent server is given up sooner than in an examination that was asked for.
   *
   * @param client counts for who asks (N2)
   * @throws MailError 'too-many', 'aborted'
   */
  async examineRoads(
    client: string,
    { servers, address }: { servers: AccountServers; address: string },
    tell: (event: DoctorEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    this.#count(`door ${client}`);
    await this.#walk({ examinations: examinationsOf(servers, address, null), ...nothingMore }, tell, signal, atTheDoor);
  }

  #count(who: string): void {
    const waitMs = this.#limiter.take(who);
    if (waitMs > 0) throw new MailError('too-many', 'too many examinations', { code: 'DOCTOR', retryAfterMs: waitMs });
  }

  async #walk(
    { examinations, domain, foundIn, refusal }: Plan,
    tell: (event: DoctorEvent) => void,
    signal: AbortSignal,
    patience: Pick<ExaminationOptions, 'replyMs' | 'connectMs'> = {},
  ): Promise<void> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
    const servers = examinations.map(({ server }) => server);
    tell({ type: 'begun', servers, domain, foundIn });
    if (refusal !== null) tell({ type: 'refused', finding: findingOf(refusal, null) });
    const roads = examinations.map(async (examination, index) => {
      const onStage = (report: Extract<DoctorEvent, { type: 'stage' }>['report']) => tell({ type: 'stage', index, report });
      const report = await examineServer(examination, { ...patience, guard: this.#parts.guard, signal, onStage, longestMs });
      tell({ type: 'service', index, report });
    });
    const records = domain === null ? [] : [this.#tellDomain(domain, tell, within)];
    await Promise.all([...roads, ...records]);
    tell({ type: 'done' });
  }

  async #sendLetter(personId: PersonId, accountId: AccountId, tell: (event: DoctorEvent) => void, signal: AbortSignal): Promise<void> {
    const { store, credentials, guard, nowMs, look } = this.#parts;
    const account = await this.#own(personId, accountId);
    const credential = await credentials.open(account);
    const parts = { store, guard, account, credential, look: () => look(accountId), signal, nowMs };
    await sendTestLetter({ ...parts, tell: (letter) => tell({ type: 'letter', letter }) });
    tell({ type: 'done' });
  }

  async #own(personId: PersonId, accountId: AccountId): Promise<AccountRow> {
    const account = await this.#parts.store.people.account(accountId);
    if (account === null || account.personId !== personId)
      throw new MailError('not-found', 'no such account of this person', { stage: 'store' });
    return account;
  }

  async #tellDomain(domain: string, tell: (event: DoctorEvent) => void, signal: AbortSignal): Promise<void> {
    const { guard, dns } = this.#parts;
    const { fetchText } = askOutside(guard);
    tell({ type: 'domain', report: await domainReport(domain, { dns, fetchText: (url) => fetchText(url, () => false, signal) }) });
  }

  async #plan(personId: PersonId, question: DoctorQuestion, signal: AbortSignal): Promise<Plan> {
    if ('accountId' in question) return this.#planAccount(personId, question.accountId as AccountId);
    if ('address' in question) return this.#planAddress(question.address, question.password, signal);
    const { server, login, password } = question;
    const address = splitAddress(login)?.whole ?? null;
    const examination = { server: { ...server, host: server.host.toLowerCase(), login }, credential: credentialOf(password), address };
    return { examinations: [examination], domain: null, foundIn: null, refusal: null };
  }

  async #planAccount(personId: PersonId, accountId: AccountId): Promise<Plan> {
    const account = await this.#own(personId, accountId);
    const credential = await this.#parts.credentials.open(account);
    const domain = account.isDemo ? null : (splitAddress(account.address)?.domain ?? null);
    const examinations = examinationsOf(account.servers, account.address, {
      kind: credential.kind === 'password' ? 'password' : 'token',
      secret: secretOf(credential),
    });
    return { examinations, domain, foundIn: 'account', refusal: null };
  }

  async #planAddress(address: string, password: Secret | null, signal: AbortSignal): Promise<Plan> {
    const parts = splitAddress(address);
    if (parts === null) throw new MailError('invalid', 'not a mail address', { stage: 'address', code: 'ADDRESS', permanent: true });
    const { discovery, strangers } = await this.#parts.discover(address, signal);
    const plan = { domain: parts.domain, foundIn: null, refusal: discoveryError(discovery) };
    if (discovery.outcome !== 'found') return { ...plan, examinations: [] };
    // No password goes to a machine outside of the mail domain that nobody vouches for (D4).
    const examinations = examinationsOf(discovery.servers, parts.whole, credentialOf(strangers.length > 0 ? null : password));
    return { ...plan, foundIn: discovery.source, examinations };
  }
}

const credentialOf = (password: Secret | null): DoctorCredential | null =>
  password === null ? null : { kind: 'password', secret: password };

/** Receiving and sending, side by side. */
function examinationsOf({ incoming, outgoing }: AccountServers, address: string, credential: DoctorCredential | null): Examination[] {
  const { protocol, host, port, tls, login } = incoming;
  return [
    { server: { protocol, host, port, tls, login }, credential, address },
    // An outgoing server without a login takes mail without one.
    { server: { protocol: 'smtp', ...outgoing }, credential: outgoing.login === '' ? null : credential, address },
  ];
}
