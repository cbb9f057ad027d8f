import { expect, test } from 'vitest';
import type { VacationResponse } from '#lib/contract/index.ts';
import { type AccountId, MailError } from '#lib/mail/index.ts';
import type { JmapClient } from './jmap-client.ts';
import { createVacation } from './vacation.ts';

const off: VacationResponse = {
  ...{ id: 'singleton', isEnabled: false, fromDate: null, toDate: null, subject: null, textBody: null, htmlBody: null },
};

/** A gateway that has this one; `answer` says what a `/set` comes to. */
function startVacation(now: VacationResponse | MailError, answer: () => Record<string, unknown> = () => ({ notUpdated: null })) {
  const gateway = { now, asked: 0 };
  const call = async (name: string) => {
    if (name === 'VacationResponse/set') return answer();
    gateway.asked += 1;
    if (gateway.now instanceof Error) throw gateway.now;
    return { list: [gateway.now] };
  };
  const client: Pick<JmapClient, 'call'> = { call: call as JmapClient['call'] };
  return { gateway, vacation: createVacation(client as JmapClient, 'a1' as AccountId, new AbortController().signal) };
}

test('what is saved is shown at once, and what is refused goes back', async () => {
  const { vacation } = startVacation(off);
  await vacation.load();
  await vacation.save({ isEnabled: true, textBody: 'Away' });
  expect(vacation.state.get()).toEqual({ ...off, isEnabled: true, textBody: 'Away' });

  const refusing = startVacation(off, () => ({ notUpdated: { singleton: { type: 'invalidProperties' } } })).vacation;
  await refusing.load();
  await expect(refusing.save({ subject: 'x' })).rejects.toMatchObject({ kind: 'refused', code: 'invalidProperties' });
  expect(refusing.state.get()).toEqual(off);
});

test('J23: an account without it is no failure, another failure is one', async () => {
  const { vacation } = startVacation(new MailError('invalid', 'JMAP', { code: 'accountNotSupportedByMethod' }));
  await vacation.load();
  expect(vacation.state.get()).toBe('not-offered');
  await expect(startVacation(new MailError('network', 'away')).vacation.load()).rejects.toMatchObject({ kind: 'network' });
});

test('a change elsewhere is asked for only where somebody looks', async () => {
  const { gateway, vacation } = startVacation(off);
  vacation.changed();
  expect(gateway.asked).toBe(0);
  await vacation.load();
  gateway.now = { ...off, subject: 'other' };
  vacation.changed();
  await expect.poll(() => vacation.state.get()).toEqual(gateway.now);
});
