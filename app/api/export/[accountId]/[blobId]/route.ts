import { withUser } from '#lib/auth/index.ts';
import { exportRequest, processOptions } from '#lib/jmap/index.ts';

/** Messages as one mbox or one ZIP of .eml files, streamed; which of them stands in an uploaded selection. */
export const GET = withUser(null, async ({ userMail, request }) => exportRequest(userMail, request, await processOptions()));
