import { withUser } from '#lib/auth/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import { MailError } from '#lib/mail/index.ts';

/** Revokes one app password; it opens nothing from the next request on. */
export const DELETE = withUser<{ id: string }>(
  null,
  async ({ asker, params }) => {
    const { store } = await currentGateway();
    const isRevoked = await store.people.revokeAppPassword(asker.personId, params.id);
    if (!isRevoked) throw new MailError('not-found', 'no such app password of this person', { permanent: true });
  },
  { cookieOnly: true },
);
