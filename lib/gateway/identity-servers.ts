import type { AccountBook } from '#lib/accounts/index.ts';
import { type IdentityId, MailError, type Secret, type ServerSettings } from '#lib/mail/index.ts';
import type { EgressGuard } from '#lib/security/index.ts';
import { probeSmtp } from '#lib/smtp/index.ts';
import type { AccountRow, Store } from '#lib/store/index.ts';

/** An outgoing server with the login for it, as a person gives them. */
export type OutgoingLogin = { server: ServerSettings; password: Secret };
export type NewIdentity = { email: string; name: string; outgoing: OutgoingLogin | null };

type Parts = { store: Store; accounts: AccountBook; guard: EgressGuard };

const mostIdentities = 100;

const notFound = () => new MailError('not-found', 'no such identity of this account', { stage: 'store', permanent: true });

/** Identities of an account that have an outgoing server of their own (security.md §6–§8). */
export class IdentityServers {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Each identity with the server that its mail goes through; null: the account's own. */
  async list(account: AccountRow): Promise<{ id: IdentityId; outgoing: ServerSettings | null }[]> {
    const { identities } = this.#parts.store;
    const servers = new Map((await identities.servers(account.id)).map(({ identityId, server }) => [identityId, server]));
    return (await identities.get(account.id, null)).map(({ id }) => ({ id, outgoing: servers.get(id) ?? null }));
  }

  /**
   * Proves the login by signing in once, then keeps it. Null goes back to the account's server.
   *
   * @throws MailError 'not-found'; as `probeSmtp` when the server refuses or cannot be reached
   */
  async set(account: AccountRow, id: IdentityId, outgoing: OutgoingLogin | null, signal: AbortSignal): Promise<void> {
    const { store } = this.#parts;
    if ((await store.identities.get(account.id, [id])).length === 0) throw notFound();
    const outcome = await store.identities.setServer(account.id, id, await this.#proven(account, outgoing, signal));
    if (!outcome.ok) throw notFound();
  }

  /**
   * A further address to send from. Whether it may be used is for the outgoing server to say.
   *
   * @throws MailError 'too-many', 'already-exists'; as `set`
   */
  async create(account: AccountRow, { email, name, outgoing }: NewIdentity, signal: AbortSignal): Promise<IdentityId> {
    const { identities } = this.#parts.store;
    const all = await identities.get(account.id, null);
    if (all.length >= mostIdentities) throw new MailError('too-many', 'no more identities', { stage: 'store', permanent: true });
    if (all.some((one) => one.email.toLowerCase() === email.toLowerCase()))
      throw new MailError('already-exists', 'there is an identity with this address', { stage: 'store', permanent: true });
    const own = await this.#proven(account, outgoing, signal);
    const id = await identities.create(account.id, { email, name, replyTo: null, bcc: null, textSignature: '', htmlSignature: '' });
    if (own !== null) await identities.setServer(account.id, id, own);
    return id;
  }

  /** For the time of a connection only. */
  async open(account: AccountRow, id: IdentityId): Promise<OutgoingLogin | null> {
    const own = (await this.#parts.store.identities.servers(account.id)).find(({ identityId }) => identityId === id);
    if (own === undefined) return null;
    const owner = { personId: account.personId, accountId: account.id };
    return { server: own.server, password: this.#parts.accounts.openFurther(owner, own.sealed) };
  }

  async #proven(account: AccountRow, outgoing: OutgoingLogin | null, signal: AbortSignal) {
    if (outgoing === null) return null;
    const { server, password } = outgoing;
    await probeSmtp({ server, password, guard: this.#parts.guard }, { signal });
    const owner = { personId: account.personId, accountId: account.id };
    return { server, sealed: this.#parts.accounts.sealFurther(owner, password) };
  }
}
