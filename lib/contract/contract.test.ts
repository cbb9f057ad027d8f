import { describe, expect, test } from 'vitest';
import {
  dateSchema,
  defaultPreferences,
  idSchema,
  methodArguments,
  preferenceProperties,
  preferencesSettable,
  problemDetailsSchema,
  requestSchema,
  stateChangeSchema,
  unsignedIntSchema,
  utcDateSchema,
} from './index.ts';

const takes = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) => schema.safeParse(value).success;

describe('RFC 8620 §1.2–§1.4 scalars', () => {
  test('Id: 1–255 characters of the URL-safe alphabet', () => {
    for (const id of ['a', 'A-_9', 'x'.repeat(255)]) expect(takes(idSchema, id)).toBe(true);
    for (const id of ['', 'x'.repeat(256), 'a b', 'a=', 'a/b', 'ä', 'a\n', 7, null]) expect(takes(idSchema, id)).toBe(false);
  });

  test('UnsignedInt: whole, not negative, exact in a double', () => {
    for (const value of [0, 1, Number.MAX_SAFE_INTEGER]) expect(takes(unsignedIntSchema, value)).toBe(true);
    for (const value of [-1, 1.5, Number.MAX_SAFE_INTEGER + 1, '1', Number.NaN, Number.POSITIVE_INFINITY])
      expect(takes(unsignedIntSchema, value)).toBe(false);
  });

  test('Date and UTCDate: RFC 3339 in capitals; UTCDate ends in Z', () => {
    for (const date of ['2014-10-30T14:12:00+08:00', '2014-10-30T06:12:00Z', '2014-10-30T06:12:00.125Z', '2016-12-31T23:59:60Z'])
      expect(takes(dateSchema, date)).toBe(true);
    const wrong = [
      '2014-10-30',
      '2014-10-30t06:12:00z',
      '2014-13-01T00:00:00Z',
      '2014-10-30T24:00:00Z',
      '2014-10-30 06:12:00Z',
      '2014-10-30T06:12:00',
      '',
      7,
    ];
    for (const date of wrong) expect(takes(dateSchema, date)).toBe(false);
    expect(takes(utcDateSchema, '2014-10-30T06:12:00Z')).toBe(true);
    expect(takes(utcDateSchema, '2014-10-30T06:12:00+00:00')).toBe(false);
  });
});

test('RFC 8620 §3.5: what is left out has its default', () => {
  expect(methodArguments['Email/query'].parse({ accountId: 'a1' })).toEqual({
    accountId: 'a1',
    filter: null,
    sort: null,
    position: 0,
    anchor: null,
    anchorOffset: 0,
    limit: null,
    calculateTotal: false,
    collapseThreads: false,
  });
  expect(methodArguments['Email/set'].parse({ accountId: 'a1' })).toEqual({
    accountId: 'a1',
    ifInState: null,
    create: null,
    update: null,
    destroy: null,
  });
});

test('RFC 8620 §3.5: null stands only where the type allows it', () => {
  expect(takes(methodArguments['Email/query'], { accountId: 'a1', limit: null })).toBe(true);
  expect(takes(methodArguments['Email/query'], { accountId: 'a1', position: null })).toBe(false);
  expect(takes(methodArguments['Email/get'], { accountId: 'a1', ids: null })).toBe(true);
  expect(takes(methodArguments['Email/get'], { accountId: 'a1', fetchTextBodyValues: null })).toBe(false);
});

test('RFC 8620 §3.3: the Request type, with room for what later specifications add', () => {
  expect(takes(requestSchema, { using: [], methodCalls: [['a', {}, 'b']], createdIds: {}, later: 1 })).toBe(true);
  expect(takes(requestSchema, { using: [], methodCalls: [['a', {}]] })).toBe(false);
});

test('RFC 8620 §7.1 and RFC 7807: what a client reads', () => {
  expect(takes(stateChangeSchema, { '@type': 'StateChange', changed: { a1: { Email: 's1' } } })).toBe(true);
  expect(takes(stateChangeSchema, { '@type': 'Other', changed: {} })).toBe(false);
  expect(takes(problemDetailsSchema, { type: 'about:blank', status: 404, detail: 'x', more: 1 })).toBe(true);
});

test('every preference has a default that fits it', () => {
  expect(Object.keys(defaultPreferences).sort()).toEqual(Object.keys(preferencesSettable).sort());
  expect(preferenceProperties).toEqual(['id', ...Object.keys(preferencesSettable)]);
  for (const [name, schema] of Object.entries(preferencesSettable))
    expect(takes(schema, defaultPreferences[name as keyof typeof defaultPreferences])).toBe(true);
});
