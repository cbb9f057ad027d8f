import { preflight, withUser } from '#lib/auth/index.ts';
import { processOptions, sessionRequest } from '#lib/jmap/index.ts';

/** The Session resource (RFC 8620 §2). */
export const GET = withUser(null, async ({ userMail }) => sessionRequest(userMail, await processOptions()), { cors: true });
export const OPTIONS = preflight;
