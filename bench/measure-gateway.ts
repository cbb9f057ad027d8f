import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { askJmap, listBatch } from './ask-jmap.ts';

type Servers = Parameters<typeof loginOf>[0];
type User = Parameters<typeof loginOf>[1];

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
    const ask = async (position: number): Promise<number> => (await askJmap(userMail, listBatch(mail.id, inbox.id, { position }))).ms;
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
