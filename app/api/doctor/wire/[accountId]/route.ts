import { withUser } from '#lib/auth/index.ts';
import type { WireLogPage } from '#lib/contract/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import type { AccountId } from '#lib/mail/index.ts';

/** What was said on the connections of an own account, as far as it came since `after`. */
export const GET = withUser<{ accountId: string }>(
  null,
  async ({ asker, params, request }): Promise<WireLogPage> => {
    const after = Number(new URL(request.url).searchParams.get('after') ?? 0);
    const gateway = await currentGateway();
    return gateway.wireLog(asker.personId, params.accountId as AccountId, Number.isSafeInteger(after) && after > 0 ? after : 0);
  },
  { cookieOnly: true },
);
