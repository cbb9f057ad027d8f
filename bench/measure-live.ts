import { setTimeout as sleep } from 'node:timers/promises';
import { buildMessage, type MailServers, type MailUser } from '#e2e/servers/index.ts';
import type { AccountMail, UserMail } from '#lib/gateway/index.ts';
import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { eventSourceRequest } from '#lib/jmap/index.ts';
import { createLogger } from '#lib/log/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { RawImap } from './raw-floor.ts';

/** Milliseconds from the act of another client: until a bare socket in IDLE hears of it, and until a client of the event stream knows. */
export type LiveFigures = { floorMs: number[]; knownMs: number[] };

/**
 * How soon what others do is known here, after a first sync: mail delivered over LMTP, and a flag set over IMAP. The event-stream client asks
 * `/changes` on every event and knows when the new or changed Email is in the answer.
 */
export async function measureLive(
  servers: MailServers,
  user: MailUser,
  runs: number,
): Promise<{ delivery: LiveFigures; flag: LiveFigures }> {
  const { gateway, stop } = await startTestGateway();
  const other = await RawImap.open(servers.imap.tlsPort, servers.caFile, user.login, user.password);
  const listener = await RawImap.open(servers.imap.tlsPort, servers.caFile, user.login, user.password);
  const stream = new AbortController();
  try {
    const { mail, user: userMail } = await openMail(gateway, loginOf(servers, user));
    const inbox = await eventually(
      async () => (await mail.store.mailboxes.get(mail.id, null)).find(({ role }) => role === 'inbox'),
      'inbox',
    );
    await eventually(async () => (await mail.health()).state === 'ok', 'the first sync', 600_000);
    // The watch goes into IDLE behind the first sync.
    await sleep(3_000);
    await other.command('SELECT INBOX');
    await listener.command('EXAMINE INBOX');
    let heard: () => void = () => undefined;
    await listener.idle(() => heard());
    let changed: () => void = () => undefined;
    void readEvents(userMail, stream.signal, () => changed());
    await sleep(500);

    const once = async (act: (startMs: () => void) => Promise<unknown>, isKnown: () => Promise<boolean>) => {
      let startMs = 0;
      const floor = new Promise<number>((resolve) => {
        heard = () => resolve(performance.now() - startMs);
      });
      const known = new Promise<number>((resolve, reject) => {
        changed = () => {
          isKnown().then((yes) => yes && resolve(performance.now() - startMs), reject);
        };
      });
      await act(() => {
        startMs = performance.now();
      });
      const figures = await Promise.all([floor, known]);
      heard = () => undefined;
      changed = () => undefined;
      // Past the pause in which hints are gathered, and past Dovecot's own.
      await sleep(1_200);
      return figures;
    };
    const delivery: LiveFigures = { floorMs: [], knownMs: [] };
    const flag: LiveFigures = { floorMs: [], knownMs: [] };
    for (let run = 0; run < runs; run += 1) {
      const subject = `Live ${run} ${crypto.randomUUID()}`;
      const raw = buildMessage({ from: 'ben@example.test', to: [user.address], subject, text: 'x' });
      const [heardMs, rowMs] = await once(
        async (start) => {
          start();
          await servers.deliver(user, raw);
        },
        async () => (await newest(mail, inbox.id))?.subject === subject,
      );
      delivery.floorMs.push(heardMs);
      delivery.knownMs.push(rowMs);
      const [flagHeardMs, flagKnownMs] = await once(
        async (start) => {
          // The client that flags has to know of the message first.
          await other.command('NOOP');
          start();
          await other.command('STORE * +FLAGS (\\Flagged)');
        },
        async () => (await newest(mail, inbox.id))?.keywords.includes('$flagged') === true,
      );
      flag.floorMs.push(flagHeardMs);
      flag.knownMs.push(flagKnownMs);
    }
    return { delivery, flag };
  } finally {
    stream.abort();
    other.close();
    listener.close();
    await stop();
  }
}

async function readEvents(userMail: UserMail, signal: AbortSignal, onEvent: () => void): Promise<void> {
  const request = new Request('http://localhost/api/eventsource?types=Email&closeafter=no&ping=0', { signal });
  const log = createLogger({ level: () => 'silent', write: () => undefined });
  const { body } = eventSourceRequest(userMail, request, { nowMs: Date.now, log, isAllowed: () => Promise.resolve(true) });
  for await (const chunk of body!) if (Buffer.from(chunk).includes('event: state')) onEvent();
}

async function newest(mail: AccountMail, mailboxId: MailboxId) {
  const result = await mail.store.emails.query(mail.id, {
    filter: { op: 'in-mailbox', mailboxId },
    sort: [{ key: 'receivedAt', ascending: false, keyword: null }],
    ...{ collapseThreads: false, position: 0, anchor: null, anchorOffset: 0, limit: 1, calculateTotal: false },
  });
  const ids = 'ids' in result ? result.ids : [];
  return (await mail.store.emails.summaries(mail.id, ids))[0] ?? null;
}
