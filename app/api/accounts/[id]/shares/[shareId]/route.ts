import { withUser } from '#lib/auth/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import type { AccountId } from '#lib/mail/index.ts';

/** Ends a share; the account is closed to that person from this moment on. */
export const DELETE = withUser<{ id: string; shareId: string }>(
  null,
  async ({ asker, params }) => {
    const gateway = await currentGateway();
    await gateway.unshareAccount(asker.personId, params.id as AccountId, params.shareId);
  },
  { cookieOnly: true },
);
