import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noVacation } from '#lib/mail/index.ts';
import { sessionOf } from '../session.ts';
import type { JmapWorld } from '../testing/start-jmap.ts';
import { startJmap } from '../testing/start-jmap.ts';

let world: JmapWorld;
beforeAll(async () => {
  world = await startJmap();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.account.vacationNow = noVacation;
  world.userMail.scope = 'send';
});

const off = { isEnabled: false, fromDate: null, toDate: null, subject: null, textBody: null, htmlBody: null };
const get = async () => (await world.call('VacationResponse/get')).list[0];
const update = (patch: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  world.call('VacationResponse/set', { update: { singleton: patch }, ...more });

describe('J23: only where ManageSieve is', () => {
  test('accountNotSupportedByMethod elsewhere, for reading and writing', async () => {
    world.account.vacationNow = null;
    expect((await world.call('VacationResponse/get')).type).toBe('accountNotSupportedByMethod');
    expect((await update({ isEnabled: true })).type).toBe('accountNotSupportedByMethod');
    expect((await world.call('VacationResponse/get', { accountId: 'aNone' })).type).toBe('accountNotFound');
  });
  test('the capability stands in the session and in accounts that have it', () => {
    const uri = 'urn:ietf:params:jmap:vacationresponse';
    const session = (having: boolean[]) => {
      const accounts = having.map((hasVacation, at) => ({
        ...world.userMail.accounts[0]!,
        id: `a${at}` as typeof world.accountId,
        hasVacation,
      }));
      return sessionOf({ ...world.userMail, accounts }, { publicUrl: 'https://x.test', limits: world.limits, nowMs: 0 });
    };
    const some = session([false, true]);
    expect(some.capabilities).toHaveProperty([uri], {});
    const ofMail = Object.entries(some.accounts).filter(([id]) => /^a\d$/.test(id));
    expect(ofMail.map(([, { accountCapabilities }]) => uri in accountCapabilities)).toEqual([false, true]);
    expect(some.primaryAccounts[uri]).toBe('a1');
    expect(session([false]).primaryAccounts).not.toHaveProperty([uri]);
    expect(session([false]).state).not.toBe(session([true]).state);
  });
});

describe('RFC 8621 §8.1: VacationResponse/get', () => {
  test('there is exactly one object, with the id "singleton"', async () => {
    expect((await world.call('VacationResponse/get')).list).toEqual([{ id: 'singleton', ...off }]);
    expect(await world.call('VacationResponse/get', { ids: ['singleton', 'other'], properties: ['isEnabled'] })).toMatchObject({
      ...{ list: [{ id: 'singleton', isEnabled: false }], notFound: ['other'] },
    });
    expect((await world.call('VacationResponse/get', { ids: [] })).list).toEqual([]);
    expect((await world.call('VacationResponse/get', { properties: ['body'] })).type).toBe('invalidArguments');
  });
});

describe('RFC 8621 §8.2: VacationResponse/set', () => {
  test('an update is shown in the very next call, under a new state', async () => {
    const before = await world.call('VacationResponse/get');
    const given = {
      isEnabled: true,
      fromDate: '2026-12-24T00:00:00Z',
      toDate: '2027-01-02T08:30:00Z',
      subject: 'Away',
      textBody: 'Back in\nJanuary',
      htmlBody: '<p>January</p>',
    };
    const { oldState, newState, updated, notUpdated } = await update(given, { ifInState: before.state });
    expect([oldState, updated, notUpdated]).toEqual([before.state, { singleton: null }, null]);
    const after = await world.call('VacationResponse/get');
    expect([after.state, after.list]).toEqual([newState, [{ id: 'singleton', ...given }]]);
    expect(newState).not.toBe(oldState);
    await update({ toDate: null, textBody: null, id: 'singleton' });
    expect(await get()).toEqual({ id: 'singleton', ...given, toDate: null, textBody: null });
    expect((await update({ isEnabled: false }, { ifInState: before.state })).type).toBe('stateMismatch');
  });
  test('a singleton is neither created nor destroyed', async () => {
    const answer = await world.call('VacationResponse/set', { create: { k: off }, destroy: ['singleton'], update: { other: {} } });
    expect(answer).toMatchObject({
      ...{ notCreated: { k: { type: 'singleton' } }, notDestroyed: { singleton: { type: 'singleton' } } },
      notUpdated: { other: { type: 'notFound' } },
    });
  });
  test.each([
    [{ isEnabled: 'yes' }, 'isEnabled'],
    [{ isEnabled: null }, 'isEnabled'],
    [{ fromDate: '2026-12-24' }, 'fromDate'],
    [{ toDate: '2026-12-24T00:00:00+01:00' }, 'toDate'],
    [{ subject: 'a\r\nBcc: x@y.z' }, 'subject'],
    [{ textBody: 7 }, 'textBody'],
    [{ htmlBody: 'a\0' }, 'htmlBody'],
    [{ id: 'other' }, 'id'],
    [{ days: 3 }, 'days'],
  ])('%j is invalidProperties, and nothing of the patch holds', async (patch, property) => {
    expect((await update({ textBody: 'kept out', ...patch })).notUpdated).toEqual({
      singleton: { type: 'invalidProperties', properties: [property] },
    });
    expect(await get()).toEqual({ id: 'singleton', ...off });
  });
  test('a patch into a property is invalidPatch; who may not send, or only read, changes nothing', async () => {
    expect((await update({ 'subject/x': 'y' })).notUpdated).toMatchObject({ singleton: { type: 'invalidPatch' } });
    world.userMail.scope = 'write';
    expect((await update({ isEnabled: true })).type).toBe('forbidden');
    expect(await get()).toMatchObject({ isEnabled: false });
    world.userMail.scope = 'read';
    expect((await update({ isEnabled: true })).type).toBe('accountReadOnly');
  });
});
