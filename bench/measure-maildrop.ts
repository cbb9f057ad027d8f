import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { Secret } from '#lib/mail/index.ts';
import { connectPop3 } from '#lib/pop3/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { asServed } from './as-served.ts';

type Servers = Parameters<typeof loginOf>[0] & { pop3: { tlsPort: number }; caFile: string };
type User = Parameters<typeof loginOf>[1];
export type MaildropOrder = { what: 'client' | 'gateway'; servers: Servers; user: User; count: number };

export type MaildropFigures = {
  messagesPerSecond: number;
  /** resident memory: before, the most of all samples of the download, and the most after it */
  residentMb: { before: number; peak: number; peakAfter: number };
  /** a session that finds nothing new; null for the client alone */
  secondCheckMs: number | null;
};

type Memory = MaildropFigures['residentMb'] & { isOver: boolean };

const residentMb = () => process.memoryUsage.rss() / 1e6;

/** In a child process, so that nothing else is in its memory and on its event loop. */
export function measureMaildrop(order: MaildropOrder): Promise<MaildropFigures> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./maildrop-process.ts', import.meta.url), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      ...asServed,
    });
    child.once('message', (figures) => resolve(figures as MaildropFigures));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the maildrop ended with ${code}`)));
    child.send(order);
  });
}

export async function maildropHere(order: MaildropOrder): Promise<MaildropFigures> {
  const memory = { before: 0, peak: 0, peakAfter: 0, isOver: false };
  const sampling = setInterval(() => {
    const kind = memory.isOver ? 'peakAfter' : 'peak';
    memory[kind] = Math.max(memory[kind], residentMb());
  }, 50);
  try {
    return await (order.what === 'client' ? byClient(order, memory) : byGateway(order, memory));
  } finally {
    clearInterval(sampling);
  }
}

/** Every message is read to its end and thrown away: what the client itself costs. */
async function byClient({ servers, user, count }: MaildropOrder, memory: Memory): Promise<MaildropFigures> {
  const session = await connectPop3({
    server: { host: '127.0.0.1', port: servers.pop3.tlsPort, tls: 'tls', login: user.login },
    credential: { kind: 'password', password: new Secret(user.password) },
    guard: createEgressGuard({ allowNetworks: '127.0.0.1/32' }),
    log: { debug: () => undefined },
    tlsOptions: { ca: [readFileSync(servers.caFile, 'utf8')] },
  });
  memory.before = residentMb();
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const startMs = performance.now();
  let octets = 0;
  for await (const message of session.retrEach(numbers)) {
    if (message.octets === null) throw message.error;
    for await (const chunk of message.octets) octets += chunk.length;
  }
  const ms = performance.now() - startMs;
  if (octets === 0) throw new Error('nothing came');
  await session.quit();
  return { messagesPerSecond: (count / ms) * 1_000, residentMb: memory, secondCheckMs: null };
}

/** From the sign-in until every message is a durable file and in the index; then one look that finds nothing new. */
async function byGateway({ servers, user, count }: MaildropOrder, memory: Memory): Promise<MaildropFigures> {
  const { gateway, stop } = await startTestGateway();
  memory.before = residentMb();
  try {
    const startMs = performance.now();
    const { mail } = await openMail(gateway, loginOf(servers, user, { protocol: 'pop3', port: servers.pop3.tlsPort }));
    const stored = async () => (await mail.store.mailboxes.get(mail.id, null)).find(({ role }) => role === 'inbox')?.totalEmails ?? 0;
    await eventually(async () => (await stored()) >= count, 'every message', 1_800_000);
    const messagesPerSecond = (count / (performance.now() - startMs)) * 1_000;
    await eventually(async () => (await mail.health()).state === 'ok', 'the session is over', 120_000);
    const before = (await mail.health()).lastSyncAtMs;
    memory.isOver = true;
    const checkMs = performance.now();
    mail.checkNow();
    await eventually(async () => (await mail.health()).lastSyncAtMs !== before, 'a second look', 120_000);
    return { messagesPerSecond, residentMb: memory, secondCheckMs: performance.now() - checkMs };
  } finally {
    await stop();
  }
}
