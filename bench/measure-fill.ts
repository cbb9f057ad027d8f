import { fork } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { asServed } from './as-served.ts';

type Servers = Pick<Parameters<typeof loginOf>[0], 'imap' | 'smtp'>;
type User = Parameters<typeof loginOf>[1];
export type FillOrder = { servers: Servers; user: User; count: number };

/** A first sign-in with an empty index, in a process of its own. Times from the sign-in on. */
export type FillFigures = {
  firstRowsMs: number;
  messagesPerSecond: number;
  /** how late a timer came, beyond its own 10 ms */
  eventLoopMs: { p50: number; p99: number; max: number };
  /** resident memory: with the gateway up, the most during the fill, and three seconds after it */
  residentMb: { before: number; peak: number; after: number };
  /** processor time of the main thread and of the whole process */
  cpuMicrosPerMessage: { main: number; all: number };
};

const timerMs = 10;
const residentMb = () => process.memoryUsage.rss() / 1e6;
const micros = ({ user, system }: NodeJS.CpuUsage) => user + system;

/** The same in a child process, so that nothing else is in its memory and on its event loop. */
export function measureFill(order: FillOrder): Promise<FillFigures> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./fill-process.ts', import.meta.url), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      ...asServed,
    });
    child.once('message', (figures) => resolve(figures as FillFigures));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the fill ended with ${code}`)));
    child.send(order);
  });
}

export async function fillHere({ servers, user, count }: FillOrder): Promise<FillFigures> {
  const { gateway, stop } = await startTestGateway();
  const before = residentMb();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, residentMb());
  }, 100);
  const late = monitorEventLoopDelay({ resolution: timerMs });
  late.enable();
  const [mainStart, allStart] = [process.threadCpuUsage(), process.cpuUsage()];
  const startMs = performance.now();
  try {
    const { mail } = await openMail(gateway, loginOf(servers, user));
    const inbox = await eventually(
      async () => (await mail.store.mailboxes.get(mail.id, null)).find(({ role }) => role === 'inbox'),
      'inbox',
    );
    const indexed = async () => (await mail.store.mailboxes.get(mail.id, [inbox.id]))[0]?.totalEmails ?? 0;
    await eventually(async () => (await indexed()) >= Math.min(50, count), '50 rows');
    const firstRowsMs = performance.now() - startMs;
    await eventually(async () => (await indexed()) >= count, 'all rows', 1_200_000);
    const fillMs = performance.now() - startMs;
    const cpuMicrosPerMessage = {
      main: micros(process.threadCpuUsage(mainStart)) / count,
      all: micros(process.cpuUsage(allStart)) / count,
    };
    late.disable();
    const beyond = (nanos: number) => Math.max(0, nanos / 1e6 - timerMs);
    await delay(3_000);
    return {
      firstRowsMs,
      messagesPerSecond: (count / fillMs) * 1000,
      eventLoopMs: { p50: beyond(late.percentile(50)), p99: beyond(late.percentile(99)), max: beyond(late.max) },
      residentMb: { before, peak, after: residentMb() },
      cpuMicrosPerMessage,
    };
  } finally {
    clearInterval(sampling);
    await stop();
  }
}
