import type { Limits } from '#lib/config/index.ts';
import type { PersonId } from '#lib/mail/index.ts';
import { hashToken, newToken } from '#lib/security/index.ts';
import type { PeopleStore } from '#lib/store/index.ts';

export type LiveSession = { sessionId: string; personId: PersonId };

/** Server-side sessions: the cookie holds a random token, the table only its hash (settled 12). */
export type Sessions = {
  /** @returns the token for the cookie */
  start(personId: PersonId, userAgent: string | null): Promise<string>;
  /** null: unknown, revoked, idle for too long, or too old */
  find(token: string): Promise<LiveSession | null>;
  /** The same without counting as use: an open event stream does not keep a session alive. */
  look(token: string): Promise<LiveSession | null>;
  end(token: string): Promise<void>;
};

const longestUserAgent = 300;

/** Every use is a write, so it is noted seldom; yet often enough that use keeps a session alive. */
const touchEveryMs = ({ sessionIdleMs }: Limits) => Math.min(60_000, Math.floor(sessionIdleMs / 10));

export function createSessions(people: PeopleStore, limits: Limits, nowMs: () => number = Date.now): Sessions {
  async function live(token: string, touchAfterMs: number): Promise<LiveSession | null> {
    // every token of ours has this form; anything else costs no look-up
    if (!/^[A-Za-z0-9_-]{43}$/.test(token)) return null;
    const tokenHash = hashToken(token);
    const row = await people.sessionByHash(tokenHash, nowMs(), touchAfterMs);
    if (row === null) return null;
    if (nowMs() - row.lastSeenAtMs > limits.sessionIdleMs || nowMs() >= row.expiresAtMs) {
      await people.revokeSessionByHash(tokenHash);
      return null;
    }
    return { sessionId: row.id, personId: row.personId };
  }
  return {
    async start(personId, userAgent) {
      const token = newToken();
      const now = nowMs();
      await people.createSession({
        tokenHash: hashToken(token),
        personId,
        nowMs: now,
        expiresAtMs: now + limits.sessionLongestMs,
        userAgent: userAgent?.slice(0, longestUserAgent) ?? null,
      });
      return token;
    },
    find: (token) => live(token, touchEveryMs(limits)),
    look: (token) => live(token, Number.POSITIVE_INFINITY),
    end: (token) => people.revokeSessionByHash(hashToken(token)),
  };
}
