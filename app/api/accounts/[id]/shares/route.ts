import { withUser } from '#lib/auth/index.ts';
import { type AccountShare, newAccountShareSchema } from '#lib/contract/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import type { AccountId } from '#lib/mail/index.ts';

/** With whom an account of one's own is shared. */
export const GET = withUser<{ id: string }>(
  null,
  async ({ asker, params }): Promise<{ shares: AccountShare[] }> => {
    const gateway = await currentGateway();
    return { shares: await gateway.sharesOf(asker.personId, params.id as AccountId) };
  },
  { cookieOnly: true },
);

/** Shares it with a mail address, or changes what that one may do. The answer is the same whether or not anybody with it is here. */
export const POST = withUser<ReturnType<typeof newAccountShareSchema.parse>, { id: string }>(
  newAccountShareSchema,
  async ({ asker, body, params }): Promise<AccountShare> => {
    const gateway = await currentGateway();
    return gateway.shareAccount(asker.personId, params.id as AccountId, body);
  },
  { cookieOnly: true },
);
