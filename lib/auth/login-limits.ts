import type { Limits } from '#lib/config/index.ts';
import { isMailError, MailError } from '#lib/mail/index.ts';
import { createFailureLimiter, createRequestLimiter } from '#lib/security/index.ts';
import { addressKey } from './client-address.ts';

/** Counts refused logins per account and per client address, and all attempts per client address (security.md §9). */
export type LoginLimits = {
  /**
   * Runs one attempt that counts. A refusal counts as a failure; what the network does counts for nothing.
   * @param account names the mailbox that is tried, whatever the servers
   * @throws MailError 'too-many' with `retryAfterMs`, before anything is tried
   */
  attempt<T>(account: string, client: string, run: () => Promise<T>): Promise<T>;
  /** Counts a search for somebody's servers: each asks names and pages that the visitor chose. @throws MailError 'too-many' */
  lookUp(client: string): void;
};

const tenMinutesMs = 600_000;

export function createLoginLimits(limits: Limits, nowMs: () => number = Date.now): LoginLimits {
  const failures = createFailureLimiter({
    failures: limits.loginFailures,
    firstWaitMs: limits.loginFirstWaitMs,
    longestWaitMs: limits.loginLongestWaitMs,
    forgetMs: limits.loginForgetMs,
    nowMs,
  });
  const attempts = createRequestLimiter({ count: limits.signInsPerTenMinutes, spanMs: tenMinutesMs, nowMs });
  const lookUps = createRequestLimiter({ count: limits.signInsPerTenMinutes, spanMs: tenMinutesMs, nowMs });
  return {
    lookUp(client) {
      const waitMs = lookUps.take(addressKey(client));
      if (waitMs > 0) throw tooMany(waitMs);
    },
    async attempt(account, client, run) {
      const accountKey = `account ${account.trim().toLowerCase()}`;
      const clientKey = `client ${addressKey(client)}`;
      const attempt = failures.begin([accountKey, clientKey]);
      if (!attempt.allowed) throw tooMany(attempt.retryAfterMs);
      const waitMs = attempts.take(clientKey);
      if (waitMs > 0) {
        attempt.abandoned();
        throw tooMany(waitMs);
      }
      try {
        const result = await run();
        attempt.succeeded([accountKey]);
        return result;
      } catch (error) {
        if (isMailError(error) && error.kind === 'login-refused') attempt.failed();
        else attempt.abandoned();
        throw error;
      }
    },
  };
}

const tooMany = (retryAfterMs: number) => new MailError('too-many', 'too many logins', { stage: 'auth', code: 'WAIT', retryAfterMs });
