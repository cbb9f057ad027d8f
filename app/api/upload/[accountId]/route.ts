import { preflight, withUser } from '#lib/auth/index.ts';
import { processOptions, uploadRequest } from '#lib/jmap/index.ts';

/** Uploading a blob (RFC 8620 §6.1). */
export const POST = withUser<{ accountId: string }>(
  null,
  async ({ userMail, request, params }) => uploadRequest(userMail, request, params.accountId, await processOptions()),
  { cors: true },
);
export const OPTIONS = preflight;
