import type { PersonId } from '#lib/mail/index.ts';
import { hashToken, newToken } from '#lib/security/index.ts';

/** Proofs that we have just seen a person come in by another door than the form; each makes one session, at once. */
export type SignInTickets = {
  give(personId: PersonId): string;
  /** null: unknown, used, or too old */
  take(ticket: string): PersonId | null;
};

const lifeMs = 60_000;

export function createSignInTickets(nowMs: () => number = Date.now): SignInTickets {
  const given = new Map<string, { personId: PersonId; untilMs: number }>();
  return {
    give(personId) {
      const now = nowMs();
      for (const [hash, { untilMs }] of given) if (untilMs < now) given.delete(hash);
      const ticket = newToken();
      given.set(hashToken(ticket), { personId, untilMs: now + lifeMs });
      return ticket;
    },
    take(ticket) {
      const hash = hashToken(ticket);
      const found = given.get(hash);
      given.delete(hash);
      return found !== undefined && found.untilMs >= nowMs() ? found.personId : null;
    },
  };
}
