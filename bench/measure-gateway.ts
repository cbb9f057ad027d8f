import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { askJmap, listBatch, wholeBatch } from './ask-jmap.ts';
import { serveJmap } from './serve-jmap.ts';

type Servers = Parameters<typeof loginOf>[0];
type User = Parameters<typeof loginOf>[1];

/**
 * The usual JMAP batch (query and get of 50 collapsed threads) at the top, in the middle and at random places, in process; and over HTTP with
 * all Emails of these threads.
 */
export async function measureListQueries(
  servers: Servers,
  user: User,
  count: number,
  rounds: number,
): Promise<{ top: number[]; middle: number[]; anywhere: number[]; 'HTTP, top': number[]; 'HTTP, any': number[] }> {
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
    const ask = async (position: number): Promise<number> => (await askJmap(userMail, listBatch(mail.id, inbox.id, { position }))).ms;
    const repeat = async (position: () => number, askAt = ask) => {
      const samples: number[] = [];
      for (let round = 0; round < rounds; round += 1) samples.push(await askAt(position()));
      return samples;
    };
    const anywhere = () => Math.floor(Math.random() * Math.max(1, threads - 50));
    const served = await serveJmap(userMail);
    try {
      const overHttp = (position: number) => served.ask(wholeBatch(mail.id, inbox.id, { position }));
      await repeat(() => 0);
      await repeat(() => 0, overHttp);
      return {
        top: await repeat(() => 0),
        middle: await repeat(() => Math.floor(threads / 2)),
        anywhere: await repeat(anywhere),
        'HTTP, top': await repeat(() => 0, overHttp),
        'HTTP, any': await repeat(anywhere, overHttp),
      };
    } finally {
      served.stop();
    }
  } finally {
    await stop();
  }
}
