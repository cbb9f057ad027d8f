import { withUser } from '#lib/auth/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import { MailError } from '#lib/mail/index.ts';

/** Ends one session of this person. */
export const DELETE = withUser<{ id: string }>(
  null,
  async ({ asker, params }) => {
    const { store } = await currentGateway();
    const isEnded = await store.people.revokeSession(asker.personId, params.id);
    if (!isEnded) throw new MailError('not-found', 'no such session of this person', { permanent: true });
  },
  { cookieOnly: true },
);
