import { expect, test } from './fixtures.ts';
import { openEvents } from './jmap/event-source.ts';
import { openDoor } from './jmap/jmap-door.ts';
import { buildMessage, type MailUser } from './servers/index.ts';

const message = (to: MailUser, subject: string) => buildMessage({ from: 'zoe@example.test', to: [to.address], subject, text: 'x' });

test('RFC 8620 §7.3: what is delivered is pushed: the types asked for, pings, and the end after a state', async ({
  app,
  newUser,
  mailServers,
}) => {
  const [user, other] = [await newUser('push'), await newUser('other')];
  const [door, others] = [await openDoor(app.url, user), await openDoor(app.url, other)];
  const healthy = async (one: typeof door) => {
    const response = await one.post(
      JSON.stringify({ using: ['urn:postern:sync'], methodCalls: [['AccountHealth/get', { accountId: one.accountId, ids: null }, 'a']] }),
    );
    const answer = (await response.json()) as { methodResponses: [string, { list: { state: string }[] }, string][] };
    return answer.methodResponses[0]![1].list[0]!.state;
  };
  await expect.poll(() => healthy(door)).toBe('ok');
  await expect.poll(() => healthy(others)).toBe('ok');

  const all = await openEvents(door, { types: '*', closeafter: 'no', ping: 5 });
  const onlyMailboxes = await openEvents(door, { types: 'Mailbox', closeafter: 'no', ping: 0 });
  const once = await openEvents(door, { types: 'EmailDelivery', closeafter: 'state', ping: 0 });
  const foreign = await openEvents(others, { types: 'EmailDelivery', closeafter: 'no', ping: 5 });
  const { status, headers } = all.response;
  expect([status, headers.get('content-type'), headers.get('content-encoding')]).toEqual([200, 'text/event-stream; charset=utf-8', null]);
  expect(headers.get('cache-control')).toContain('no-store');
  // first comes what is, for a client that just connected
  const known = await all.state(() => true);
  expect(Object.keys(known.changed)).toEqual([door.accountId]);

  await mailServers.deliver(user, message(user, 'Pushed'));
  const pushed = await all.state((change) => change.changed[door.accountId]?.EmailDelivery !== undefined);
  expect(pushed).toMatchObject({ '@type': 'StateChange', changed: { [door.accountId]: { Email: expect.any(String) } } });
  expect(JSON.stringify(pushed)).not.toContain('Pushed');
  const mailbox = await onlyMailboxes.state((change) => change.changed[door.accountId]?.Mailbox !== known.changed[door.accountId]?.Mailbox);
  expect(Object.keys(mailbox.changed[door.accountId]!)).toEqual(['Mailbox']);
  const { state } = await door.ask<{ state: string }>('Email/get', { ids: [] });
  // The text of a new message is fetched ahead, and its preview is a change of its own.
  if (pushed.changed[door.accountId]!.Email !== state) await all.state((change) => change.changed[door.accountId]?.Email === state);

  await once.state(() => true);
  expect(await once.next()).toBeNull();
  let event = await all.next();
  while (event?.event === 'state') event = await all.next();
  expect(event).toMatchObject({ event: 'ping', data: { interval: 5 }, id: null });
  // somebody else's stream has had its own states and pings only
  const first = await foreign.next();
  const second = await foreign.next();
  for (const event of [first, second]) expect(JSON.stringify(event)).not.toContain(door.accountId);
  for (const stream of [all, onlyMailboxes, foreign]) stream.close();
});

test('RFC 8620 §7.3: a client that comes back with its last event id gets what it missed; bad parameters are refused', async ({
  app,
  newUser,
  mailServers,
}) => {
  const user = await newUser('back');
  const door = await openDoor(app.url, user);
  const url = door.session.eventSourceUrl.replace('{types}', 'Email').replace('{closeafter}', 'state').replace('{ping}', '0');
  const first = await openEvents(door, { types: 'Email', closeafter: 'no', ping: 0 });
  const event = await first.next();
  first.close();
  expect(event?.id).toMatch(/^[A-Za-z0-9_-]+$/);
  await mailServers.deliver(user, message(user, 'Meanwhile'));
  await expect.poll(async () => (await door.ask<{ ids: string[] }>('Email/query', {})).ids).toHaveLength(1);
  const response = await fetch(url, { headers: { authorization: door.authorization, 'last-event-id': event!.id! } });
  const { state } = await door.ask<{ state: string }>('Email/get', { ids: [] });
  expect(await response.text()).toContain(`{"Email":"${state}"}`);

  for (const query of ['types=*&closeafter=never', 'types=*&ping=x', 'types=<x>&ping=1']) {
    const refused = await fetch(`${app.url}/api/eventsource?${query}`, { headers: { authorization: door.authorization } });
    expect([refused.status, refused.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  }
});
