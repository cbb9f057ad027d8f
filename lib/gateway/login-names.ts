import { createHmac, randomBytes } from 'node:crypto';
import type { AccountServers, Secret } from '#lib/mail/index.ts';

const most = 1_000;

/**
 * Which user name is given to a mail server whose table says “the part before the @”, and is wrong about it now and then (D5): one name a
 * sign-in (§9). Whoever brings the same password again after a refusal gets the other one; a different password begins with the table's.
 */
export class LoginNames {
  /** only here, and only for as long as the process lives */
  readonly #key = randomBytes(32);
  /** a refused password of an address, to the name it was refused under */
  readonly #refused = new Map<string, string>();

  /** The servers with the name to be tried now. */
  next(servers: AccountServers, address: string, password: Secret): AccountServers {
    const { login } = servers.incoming;
    const isRefused = address.startsWith(`${login}@`) && this.#refused.get(this.#of(servers, address, password)) === login;
    return isRefused ? withWholeAddress(servers, address) : servers;
  }

  refused(servers: AccountServers, address: string, password: Secret): void {
    const key = this.#of(servers, address, password);
    this.#refused.delete(key);
    this.#refused.set(key, servers.incoming.login);
    for (const oldest of this.#refused.keys()) {
      if (this.#refused.size <= most) return;
      this.#refused.delete(oldest);
    }
  }

  #of({ incoming }: AccountServers, address: string, password: Secret): string {
    const text = JSON.stringify([incoming.protocol, incoming.host, incoming.port, address, password.reveal()]);
    return createHmac('sha256', this.#key).update(text).digest('base64');
  }
}

/** The same servers under the whole address, for sending too where that has the same name. */
export function withWholeAddress(servers: AccountServers, address: string): AccountServers {
  const { incoming, outgoing } = servers;
  return {
    ...servers,
    incoming: { ...incoming, login: address },
    outgoing: { ...outgoing, login: outgoing.login === incoming.login ? address : outgoing.login },
  };
}
