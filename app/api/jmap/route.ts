import { preflight, withUser } from '#lib/auth/index.ts';
import { apiRequest, processOptions } from '#lib/jmap/index.ts';

/** The API resource (RFC 8620 §3.1). */
export const POST = withUser(null, async ({ userMail, request }) => apiRequest(userMail, request, await processOptions()), {
  cors: true,
});
export const OPTIONS = preflight;
