import { MailError } from '#lib/mail/index.ts';
import { hashToken, isSameText, newToken } from '#lib/security/index.ts';

type Visit<About> = { about: About; verifier: string; bindingHash: string; untilMs: number };

/** Somebody who has to look for a second factor takes a while. */
const visitMs = 15 * 60_000;
const mostVisits = 2_000;

export const lostVisit = () => new MailError('login-refused', 'no such visit', { stage: 'auth', code: 'OAUTH_LOST', permanent: true });

/**
 * Browsers on their way to a sign-in window and back (RFC 6749 §4.1, RFC 9700 §2.1): each visit has a state of its own, which holds once, for a
 * quarter of an hour, and in the browser that began it. They are kept in memory only.
 */
export class PendingVisits<About> {
  readonly #nowMs: () => number;
  readonly #visits = new Map<string, Visit<About>>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** @param given the binding that the browser bears already: two of its tabs may be on their way at the same time; null: none */
  begin(about: About, given: string | null): { state: string; verifier: string; binding: string } {
    const [state, verifier] = [newToken(), newToken()];
    const binding = given !== null && /^[A-Za-z0-9_-]{43}$/.test(given) ? given : newToken();
    const now = this.#nowMs();
    for (const [key, { untilMs }] of this.#visits) if (untilMs < now || this.#visits.size >= mostVisits) this.#visits.delete(key);
    this.#visits.set(hashToken(state), { about, verifier, bindingHash: hashToken(binding), untilMs: now + visitMs });
    return { state, verifier, binding };
  }

  /** One answer to one question, whatever it is. @throws MailError 'login-refused' when there is no such visit, or it is another browser's */
  end(state: string, binding: string | null): { about: About; verifier: string } {
    const visit = this.#visits.get(hashToken(state));
    this.#visits.delete(hashToken(state));
    if (visit === undefined || visit.untilMs < this.#nowMs()) throw lostVisit();
    if (binding === null || !isSameText(hashToken(binding), visit.bindingHash)) throw lostVisit();
    return { about: visit.about, verifier: visit.verifier };
  }
}
