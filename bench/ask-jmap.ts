import { defaultLimits } from '#lib/config/index.ts';
import { runRequest } from '#lib/jmap/index.ts';
import { createLogger } from '#lib/log/index.ts';

const log = createLogger({ level: () => 'silent', write: () => undefined });
const messageIdKey = new Uint8Array(32);

export type MethodCall = [name: string, args: Record<string, unknown>, id: string];

/** One JMAP request in process, from octets to the answer. @returns the answer of each method, and how long all of it took */
export async function askJmap(
  userMail: Parameters<typeof runRequest>[0],
  methodCalls: MethodCall[],
): Promise<{ answers: Record<string, unknown>[]; ms: number }> {
  const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail', 'urn:postern:sync'];
  const octets = Buffer.from(JSON.stringify({ using, methodCalls }));
  const startMs = performance.now();
  const outcome = await runRequest(userMail, 'application/json', octets, {
    limits: defaultLimits,
    signal: AbortSignal.timeout(30_000),
    log,
    messageIdKey,
    sessionState: '',
  });
  const ms = performance.now() - startMs;
  if (!outcome.ok) throw new Error(outcome.problem.detail);
  return { answers: outcome.response.methodResponses.map(([, answer]) => answer as Record<string, unknown>), ms };
}

/** The usual batch of a list: ids of 50 collapsed rows, their Emails, their Threads. */
export function listBatch(accountId: string, mailboxId: string, place: { position: number } | { anchor: string | null }): MethodCall[] {
  return [
    [
      'Email/query',
      {
        accountId,
        filter: { inMailbox: mailboxId },
        sort: [{ property: 'receivedAt', isAscending: false }],
        collapseThreads: true,
        ...place,
        limit: 50,
        calculateTotal: true,
      },
      'q',
    ],
    [
      'Email/get',
      {
        accountId,
        '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' },
        properties: ['threadId', 'mailboxIds', 'keywords', 'from', 'subject', 'receivedAt', 'preview', 'hasAttachment'],
      },
      'e',
    ],
    ['Thread/get', { accountId, '#ids': { resultOf: 'e', name: 'Email/get', path: '/list/*/threadId' } }, 't'],
  ];
}

/** The same, and every Email of the Threads that are shown, as a client asks that opens conversations without asking again. */
export const wholeBatch = (accountId: string, mailboxId: string, place: { position: number }): MethodCall[] => [
  ...listBatch(accountId, mailboxId, place),
  [
    'Email/get',
    {
      accountId,
      '#ids': { resultOf: 't', name: 'Thread/get', path: '/list/*/emailIds' },
      properties: ['threadId', 'keywords', 'from', 'subject', 'receivedAt', 'preview'],
    },
    'all',
  ],
];
