import { defaultLimits } from '#lib/config/index.ts';
import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { runRequest } from '#lib/jmap/index.ts';
import { createLogger } from '#lib/log/index.ts';

type Servers = Parameters<typeof loginOf>[0];
type User = Parameters<typeof loginOf>[1];

const log = createLogger({ level: () => 'silent', write: () => undefined });
const messageIdKey = new Uint8Array(32);

/** The usual JMAP batch (query and get of 50 collapsed threads) at the top, in the middle and at random places, in process. */
export async function measureListQueries(
  servers: Servers,
  user: User,
  count: number,
  rounds: number,
): Promise<{ top: number[]; middle: number[]; anywhere: number[] }> {
  const { gateway, stop } = await startTestGateway();
  try {
    const { mail, user: userMail } = await openMail(gateway, loginOf(servers, user));
    const inbox = await eventually(
      async () => (await mail.store.mailboxes.get(mail.id, null)).find(({ role }) => role === 'inbox'),
      'inbox',
    );
    await eventually(
      async () => ((await mail.store.mailboxes.get(mail.id, [inbox.id]))[0]?.totalEmails ?? 0) >= count,
      'all rows',
      600_000,
    );
    const threads = (await mail.store.mailboxes.get(mail.id, [inbox.id]))[0]?.totalThreads ?? 0;
    const ask = async (position: number): Promise<number> => {
      const body = {
        using: ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'],
        methodCalls: [
          [
            'Email/query',
            {
              accountId: mail.id,
              filter: { inMailbox: inbox.id },
              sort: [{ property: 'receivedAt', isAscending: false }],
              collapseThreads: true,
              position,
              limit: 50,
              calculateTotal: true,
            },
            'q',
          ],
          [
            'Email/get',
            {
              accountId: mail.id,
              '#ids': { resultOf: 'q', name: 'Email/query', path: '/ids' },
              properties: ['threadId', 'mailboxIds', 'keywords', 'from', 'subject', 'receivedAt', 'preview', 'hasAttachment'],
            },
            'e',
          ],
          ['Thread/get', { accountId: mail.id, '#ids': { resultOf: 'e', name: 'Email/get', path: '/list/*/threadId' } }, 't'],
        ],
      };
      const octets = Buffer.from(JSON.stringify(body));
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
      return ms;
    };
    const repeat = async (position: () => number) => {
      const samples: number[] = [];
      for (let round = 0; round < rounds; round += 1) samples.push(await ask(position()));
      return samples;
    };
    await repeat(() => 0);
    return {
      top: await repeat(() => 0),
      middle: await repeat(() => Math.floor(threads / 2)),
      anywhere: await repeat(() => Math.floor(Math.random() * Math.max(1, threads - 50))),
    };
  } finally {
    await stop();
  }
}
