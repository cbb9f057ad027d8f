import { preflight, withUser } from '#lib/auth/index.ts';
import { downloadRequest, processOptions } from '#lib/jmap/index.ts';

/** Downloading a blob (RFC 8620 §6.2). The place is read from the URL itself: names may hold encoded slashes. */
export const GET = withUser(null, async ({ userMail, request }) => downloadRequest(userMail, request, await processOptions()), {
  cors: true,
});
export const OPTIONS = preflight;
