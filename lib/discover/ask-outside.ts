import { isMailError } from '#lib/mail/index.ts';
import { type EgressGuard, guardedFetch } from '#lib/security/index.ts';
import type { DiscoverOptions } from './discover-servers.ts';

const longestPage = 64 * 1024;

/** How discovery and the Doctor ask machines outside: through the egress guard, bounded; what is not there is no failure. */
export function askOutside(guard: EgressGuard): Pick<DiscoverOptions, 'fetchText' | 'answersTls'> {
  return {
    async fetchText(url, mayFollow, signal) {
      try {
        const { status, body } = await guardedFetch(url, { guard, signal, maxBytes: longestPage, mayFollow });
        return status === 200 ? body.toString('utf8') : null;
      } catch (error) {
        if (!isMailError(error)) throw error;
        return null;
      }
    },
    async answersTls(host, port, signal) {
      try {
        const socket = await guard.connectTls({ host, port, signal });
        socket.destroy();
        return true;
      } catch (error) {
        if (!isMailError(error)) throw error;
        return false;
      }
    },
  };
}
