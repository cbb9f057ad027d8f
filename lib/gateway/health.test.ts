import { afterAll, beforeAll, expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import type { Gateway, PushEvent } from './api.ts';
import { message } from './testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

const servers = await sharedMailServers();
let gateway: Gateway;
let stop: () => Promise<void>;
beforeAll(async () => ({ gateway, stop } = await startTestGateway()));
afterAll(() => stop());

test('health tells connections, what is still to be fetched and what waits, and every change of it is pushed', async () => {
  const user = await servers.newUser('well');
  await servers.deliver(user, message('One'));
  const { user: person, mail } = await openMail(gateway, loginOf(servers, user));
  const heard: PushEvent[] = [];
  const end = person.subscribe((event) => heard.push(event));
  const pushes = () => heard.filter(({ states }) => states.AccountHealth !== undefined).length;
  const health = await eventually(async () => {
    const now = await mail.health();
    // the worker and the one that watches the inbox
    return now.state === 'ok' && now.connections >= 2 ? now : null;
  }, 'a well account');
  expect(health).toMatchObject({ toFetch: 0, pending: 0, error: null });
  expect(health.lastSyncAtMs).toBeGreaterThan(0);

  await eventually(async () => pushes() > 0, 'the connections pushed');
  const before = pushes();
  // J12: a refusal that comes late reaches the person through health, with the server's own words.
  await mail.store.mailboxes.create(mail.id, { name: '..', parentId: null, isSubscribed: true, sortOrder: 1, role: null });
  const [event] = await eventually(async () => {
    const events = await mail.store.events(mail.id, 0);
    return events.length > 0 ? events : null;
  }, 'the refusal');
  expect(event?.kind).toMatch(/^mailbox-create:/);
  expect(event?.serverText).toMatch(/\w/);
  await eventually(async () => pushes() > before, 'the refusal pushed');
  end();
});
