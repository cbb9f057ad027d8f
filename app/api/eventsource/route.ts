import { isStillGood, preflight, withUser } from '#lib/auth/index.ts';
import { eventSourceRequest, processOptions } from '#lib/jmap/index.ts';

/** The event source (RFC 8620 §7.3). */
export const GET = withUser(
  null,
  async ({ userMail, request, asker }) =>
    eventSourceRequest(userMail, request, { ...(await processOptions()), isAllowed: () => isStillGood(request, asker) }),
  { cors: true },
);
export const OPTIONS = preflight;
