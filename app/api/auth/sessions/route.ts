import { withUser } from '#lib/auth/index.ts';
import type { SignInSession } from '#lib/contract/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';

/** The places where this person is signed in. */
export const GET = withUser(
  null,
  async ({ asker }) => {
    const { store } = await currentGateway();
    const rows = await store.people.sessionsOf(asker.personId);
    const sessions = rows.map(
      ({ id, createdAtMs, lastSeenAtMs, expiresAtMs, userAgent }): SignInSession => ({
        id,
        createdAtMs,
        lastSeenAtMs,
        expiresAtMs,
        userAgent,
        isCurrent: id === asker.sessionId,
      }),
    );
    return { sessions };
  },
  { cookieOnly: true },
);

/** Signs out everywhere, here too. */
export const DELETE = withUser(
  null,
  async ({ asker }) => {
    const { store } = await currentGateway();
    await store.people.revokeAllSessions(asker.personId);
  },
  { cookieOnly: true },
);
