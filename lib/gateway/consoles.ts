import type { ConsoleEvent, ConsoleOpened, DoctorServer } from '#lib/contract/index.ts';
import { ProtocolConsole } from '#lib/doctor/index.ts';
import type { AccountId, MailCredential, PersonId } from '#lib/mail/index.ts';
import { MailError } from '#lib/mail/index.ts';
import { createRequestLimiter, type EgressGuard, newToken, type RequestLimiter } from '#lib/security/index.ts';
import type { Store } from '#lib/store/index.ts';
import type { CredentialKeeper } from './credential-keeper.ts';

/** To a server of one's own account, or to one typed in. */
export type ConsoleWish = { accountId: string; side: 'incoming' | 'outgoing' } | { server: Omit<DoctorServer, 'login'> };
/** What a person does in a console. */
export type ConsoleAct = { line: string } | { act: 'starttls' | 'sign-in' };

type ConsolesParts = {
  store: Store;
  credentials: Pick<CredentialKeeper, 'open'>;
  guard: EgressGuard;
  /** opened by one person in ten minutes (N2) */
  perTenMinutes: number;
  nowMs: () => number;
};

type Held = { personId: PersonId; console: ProtocolConsole; events: ConsoleEvent[]; listeners: Set<(event: ConsoleEvent) => void> };

/** At the same time, of one person (N2). */
const mostOpen = 2;
/** Consoles that have ended can still be read this long. */
const keptForMs = 60_000;

/** The protocol consoles that are open: nothing of them is stored, and they end with the process. */
export class Consoles {
  readonly #parts: ConsolesParts;
  readonly #limiter: RequestLimiter;
  readonly #held = new Map<string, Held>();

  constructor(parts: ConsolesParts) {
    this.#parts = parts;
    this.#limiter = createRequestLimiter({ count: parts.perTenMinutes, spanMs: 10 * 60_000, nowMs: parts.nowMs });
  }

  /** @throws MailError 'too-many' (N2), 'not-found', and as the egress guard */
  async open(personId: PersonId, wish: ConsoleWish, signal: AbortSignal): Promise<ConsoleOpened> {
    const waitMs = this.#limiter.take(personId);
    if (waitMs > 0) throw new MailError('too-many', 'too many consoles', { code: 'DOCTOR', retryAfterMs: waitMs });
    // The oldest makes room: a tab that was closed may have left it open.
    const open = [...this.#held.entries()].filter(([, held]) => held.personId === personId && held.console.isOpen);
    for (const [, held] of open.slice(0, Math.max(0, open.length - mostOpen + 1))) held.console.close();
    const { server, credential } = await this.#resolve(personId, wish);
    const id = newToken();
    const events: ConsoleEvent[] = [];
    const listeners = new Set<(event: ConsoleEvent) => void>();
    const onEvent = (event: ConsoleEvent) => {
      events.push(event);
      for (const listener of listeners) listener(event);
      if (event.type === 'state' && !event.isOpen) setTimeout(() => this.#held.delete(id), keptForMs).unref();
    };
    const { guard, nowMs } = this.#parts;
    const console = await ProtocolConsole.open({ server, credential, guard, signal, nowMs, onEvent });
    this.#held.set(id, { personId, console, events, listeners });
    return { id, server, canSignIn: credential !== null };
  }

  /** @throws MailError 'not-found' when it is not this person's, or long over; 'tls' */
  async act(personId: PersonId, id: string, act: ConsoleAct): Promise<void> {
    const { console } = this.#get(personId, id);
    if ('line' in act) console.send(act.line);
    else if (act.act === 'sign-in') console.signIn();
    else await console.startTls();
  }

  close(personId: PersonId, id: string): void {
    this.#get(personId, id).console.close();
  }

  /** Everything that was said so far, then what is said from now on. @returns the end of listening; @throws MailError 'not-found' */
  listen(personId: PersonId, id: string, listener: (event: ConsoleEvent) => void): () => void {
    const { events, listeners } = this.#get(personId, id);
    for (const event of events) listener(event);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  closeAll(): void {
    for (const { console } of this.#held.values()) console.close();
    this.#held.clear();
  }

  #get(personId: PersonId, id: string): Held {
    const held = this.#held.get(id);
    if (held === undefined || held.personId !== personId) throw new MailError('not-found', 'no such console', { permanent: true });
    return held;
  }

  async #resolve(personId: PersonId, wish: ConsoleWish): Promise<{ server: DoctorServer; credential: MailCredential | null }> {
    if ('server' in wish) return { server: { ...wish.server, login: '' }, credential: null };
    const { store } = this.#parts;
    const accountId = wish.accountId as AccountId;
    const account = await store.people.account(accountId);
    if (account === null || account.personId !== personId)
      throw new MailError('not-found', 'no such account of this person', { stage: 'store' });
    const { incoming, outgoing } = account.servers;
    const { host, port, tls, login } = wish.side === 'incoming' ? incoming : outgoing;
    const protocol = wish.side === 'incoming' ? incoming.protocol : ('smtp' as const);
    return { server: { protocol, host, port, tls, login }, credential: await this.#parts.credentials.open(account) };
  }
}
