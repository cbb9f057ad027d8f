import { defaultLimits } from '#lib/config/index.ts';
import type { MethodName, MethodResponse } from '#lib/contract/index.ts';
import { capability } from '#lib/contract/index.ts';
import type { UserMail } from '#lib/gateway/index.ts';
import { createLogger } from '#lib/log/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import { runRequest } from '../run-request.ts';

export type JmapCall = <Name extends MethodName>(
  name: Name,
  given?: Record<string, unknown>,
) => Promise<MethodResponse<Name> & { type?: string; description?: string }>;

/** JMAP over a running gateway, whose mail is on real servers: one call a request, its arguments or its error's. */
export function jmapOver(userMail: UserMail, accountId: AccountId): JmapCall {
  const log = createLogger({ level: () => 'silent', write: () => undefined });
  return async (name, given = {}) => {
    const request = { using: Object.values(capability), methodCalls: [[name, { accountId, ...given }, 'c0']] };
    const outcome = await runRequest(userMail, 'application/json', Buffer.from(JSON.stringify(request)), {
      limits: defaultLimits,
      signal: AbortSignal.timeout(60_000),
      log,
      messageIdKey: new Uint8Array(32).fill(7),
      sessionState: 'session',
      nowMs: Date.now,
    });
    if (!outcome.ok) throw new Error(`request refused: ${JSON.stringify(outcome.problem)}`);
    return JSON.parse(JSON.stringify(outcome.response.methodResponses[0]?.[1]));
  };
}
