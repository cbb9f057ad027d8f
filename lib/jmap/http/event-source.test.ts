import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pingSchema } from '#lib/contract/index.ts';
import type { PushEvent } from '#lib/gateway/index.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';
import { eventSourceRequest } from './event-source-request.ts';
import type { EventStreamOptions } from './event-stream.ts';
import { eventStream } from './event-stream.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());

const opened: AbortController[] = [];
afterAll(() => {
  for (const one of opened) one.abort();
});

function connect(query: string, headers: Record<string, string> = {}) {
  const stop = new AbortController();
  opened.push(stop);
  const request = new Request(`https://mail.example.org/api/eventsource?${query}`, { headers, signal: stop.signal });
  const response = eventSourceRequest(world.userMail, request, {
    nowMs: Date.now,
    log: world.log,
    isAllowed: () => Promise.resolve(true),
  });
  const reader = response.body?.getReader();
  const next = async (): Promise<string | null> => {
    const { value, done } = await reader!.read();
    return done ? null : new TextDecoder().decode(value);
  };
  return { response, next, stop, cancel: () => reader!.cancel() };
}
const change = () => world.call('Email/set', { create: { k: { mailboxIds: { [world.mailbox.inbox]: true }, subject: 'push' } } });
const changedIn = (event: string | null): Record<string, string> => {
  const data = /^data: (.*)$/m.exec(event ?? '')?.[1] ?? '{}';
  const { changed } = JSON.parse(data) as { changed?: Record<string, Record<string, string>> };
  return changed?.[world.accountId] ?? {};
};

describe('RFC 8620 §7.3', () => {
  test('J22: headers and a comment at once; never compressed, never cached', async () => {
    const { response, next } = connect('types=*&closeafter=state&ping=0', { 'Accept-Encoding': 'gzip' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(response.headers.get('cache-control')).toContain('no-store');
    expect(response.headers.get('cache-control')).toContain('no-transform');
    expect(await next()).toMatch(/^:/);
  });

  test('a change is an event “state” with a StateChange, whose states are those that /get returns', async () => {
    const { next } = connect('types=*&closeafter=state&ping=0');
    await next();
    await change();
    const event = await next();
    expect(event).toMatch(/^event: state\nid: \S+\ndata: \{"@type":"StateChange",/);
    expect(event?.endsWith('\n\n')).toBe(true);
    expect(changedIn(event).Email).toBe((await world.call('Email/get', { ids: [] })).state);
    expect(changedIn(event).Mailbox).toBe((await world.call('Mailbox/get', { ids: [] })).state);
  });

  test('closeafter=state ends after the first state event', async () => {
    const { next } = connect('types=*&closeafter=state&ping=0');
    await next();
    await change();
    expect(await next()).toMatch(/^event: state/);
    expect(await next()).toBeNull();
  });

  test('closeafter=no goes on, and begins with the present states so that nothing is missed', async () => {
    const { next, stop } = connect('types=Email&closeafter=no&ping=0');
    await next();
    const { state } = await world.call('Email/get', { ids: [] });
    expect(changedIn(await next())).toEqual({ Email: state });
    await change();
    const first = changedIn(await next()).Email;
    await change();
    expect(changedIn(await next()).Email).not.toBe(first);
    stop.abort();
    expect(await next()).toBeNull();
  });

  test('only the types asked for', async () => {
    const { next } = connect('types=Mailbox,Thread&closeafter=state&ping=0');
    await next();
    await world.call('Identity/set', { update: { [(await world.call('Identity/get')).list[0]!.id]: { name: 'no event' } } });
    await change();
    expect(Object.keys(changedIn(await next())).sort()).toEqual(['Mailbox', 'Thread']);
  });

  test('RFC 8621 §1.5: EmailDelivery moves when mail was added and only then', async () => {
    const made = await change();
    const { next } = connect('types=Email,EmailDelivery&closeafter=no&ping=0');
    await next();
    await next();
    await world.call('Email/set', { update: { [made.created!.k!.id]: { 'keywords/$seen': true } } });
    expect(Object.keys(changedIn(await next()))).toEqual(['Email']);
    await change();
    expect(Object.keys(changedIn(await next())).sort()).toEqual(['Email', 'EmailDelivery']);
  });

  test('RFC 8621 §1.5: whoever comes back hears of EmailDelivery when mail was added meanwhile, and not when it was only read or deleted', async () => {
    const made = await change();
    const first = connect('types=*&closeafter=no&ping=0');
    await first.next();
    const lastEventId = /^id: (\S+)$/m.exec((await first.next()) ?? '')![1]!;
    await first.cancel();
    await world.call('Email/set', { update: { [made.created!.k!.id]: { 'keywords/$flagged': true } } });
    await world.call('Email/set', { destroy: [made.created!.k!.id] });
    const query = 'types=Email,EmailDelivery&closeafter=no&ping=0';
    const second = connect(query, { 'Last-Event-ID': lastEventId });
    await second.next();
    expect(Object.keys(changedIn(await second.next()))).toEqual(['Email']);
    await change();
    const third = connect(query, { 'Last-Event-ID': lastEventId });
    await third.next();
    expect(Object.keys(changedIn(await third.next())).sort()).toEqual(['Email', 'EmailDelivery']);
  });

  test('Last-Event-ID: what was missed comes at once, nothing when nothing was missed', async () => {
    const first = connect('types=*&closeafter=no&ping=0');
    await first.next();
    const id = /^id: (\S+)$/m.exec((await first.next()) ?? '')![1]!;
    await first.cancel();
    await change();
    const second = connect('types=Email&closeafter=no&ping=0', { 'Last-Event-ID': id });
    await second.next();
    const event = await second.next();
    expect(changedIn(event)).toEqual({ Email: (await world.call('Email/get', { ids: [] })).state });
    const third = connect('types=Email&closeafter=state&ping=0', { 'Last-Event-ID': /^id: (\S+)$/m.exec(event!)![1]! });
    await third.next();
    await change();
    expect(await third.next()).toMatch(/^event: state/);
  });

  test('a Last-Event-ID that is not ours counts as none known', async () => {
    for (const id of ['x', 'bm90IGpzb24', Buffer.from('[1]').toString('base64url'), 'x'.repeat(20_000)]) {
      const { next } = connect('types=Email&closeafter=state&ping=0', { 'Last-Event-ID': id });
      await next();
      expect(await next()).toMatch(/^event: state/);
    }
  });

  test.each(['closeafter=maybe', 'ping=-1', 'ping=x', 'types=', 'types=a%0Ab', 'types=Email%20x'])('%s is 400', (query) => {
    expect(connect(query).response.status).toBe(400);
  });

  test('V9: one person does not open streams without end', async () => {
    const many = Array.from({ length: 60 }, () => connect('types=*&closeafter=no&ping=0'));
    expect(many.filter(({ response }) => response.status === 200).length).toBeLessThanOrEqual(40);
    expect(many.at(-1)?.response.status).toBe(429);
    await Promise.all(many.filter(({ response }) => response.status === 200).map(({ cancel }) => cancel()));
    expect(connect('types=*&closeafter=no&ping=0').response.status).toBe(200);
  });
});

describe('the stream itself', () => {
  const start = (more: Partial<EventStreamOptions>) => {
    const stop = new AbortController();
    opened.push(stop);
    let notify: (event: PushEvent) => void = () => undefined;
    let listeners = 0;
    const userMail = {
      ...world.userMail,
      subscribe(listener: (event: PushEvent) => void) {
        notify = listener;
        listeners += 1;
        return () => {
          listeners -= 1;
        };
      },
    };
    const options: EventStreamOptions = {
      types: null,
      closeAfterState: false,
      pingSeconds: 0,
      lastEventId: null,
      signal: stop.signal,
      heartbeatMs: 60_000,
      longestMs: 600_000,
      recheckMs: 60_000,
      isAllowed: () => Promise.resolve(true),
      nowMs: Date.now,
      ...more,
    };
    const stream = eventStream(userMail, options);
    return {
      stream,
      stop,
      push: (states: PushEvent['states']) => notify({ accountId: world.accountId, states }),
      listeners: () => listeners,
    };
  };
  const text = async (stream: AsyncGenerator<string>) => (await stream.next()).value as string;

  test('a slow listener gets the latest of each type, once', async () => {
    const { stream, push } = start({});
    await text(stream);
    await text(stream);
    push({ AccountHealth: 'h3' });
    for (let n = 1; n <= 500; n += 1) push({ MailboxProgress: `p${n}` });
    expect(changedIn(await text(stream))).toEqual({ MailboxProgress: 'p500', AccountHealth: 'h3' });
  });

  test('a state that the listener already has is no event', async () => {
    const { stream, push } = start({});
    await text(stream);
    await text(stream);
    push({ MailboxProgress: 'p0' });
    push({ AccountHealth: 'new' });
    expect(changedIn(await text(stream))).toEqual({ AccountHealth: 'new' });
  });

  test('ping: an event with the interval and without an id when nothing else was sent for that long', async () => {
    let nowMs = 0;
    const { stream } = start({ pingSeconds: 30, nowMs: () => (nowMs += 31_000) });
    await text(stream);
    await text(stream);
    const event = await text(stream);
    expect(event).toMatch(/^event: ping\ndata: .*\n\n$/);
    expect(pingSchema.parse(JSON.parse(event.slice(event.indexOf('{'))))).toEqual({ interval: 30 });
  });

  test('without pings a comment keeps the connection known to be alive', async () => {
    const { stream } = start({ heartbeatMs: 5 });
    await text(stream);
    await text(stream);
    expect(await text(stream)).toMatch(/^: /);
  });

  test('§9: it ends when its credential is revoked or expires, and says nothing more', async () => {
    let isAllowed = true;
    const { stream, push, listeners } = start({ recheckMs: 5, isAllowed: () => Promise.resolve(isAllowed) });
    await text(stream);
    await text(stream);
    push({ AccountHealth: 'seen' });
    expect(changedIn(await text(stream))).toEqual({ AccountHealth: 'seen' });
    isAllowed = false;
    await new Promise((resolve) => setTimeout(resolve, 20));
    push({ AccountHealth: 'not for him' });
    expect((await stream.next()).done).toBe(true);
    expect(listeners()).toBe(0);
  });

  test('it ends by itself after its longest time, and when it is aborted; the subscription ends with it', async () => {
    const short = start({ longestMs: 5 });
    const events: string[] = [];
    for await (const event of short.stream) events.push(event);
    expect(short.listeners()).toBe(0);
    const aborted = start({});
    await text(aborted.stream);
    await text(aborted.stream);
    const last = aborted.stream.next();
    aborted.stop.abort();
    expect((await last).done).toBe(true);
    expect(aborted.listeners()).toBe(0);
  });
});
