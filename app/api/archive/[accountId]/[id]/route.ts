import { withUser } from '#lib/auth/index.ts';
import { archiveRequest, processOptions } from '#lib/jmap/index.ts';

/** All files of a message, or of a conversation, as one ZIP, streamed. */
export const GET = withUser(null, async ({ userMail, request }) => archiveRequest(userMail, request, await processOptions()));
