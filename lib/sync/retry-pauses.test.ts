import { expect, test } from 'vitest';
import { Alarm, MailError, type MailErrorKind } from '#lib/mail/index.ts';
import { AccountHealth } from './account-health.ts';
import { LoginGate } from './login-gate.ts';
import { RetryPauses } from './retry-pauses.ts';

/** An account whose clock stands at the hour one until it is moved on. */
function house() {
  const clock = { nowMs: 3_600_000 };
  const wake = new Alarm();
  const stop = new AbortController();
  const health = new AccountHealth(() => undefined);
  const nowMs = () => clock.nowMs;
  const gate = new LoginGate(
    nowMs,
    () => undefined,
    () => undefined,
  );
  const pauses = new RetryPauses({ health, gate, wake, nowMs, signal: stop.signal });
  const fail = (kind: MailErrorKind, more: ConstructorParameters<typeof MailError>[2] = {}) =>
    pauses.after(new MailError(kind, kind, more));
  return { clock, wake, stop, health, gate, pauses, fail };
}

test('I14: after one refused login the second try comes a minute later; a second refusal waits for the person alone', async () => {
  const { clock, wake, health, gate, pauses, fail } = house();
  const first = fail('login-refused');
  expect(health.current).toMatchObject({ state: 'retrying', retryAtMs: clock.nowMs + 60_000 });
  await expect(gate.through('watch', async () => 'in')).rejects.toMatchObject({ kind: 'login-refused' });
  clock.nowMs += 60_000;
  wake.ring();
  await first;
  const second = fail('login-refused');
  expect(health.current).toMatchObject({ state: 'needs-you', retryAtMs: null });
  clock.nowMs += 24 * 3_600_000;
  wake.ring();
  await new Promise((resolve) => setImmediate(resolve));
  expect(gate.isPaused).toBe(true);
  pauses.hurry();
  await second;
  expect(gate.isPaused).toBe(false);
});

test('I14: a success in between makes the next refused login a first one again', async () => {
  const { health, pauses, fail } = house();
  for (let turn = 0; turn < 3; turn += 1) {
    const paused = fail('login-refused');
    expect(health.current.state).toBe('retrying');
    pauses.hurry();
    await paused;
    pauses.noteSuccess();
    expect(pauses.failures).toBe(0);
  }
});

test('I14: the time that a server names is waited for, an hour at most', async () => {
  const { clock, health, pauses, fail } = house();
  for (const [named, waited] of [
    [600_000, 600_000],
    [10 * 3_600_000, 3_600_000],
  ] as const) {
    const paused = fail('temporary', { retryAfterMs: named });
    expect((health.current.retryAtMs ?? 0) - clock.nowMs).toBe(waited);
    pauses.hurry();
    await paused;
  }
});

test('a clock that is set back ends the wait, and so does the end of the account; who does not wait is not hurried', async () => {
  const { clock, wake, stop, pauses, fail } = house();
  pauses.hurry();
  const paused = fail('network');
  clock.nowMs -= 1_800_000;
  wake.ring();
  await paused;
  const last = fail('network');
  stop.abort();
  await last;
});

test('a certificate that is out of date needs the person, and is looked at again by itself', async () => {
  const { clock, wake, health, fail } = house();
  const paused = fail('tls', { code: 'CERT_HAS_EXPIRED' });
  expect(health.current).toMatchObject({ state: 'needs-you', error: { kind: 'tls' } });
  clock.nowMs += 15 * 60_000;
  wake.ring();
  await paused;
});
