import type { MailServers, MailUser } from '#e2e/servers/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import { loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { leaveAt, measureCatchUpFloor, RawImap } from './raw-floor.ts';

/** A day away. */
export const dayAway = { appeared: 500, flagged: 2_000, gone: 500 };

export type CatchUpFigures = {
  /** a bare socket: connected and logged in, then all facts received */
  floor: { connectMs: number; factsMs: number };
  /** of the gateway, from the moment it is up and begins to connect: all facts stored, and what went no longer waited for */
  knownMs: number;
  settledMs: number;
  /** processor time until all facts were stored: the main thread's and the whole process's */
  cpuMs: { main: number; all: number };
};

const cpuMs = () => ({ main: millis(process.threadCpuUsage()), all: millis(process.cpuUsage()) });
const millis = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000;

/**
 * The gateway was down while another client worked: how long it takes, once it is up, until the index says what the server says. Each run is another day.
 * Of messages that have gone it is known that they did not only move when the other mailboxes were looked at (J1): that is `settledMs`.
 */
export async function measureCatchUp(servers: MailServers, user: MailUser, count: number, runs: number): Promise<CatchUpFigures[]> {
  const first = await startTestGateway({ keep: true });
  const { dir } = first;
  const { mail } = await openMail(first.gateway, loginOf(servers, user));
  const { id, personId } = { id: mail.id, personId: (await mail.store.people.account(mail.id))!.personId };
  const inbox = await soon(async () => (await mail.store.mailboxes.get(mail.id, null)).find(({ role }) => role === 'inbox')?.id ?? null);
  await soon(async () => ((await mail.health()).state === 'ok' && (await totalOf(mail, inbox)) === count ? true : null));
  await first.stop();
  const server = { port: servers.imap.tlsPort, caFile: servers.caFile };
  const figures: CatchUpFigures[] = [];
  for (let run = 0; run < runs; run += 1) {
    const other = await RawImap.open(servers.imap.tlsPort, servers.caFile, user.login, user.password);
    const left = await leaveAt(other);
    await workAsOther(servers, user, other, count, run);
    const now = await leaveAt(other);
    other.close();
    const floor = await measureCatchUpFloor(server, user, left);
    const again = await startTestGateway({ dir, keep: run + 1 < runs });
    const [startMs, cpuStart] = [performance.now(), cpuMs()];
    try {
      const account = (await again.gateway.userMail(personId)).account(id);
      if (account === null) throw new Error('the account is gone');
      const checkpoint = async () => (await account.store.mailboxes.syncRow(id, inbox))?.checkpoint;
      await soon(async () => ((await checkpoint())?.highestModSeq === now.modSeq ? true : null));
      const [knownMs, cpuEnd] = [performance.now() - startMs, cpuMs()];
      await soon(async () => ((await totalOf(account, inbox)) === count ? true : null));
      const used = { main: cpuEnd.main - cpuStart.main, all: cpuEnd.all - cpuStart.all };
      figures.push({ floor, knownMs, settledMs: performance.now() - startMs, cpuMs: used });
    } finally {
      await again.stop();
    }
  }
  return figures;
}

/** Others delete the oldest, flag or unflag every so many, and as many come as went, so that each day is like the one before. */
async function workAsOther(servers: MailServers, user: MailUser, other: RawImap, count: number, run: number): Promise<void> {
  await other.command('SELECT INBOX');
  await other.command(`STORE 1:${dayAway.gone} +FLAGS.SILENT (\\Deleted)`);
  await other.command('EXPUNGE');
  const step = Math.floor((count - dayAway.gone) / dayAway.flagged);
  const set = Array.from({ length: dayAway.flagged }, (_, nth) => nth * step + 1).join(',');
  await other.command(`STORE ${set} ${run % 2 === 0 ? '+' : '-'}FLAGS.SILENT (\\Flagged)`);
  await servers.fillMailbox(user, 'INBOX', dayAway.appeared, { seed: 1_000 + run, bytes: 'realistic' });
}

const totalOf = async (mail: AccountMail, mailbox: MailboxId) => (await mail.store.mailboxes.get(mail.id, [mailbox]))[0]?.totalEmails ?? 0;

/** Asks every millisecond: what is measured takes few of them. */
async function soon<Value>(ask: () => Promise<Value | null>): Promise<Value> {
  const end = performance.now() + 1_200_000;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > end) throw new Error('it never came');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
