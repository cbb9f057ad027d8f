// One engine over one maildrop in a process of its own, which dies by SIGKILL at the step that it was told. Plain Node, no build.
import { flushCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import { createLogger } from '#lib/log/index.ts';
import type { AccountId, Pop3Settings } from '#lib/mail/index.ts';
import { Secret } from '#lib/mail/index.ts';
import { connectPop3, type Pop3Message, type Pop3Refusal, type Pop3Session } from '#lib/pop3/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { openStore, type Store } from '#lib/store/index.ts';
import { Pop3Engine } from '../pop3-engine.ts';

export type DyingOrder = {
  dataDir: string;
  accountId: AccountId;
  server: { host: string; port: number; login: string; password: string };
  settings: Pop3Settings;
  aheadMs: number;
  /** a person destroys the newest message of the inbox first */
  destroysOne: boolean;
  /** the step at which it dies; with fewer steps it ends by itself */
  dieAt: number;
};

// Its code is loaded by the time that it is told what to do, and kept for the next process: this one may have no end of its own.
flushCompileCache();
const lines = createInterface({ input: process.stdin });
const order = JSON.parse(await new Promise<string>((resolve) => lines.once('line', resolve))) as DyingOrder;
lines.close();
let steps = 0;
/** Anything that changes something, here or there: before it, and after it. */
function step(): void {
  steps += 1;
  if (steps === order.dieAt) process.kill(process.pid, 'SIGKILL');
}
async function around<T>(act: () => Promise<T>): Promise<T> {
  step();
  const value = await act();
  step();
  return value;
}

function watchedSession(session: Pop3Session): Pop3Session {
  async function* octetsOf(octets: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of octets) {
      step();
      yield chunk;
    }
    step();
  }
  async function* retrEach(...values: Parameters<Pop3Session['retrEach']>): AsyncGenerator<Pop3Message | Pop3Refusal, void, undefined> {
    for await (const answer of session.retrEach(...values))
      yield answer.octets === null ? answer : { number: answer.number, octets: octetsOf(answer.octets) };
  }
  return Object.create(session, {
    capabilities: { value: session.capabilities },
    stat: { value: session.stat.bind(session) },
    list: { value: session.list.bind(session) },
    uidl: { value: session.uidl.bind(session) },
    topEach: { value: session.topEach.bind(session) },
    retrEach: { value: retrEach },
    dele: { value: (number: number) => around(() => session.dele(number)) },
    quit: { value: () => around(() => session.quit()) },
    close: { value: session.close.bind(session) },
  }) as Pop3Session;
}

function watchedStore(store: Store): Store {
  const { maildrops } = store;
  const watched: Store['maildrops'] = {
    ...maildrops,
    stageRaw: (octets) => around(() => maildrops.stageRaw(octets)),
    placeRaws: (staged) => around(() => maildrops.placeRaws(staged)),
    store: (accountId, messages) => around(() => maildrops.store(accountId, messages)),
    noteListing: (accountId, facts) => around(() => maildrops.noteListing(accountId, facts)),
  };
  return { ...store, maildrops: watched };
}

const store = await openStore({ dataDir: order.dataDir });
const { accountId, server } = order;
if (order.destroysOne) {
  const inbox = (await store.mailboxes.get(accountId, null)).find(({ role }) => role === 'inbox');
  const found = await store.emails.query(accountId, {
    filter: inbox === undefined ? null : { op: 'in-mailbox', mailboxId: inbox.id },
    sort: [{ key: 'receivedAt', ascending: false, keyword: null }],
    ...{ collapseThreads: false, position: 0, anchor: null, anchorOffset: 0, limit: 1, calculateTotal: false },
  });
  const [email] = await store.emails.summaries(accountId, 'ids' in found ? found.ids : []);
  if (email !== undefined) {
    process.stdout.write(`${email.subject}\n`);
    await store.emails.destroy(accountId, [email.id]);
    await store.maildrops.carryLocally(accountId, Date.now());
  }
}
const stop = new AbortController();
const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32' });
const engine = new Pop3Engine({
  context: {
    accountId,
    store: watchedStore(store),
    log: createLogger({ level: () => 'silent', write: () => {} }),
    nowMs: () => Date.now() + order.aheadMs,
    signal: stop.signal,
  },
  connect: async (signal) =>
    watchedSession(
      await connectPop3({
        server: { host: server.host, port: server.port, tls: 'tls', login: server.login },
        credential: { kind: 'password', password: new Secret(server.password) },
        guard,
        log: { debug() {} },
        signal,
      }),
    ),
  settings: order.settings,
  limits: { messageBytes: 1024 * 1024 },
  showsMoreNextTime: false,
  onHealth: ({ state }) => {
    if (state === 'ok') stop.abort();
  },
  onProgress: () => {},
});
await engine.run();
await store.close();
