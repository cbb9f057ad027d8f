import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { askJmap, listBatch } from './ask-jmap.ts';

type Servers = Parameters<typeof loginOf>[0];
type User = Parameters<typeof loginOf>[1];

/** Messages that a screen asks for: its rows and as many beyond on both sides. */
export const jumpMessages = 80;
const places = [0.5, 0.7, 0.9];

/**
 * From the wish for the middle of a mailbox still filling until its rows can be drawn: fetched, stored, placed, listed. The fill goes on at
 * full speed meanwhile.
 *
 * @returns milliseconds of each jump; places that the fill reached first are left out
 */
export async function measureJump(servers: Servers, user: User, count: number): Promise<number[]> {
  const { gateway, stop } = await startTestGateway();
  try {
    const { mail, user: userMail } = await openMail(gateway, loginOf(servers, user));
    const inbox = await eventually(
      async () => (await mail.store.mailboxes.get(mail.id, null)).find(({ role }) => role === 'inbox'),
      'inbox',
    );
    await eventually(async () => ((await mail.store.mailboxes.get(mail.id, [inbox.id]))[0]?.totalEmails ?? 0) >= 50, '50 rows');
    const samples: number[] = [];
    for (const place of places) {
      const position = Math.floor(count * place);
      const startMs = performance.now();
      const { answers } = await askJmap(userMail, [
        ['MailboxProgress/want', { accountId: mail.id, mailboxId: inbox.id, position, limit: jumpMessages, waitMs: 5_000 }, 'w'],
        ['MailboxProgress/get', { accountId: mail.id, ids: [inbox.id] }, 'p'],
      ]);
      const list = (answers[1]?.list ?? []) as { windows: { position: number; firstThreadEmailId: string | null }[] }[];
      const window = list[0]?.windows.find((one) => Math.abs(one.position - position) < jumpMessages);
      if (window === undefined) continue;
      await askJmap(userMail, listBatch(mail.id, inbox.id, { anchor: window.firstThreadEmailId }));
      samples.push(performance.now() - startMs);
    }
    return samples;
  } finally {
    await stop();
  }
}
