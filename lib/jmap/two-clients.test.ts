import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import type { Email, Mailbox } from '#lib/contract/index.ts';
import type { UserMail } from '#lib/gateway/index.ts';
import { message } from '#lib/gateway/testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { type JmapCall, jmapOver } from './testing/gateway-jmap.ts';

const isLong = process.env.POSTERN_TEST_LONG === '1';
const operations = isLong ? 10_000 : 300;
const seed = 8620;

let running: Awaited<ReturnType<typeof startTestGateway>>;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running.stop());

type Followed = 'Mailbox' | 'Email' | 'Thread';
const followed: readonly Followed[] = ['Mailbox', 'Email', 'Thread'];
const emailProperties = ['keywords', 'mailboxIds', 'threadId', 'subject', 'receivedAt', 'size'];
type Copy = Map<string, Record<string, unknown>>;

const propertiesOf = (type: Followed) => (type === 'Email' ? { properties: emailProperties } : {});

/** All objects of a type as a client that knows nothing gets them. */
async function everything(call: JmapCall, type: Followed): Promise<{ state: string; copy: Copy }> {
  const { state } = await call(`${type}/get`, { ids: [] });
  const ids = type === 'Mailbox' ? null : await allIds(call, type);
  const list: Record<string, unknown>[] = [];
  for (let at = 0; ids === null ? at === 0 : at < ids.length; at += 500)
    list.push(...((await call(`${type}/get`, { ids: ids?.slice(at, at + 500) ?? null, ...propertiesOf(type) })).list as never[]));
  return { state, copy: new Map(list.map((object) => [object.id as string, object])) };
}

async function allIds(call: JmapCall, type: 'Email' | 'Thread'): Promise<string[]> {
  const { ids } = await call('Email/query', { limit: 20_000 });
  if (type === 'Email') return ids;
  const threadIds: string[] = [];
  for (let at = 0; at < ids.length; at += 500)
    threadIds.push(
      ...(await call('Email/get', { ids: ids.slice(at, at + 500), properties: ['threadId'] })).list.map(({ threadId }) => threadId),
    );
  return [...new Set(threadIds)];
}

/** Knows nothing but what pushes and /changes tell: it never queries. */
class Follower {
  readonly copies: Record<Followed, Copy> = { Mailbox: new Map(), Email: new Map(), Thread: new Map() };
  readonly #call: JmapCall;
  readonly #states: Record<Followed, string>;
  readonly #pushed: Partial<Record<Followed, string>> = {};
  readonly #unsubscribe: () => void;
  #working: Promise<void> = Promise.resolve();
  pushes = 0;

  constructor(call: JmapCall, userMail: UserMail, start: Record<Followed, { state: string; copy: Copy }>) {
    this.#call = call;
    this.#states = { Mailbox: start.Mailbox.state, Email: start.Email.state, Thread: start.Thread.state };
    for (const type of followed) this.copies[type] = start[type].copy;
    this.#unsubscribe = userMail.subscribe(({ states }) => {
      this.pushes += 1;
      for (const type of followed) if (states[type] !== undefined) this.#pushed[type] = states[type];
      this.#working = this.#working.then(() => this.#follow());
    });
  }

  async isAt(states: Record<string, string>): Promise<boolean> {
    await this.#working;
    return followed.every((type) => this.#states[type] === states[type]);
  }
  stop(): void {
    this.#unsubscribe();
  }

  async #follow(): Promise<void> {
    for (const type of followed) {
      while (this.#pushed[type] !== undefined && this.#pushed[type] !== this.#states[type]) {
        const before = this.#states[type];
        // small pages, so that intermediate states are walked as well
        const changes = await this.#call(`${type}/changes`, { sinceState: before, maxChanges: 50 });
        if (changes.type !== undefined) throw new Error(`${type}/changes: ${changes.type}`);
        const copy = this.copies[type];
        for (const id of changes.destroyed) copy.delete(id);
        const wanted = [...changes.created, ...changes.updated];
        if (wanted.length > 0) {
          const { list, notFound } = await this.#call(`${type}/get`, { ids: wanted, ...propertiesOf(type) });
          for (const object of list) copy.set(object.id, object as unknown as Record<string, unknown>);
          // destroyed meanwhile: a later change says so too
          for (const id of notFound) copy.delete(id);
        }
        this.#states[type] = changes.newState;
        if (changes.newState === before && !changes.hasMoreChanges) break;
      }
    }
  }
}

/** Numbers that look random and are the same in every run. */
function randomNumbers(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test(`one client writes, one follows only pushes and /changes: equal after ${operations} random operations`, {
  timeout: isLong ? 3_600_000 : 240_000,
}, async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('two');
  const { user: userMail, accountId } = await openMail(running.gateway, loginOf(servers, user));
  const call = jmapOver(userMail, accountId);
  const start = {
    Mailbox: await everything(call, 'Mailbox'),
    Email: await everything(call, 'Email'),
    Thread: await everything(call, 'Thread'),
  };
  const follower = new Follower(call, userMail, start);
  const next = randomNumbers(seed);
  const emails: string[] = [];
  const mailboxes = [...(start.Mailbox.copy as unknown as Map<string, Mailbox>).values()].map(({ id }) => id);
  const own: string[] = [];
  const pick = <T>(list: readonly T[]): T => list[next(list.length)]!;
  let made = 0;
  let delivered = 0;

  const create = async (): Promise<void> => {
    made += 1;
    const parent = made > 1 && next(3) === 0 ? { inReplyTo: [`${1 + next(made - 1)}@two.example`] } : {};
    const { created } = await call('Email/set', {
      create: {
        k: {
          mailboxIds: { [pick(mailboxes)]: true },
          subject: `message ${made}`,
          messageId: [`${made}@two.example`],
          ...parent,
          textBody: [{ partId: 't', type: 'text/plain' }],
          bodyValues: { t: { value: 'text' } },
        },
      },
    });
    if (created?.k !== undefined) emails.push(created.k.id);
  };
  const steps: [weight: number, run: () => Promise<unknown>][] = [
    [25, create],
    [
      30,
      () =>
        call('Email/set', {
          update: { [pick(emails)]: { [`keywords/${pick(['$seen', '$flagged', 'blue'])}`]: next(2) === 0 ? true : null } },
        }),
    ],
    [20, () => call('Email/set', { update: { [pick(emails)]: { mailboxIds: { [pick(mailboxes)]: true } } } })],
    [10, () => call('Email/set', { destroy: emails.splice(next(emails.length), 1) })],
    [
      4,
      async () => {
        const { created } = await call('Mailbox/set', { create: { k: { name: `own ${made} ${own.length} ${next(1_000_000)}` } } });
        if (created?.k === undefined) return;
        own.push(created.k.id);
        mailboxes.push(created.k.id as never);
      },
    ],
    [3, () => (own.length === 0 ? create() : call('Mailbox/set', { update: { [pick(own)]: { name: `renamed ${next(1_000_000)}` } } }))],
    [
      2,
      async () => {
        if (own.length === 0) return create();
        const [id] = own.splice(next(own.length), 1);
        mailboxes.splice(mailboxes.indexOf(id as never), 1);
        return call('Mailbox/set', { destroy: [id], onDestroyRemoveEmails: true });
      },
    ],
    // somebody writes to this person meanwhile
    [
      1,
      async () => {
        delivered += 1;
        await servers.deliver(user, message(`delivered ${delivered}`));
      },
    ],
  ];
  const weighted = steps.flatMap(([weight, run]) => Array.from({ length: weight }, () => run));
  const choose = () => pick(weighted);
  try {
    for (let count = 0; count < operations; count += 1) {
      if (emails.length === 0) await create();
      await choose()();
    }
    // the server has everything, and nothing arrives any more
    await eventually(
      async () => {
        const { totalEmails } = (await call('Mailbox/get')).list.find(({ role }) => role === 'inbox')!;
        const { pending } = (await call('AccountHealth/get')).list[0]!;
        const found = (await call('Email/query', { filter: { subject: 'delivered' }, calculateTotal: true })).total;
        return pending === 0 && found === delivered && totalEmails >= 0;
      },
      'every change is carried',
      // a person's changes are noted faster than a server takes them
      isLong ? 1_800_000 : 120_000,
    );
    await eventually(
      async () => follower.isAt(await userMail.account(accountId)!.store.states(accountId)),
      'the follower is at the last states',
      60_000,
    );
    const last = {
      Mailbox: await everything(call, 'Mailbox'),
      Email: await everything(call, 'Email'),
      Thread: await everything(call, 'Thread'),
    };
    await eventually(
      async () => follower.isAt({ Mailbox: last.Mailbox.state, Email: last.Email.state, Thread: last.Thread.state }),
      'the same moment',
    );
    for (const type of followed) expect(Object.fromEntries(follower.copies[type]), type).toEqual(Object.fromEntries(last[type].copy));
    expect((last.Email.copy as unknown as Map<string, Email>).size).toBeGreaterThan(10);
    // how many a quick run is told in one is nobody’s to say
    expect(follower.pushes).toBeGreaterThan(0);
  } finally {
    follower.stop();
  }
});
