import type { GetResponse, Invocation, SetError, SetResponse } from '#lib/contract/index.ts';
import { keywordFromFlag } from '#lib/mail/index.ts';
import type { RunningApp } from '../app/start-app.ts';
import { test } from '../fixtures.ts';
import type { MailServers, MailUser } from '../servers/index.ts';
import { buildMessage } from '../servers/index.ts';
import type { Call, JmapDoor } from './jmap-door.ts';
import { openDoor } from './jmap-door.ts';
import { mailboxIds } from './mailboxes.ts';

export type Json = Record<string, unknown>;

/** A message that is in the inbox before the account is opened. */
export type Arrived = { raw: string | Buffer; flags?: readonly string[]; receivedAtMs?: number };

/** A kind of account that the same sentences have to hold for. */
export type AccountKind = {
  name: string;
  /** Makes a person whose inbox holds these messages, and opens the door with their mailbox password. */
  open(app: RunningApp, mailServers: MailServers, messages: readonly Arrived[]): Promise<{ door: JmapDoor; user: MailUser }>;
};

const onImap: AccountKind = {
  name: 'IMAP',
  async open(app, mailServers, messages) {
    const user = await mailServers.newUser('rfc');
    await mailServers.appendMany(user, 'INBOX', messages);
    return { door: await openDoor(app.url, user), user };
  },
};

/** A maildrop knows no flags and no dates of arrival: messages that have them are brought by the client, the others by the server. */
const onPop3: AccountKind = {
  name: 'POP3',
  async open(app, mailServers, messages) {
    const user = await mailServers.addUser(`rfc-${crypto.randomUUID()}@pop.${mailServers.domain}`);
    const isPlain = ({ flags, receivedAtMs }: Arrived) => flags === undefined && receivedAtMs === undefined;
    await mailServers.appendMany(user, 'INBOX', messages.filter(isPlain));
    const door = await openDoor(app.url, user);
    const { inbox } = await mailboxIds(door);
    for (const { raw, flags = [], receivedAtMs } of messages.filter((message) => !isPlain(message))) {
      const { blobId } = await door.put(raw as BodyInit, 'message/rfc822');
      const keywords = Object.fromEntries(flags.flatMap((flag) => keywordFromFlag(flag) ?? []).map((keyword) => [keyword, true]));
      const receivedAt = receivedAtMs === undefined ? {} : { receivedAt: new Date(receivedAtMs).toISOString().replace('.000Z', 'Z') };
      await door.ask('Email/import', { emails: { k: { blobId, mailboxIds: { [inbox!]: true }, keywords, ...receivedAt } } });
    }
    return { door, user };
  },
};

/** Every sentence is asked of both in the long run, and some of them always. */
export const everyKind: readonly AccountKind[] = [onImap, onPop3];
export const accountKinds: readonly AccountKind[] = process.env.POSTERN_TEST_LONG === '1' ? everyKind : [onImap];

/** The response to one call: its arguments, and for an `error` its type under `error` as well. */
export type Result = Json & { error?: string };

/** What the sentences are asked with. Filled before the first test of the describe in which it was made. */
export type Client = {
  door: JmapDoor;
  user: MailUser;
  accountId: string;
  /** mailbox ids by role, or by name where there is none */
  box: Record<string, string>;
  result(method: string, args?: Json): Promise<Result>;
  results(...calls: Call[]): Promise<Invocation[]>;
  /** objects as they are, in the order of the ids */
  get<T = Json>(method: string, ids: readonly string[] | null, more?: Json): Promise<T[]>;
  email(id: string, properties: readonly string[], more?: Json): Promise<Json>;
  /** the SetError of the only object of an Email/set, Mailbox/set … */
  setError(method: string, args: Json): Promise<SetError | null>;
  /** an Email of these properties, in Drafts where it says nothing else */
  draft(object?: Json): Json;
  make(object?: Json): Promise<string>;
  /** imports octets as a message of the inbox */
  bring(raw: string | Uint8Array, more?: Json): Promise<string>;
};

/**
 * A client on an account of this kind, opened once before the tests of the describe that calls this.
 *
 * @param messages are there, and indexed, before the first test
 */
export function clientOn(kind: AccountKind, messages: readonly Arrived[] = []): Client {
  const client = {} as Client;
  test.beforeAll(async ({ app, mailServers }) => {
    const { door, user } = await kind.open(app, mailServers, messages);
    fill(client, door, user, await mailboxIds(door));
    await expectIndexed(client, messages.length);
  });
  return client;
}

async function expectIndexed(client: Client, count: number): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const { total } = await client.result('Email/query', { calculateTotal: true });
    if ((total as number) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the messages were not indexed');
}

function fill(client: Client, door: JmapDoor, user: MailUser, box: Client['box']): void {
  const whole: Client = {
    door,
    user,
    box,
    accountId: door.accountId,
    async result(method, args = {}) {
      const [first] = await door.call([method, args]);
      const [name, response] = first!;
      return name === 'error' ? { ...response, error: response.type as string } : response;
    },
    results: door.call,
    async get<T>(method: string, ids: readonly string[] | null, more: Json = {}) {
      const { list } = await door.ask<GetResponse<Json>>(method, { ids, ...more });
      return (ids === null ? list : ids.map((id) => list.find((one) => one.id === id))) as T[];
    },
    email: async (id, properties, more = {}) =>
      (await door.ask<GetResponse<Json>>('Email/get', { ids: [id], properties, ...more })).list[0]!,
    async setError(method, args) {
      const { notCreated, notUpdated, notDestroyed } = await door.ask<SetResponse>(method, args);
      return Object.values({ ...notCreated, ...notUpdated, ...notDestroyed })[0] ?? null;
    },
    draft: (object = {}) => ({ mailboxIds: { [box.drafts!]: true }, ...object }),
    async make(object = {}) {
      const { created, notCreated } = await door.ask<SetResponse>('Email/set', { create: { k: client.draft(object) } });
      if (created === null) throw new Error(`not created: ${JSON.stringify(notCreated)}`);
      return created.k!.id;
    },
    async bring(raw, more = {}) {
      const { blobId } = await door.put(raw as BodyInit, 'message/rfc822');
      const { created, notCreated } = await door.ask<SetResponse>('Email/import', {
        emails: { k: { blobId, mailboxIds: { [box.inbox!]: true }, ...more } },
      });
      if (created === null) throw new Error(`not imported: ${JSON.stringify(notCreated)}`);
      return created.k!.id;
    },
  };
  Object.assign(client, whole);
}

/** Lines as they stand on the wire. */
export const wire = (text: string): string => text.replace(/\r?\n/g, '\r\n');

/** A plain message to nobody in particular. */
export const plain = (subject: string, more: Partial<Parameters<typeof buildMessage>[0]> = {}): string | Buffer =>
  buildMessage({ from: 'zoe@example.test', to: ['rfc@example.test'], subject, ...(more.html === undefined ? { text: 'x' } : {}), ...more });
