import { expect, onTestFinished, test, vi } from 'vitest';
import { startModelImap } from '#lib/imap/testing/model-imap-server.ts';
import { ModelMail } from '#lib/imap/testing/model-mail.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { Alarm, newId } from '#lib/mail/index.ts';
import { Hints, watchMailbox } from './mailbox-watch.ts';
import { full } from './testing/house.ts';
import { until } from './testing/running-account.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

function stopTheClock(): void {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
}

test('I25: the first hint runs a pass at once, a burst behind it one more, and quiet none', () => {
  stopTheClock();
  let passes = 0;
  const hints = new Hints(() => {
    passes += 1;
  });
  hints.take();
  expect(passes).toBe(1);
  for (let n = 0; n < 50; n += 1) {
    hints.take();
    vi.advanceTimersByTime(5);
  }
  expect(passes).toBe(1);
  vi.advanceTimersByTime(50);
  expect(passes).toBe(2);
  vi.advanceTimersByTime(60_000);
  expect(passes).toBe(2);
  hints.take();
  expect(passes).toBe(3);
});

test('I25: hints without end make a pass every 300 ms, and a watch that ended makes none', () => {
  stopTheClock();
  let passes = 0;
  const hints = new Hints(() => {
    passes += 1;
  });
  for (let n = 0; n < 300; n += 1) {
    hints.take();
    vi.advanceTimersByTime(10);
  }
  expect(passes).toBe(11);
  hints.take();
  hints.drop();
  vi.advanceTimersByTime(1_000);
  expect(passes).toBe(11);
});

test('I25: what a burst left waiting is passed on when the watching ends, be it that another mailbox was opened', async () => {
  const mail = new ModelMail(['INBOX']);
  await using server = await startModelImap(mail, { capabilities: full });
  const stop = new AbortController();
  let hints = 0;
  let told = 0;
  const onWire = (line: string, direction: 'in' | 'out') => {
    if (direction === 'in' && / EXISTS/.test(line)) told += 1;
  };
  const connect = (signal: AbortSignal) => openTestSession(server.port, { signal, onWire, idleConnection: true });
  const context = { accountId: newId('a'), store: null as never, log: silent, nowMs: Date.now, signal: stop.signal };
  const ended = watchMailbox(context, 'INBOX', connect, () => (hints += 1), null, new Alarm(), stop.signal);
  // One for the connection, one for the mailbox that was opened; the message comes right behind them.
  await until(async () => server.lines().some((line) => / IDLE$/.test(line)), 'waiting');
  mail.append('INBOX', 'Subject: new\r\n\r\nText\r\n');
  mail.tell();
  await until(async () => told >= 2, 'the news');
  stop.abort();
  await ended;
  expect(hints).toBe(3);
});
