// One queue of messages over one SMTP server in a process of its own, which dies by SIGKILL at the step that it was told. Plain Node, no build.
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import type { AccountId } from '#lib/mail/index.ts';
import { openStore, type Store } from '#lib/store/index.ts';
import { type SendingServer, sendingRunner } from './sending-runner.ts';

export type SendingOrder = {
  dataDir: string;
  accountId: AccountId;
  server: SendingServer;
  from: string;
  to: string;
  messageId: string;
  /** the step at which it dies; with fewer steps it ends by itself */
  dieAt: number;
};

flushCompileCache();
const lines = createInterface({ input: process.stdin });
const order = JSON.parse(await new Promise<string>((resolve) => lines.once('line', resolve))) as SendingOrder;
lines.close();
let steps = 0;
function step(): void {
  steps += 1;
  if (steps === order.dieAt) process.kill(process.pid, 'SIGKILL');
}

const store = await openStore({ dataDir: order.dataDir });
const { accountId, server } = order;
const raw = Buffer.from(
  [`From: ${order.from}`, `To: ${order.to}`, 'Subject: Killed', `Message-ID: <${order.messageId}>`, '', 'One line.', '.', ''].join('\r\n'),
);
const { blobId } = await store.blobs.put(accountId, raw, 'message/rfc822');
const [identity] = await store.identities.get(accountId, null);
step();
const { id } = await store.submissions.create(accountId, {
  identityId: identity!.id,
  emailId: null,
  threadId: null,
  envelope: {
    mailFrom: { email: order.from, parameters: null },
    rcptTo: [{ email: order.to, parameters: null }],
  },
  sendAtMs: Date.now(),
  recipients: [{ address: order.to, state: 'waiting', smtpReply: null }],
  rawBlobId: blobId,
  messageId: order.messageId,
  nowMs: Date.now(),
});
// From here on a person was told that it waits.
process.stdout.write(`${order.messageId}\n`);
step();

const { submissions } = store;
const watched: Store = {
  ...store,
  submissions: Object.assign(Object.create(submissions) as Store['submissions'], {
    async claimDue(...values: Parameters<Store['submissions']['claimDue']>) {
      step();
      const claimed = await submissions.claimDue(...values);
      step();
      return claimed;
    },
    async setState(...values: Parameters<Store['submissions']['setState']>) {
      step();
      await submissions.setState(...values);
      step();
    },
  }),
};
const stop = new AbortController();
const ended = sendingRunner(watched, accountId, server, stop.signal).run();
while ((await submissions.get(accountId, [id]))[0]?.state !== 'done') await new Promise((resolve) => setTimeout(resolve, 5));
stop.abort();
await ended;
await store.close();
