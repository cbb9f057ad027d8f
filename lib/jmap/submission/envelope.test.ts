import { expect, test } from 'vitest';
import type { IdentityId } from '#lib/mail/index.ts';
import { parseHeaderBlock } from '#lib/message/index.ts';
import type { IdentityRecord } from '#lib/store/index.ts';
import { addressFields, checkRecipients, envelopeOf, invalidForSending, isOwnAddress, isSendable, releaseTime } from './envelope.ts';

const identity: IdentityRecord = {
  id: 'i1' as IdentityId,
  name: 'Ann',
  email: 'ann@example.org',
  replyTo: null,
  bcc: null,
  textSignature: '',
  htmlSignature: '',
  mayDelete: false,
};
const fieldsOf = (...lines: string[]) => addressFields(parseHeaderBlock(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)).fields);
const envelopeFor = (...lines: string[]) => envelopeOf(fieldsOf(...lines), [identity], identity);

test('RFC 8621 §7 envelope: mailFrom is Sender, else From', () => {
  expect(envelopeFor('From: ann+work@example.org', 'Sender: ann@example.org').mailFrom).toEqual({
    email: 'ann@example.org',
    parameters: null,
  });
  expect(envelopeFor('From: Ann <ann+work@example.org>').mailFrom.email).toBe('ann+work@example.org');
});

test('RFC 8621 §7 envelope: an address that the identity does not allow is replaced by the identity’s', () => {
  expect(envelopeFor('From: boss@example.org').mailFrom.email).toBe('ann@example.org');
});

test('RFC 8621 §7 envelope: rcptTo is the deduplicated set of To, Cc and Bcc', () => {
  const { rcptTo } = envelopeFor(
    'From: ann@example.org',
    'To: b@example.org, C@example.org',
    'Cc: b@EXAMPLE.org',
    'Bcc: Group: d@example.org;',
  );
  expect(rcptTo.map(({ email }) => email)).toEqual(['b@example.org', 'C@example.org', 'd@example.org']);
  expect(rcptTo.every(({ parameters }) => parameters === null)).toBe(true);
});

test('RFC 8621 §7.5 invalidEmail: the properties that are wrong are named', () => {
  expect(invalidForSending(fieldsOf('To: b@example.org'), false)).toEqual(['from']);
  expect(invalidForSending(fieldsOf('From: ann@example.org', 'From: bob@example.org'), false)).toEqual(['from']);
  expect(invalidForSending(fieldsOf('From: ann@example.org, bob@example.org'), false)).toEqual(['from']);
  expect(invalidForSending(fieldsOf('From: ann@example.org, bob@example.org', 'Sender: ann@example.org'), false)).toEqual([]);
  expect(invalidForSending(fieldsOf('From: ann@example.org', 'Sender: a@b.c, d@e.f'), false)).toEqual(['sender']);
  expect(invalidForSending(fieldsOf('From: ann@example.org'), true)).toEqual([]);
});

test('RFC 8621 §9.6: own addresses are the identities’, with or without a detail', () => {
  expect(isOwnAddress('Ann@Example.org', [identity])).toBe(true);
  expect(isOwnAddress('ann+news@example.org', [identity])).toBe(true);
  expect(isOwnAddress('bann@example.org', [identity])).toBe(false);
  expect(isOwnAddress('ann@example.org.evil.test', [identity])).toBe(false);
  expect(isOwnAddress('', [identity])).toBe(false);
});

test.each(['b@example.org', 'b.c+d@sub.example.org', '"b c"@example.org', 'bö@exämple.org', 'b@[192.0.2.1]', 'b@localhost'])(
  '%s can be sent to',
  (email) => {
    expect(isSendable(email)).toBe(true);
  },
);

test.each([
  '',
  'b',
  '@example.org',
  'b@',
  'b c@example.org',
  'b@exa mple.org',
  'b@example..org',
  'b..c@example.org',
  'b@example.org>\r\nRCPT TO:<c@example.org',
  'b\n@example.org',
  'b@-example.org',
  `${'x'.repeat(65)}@example.org`,
  'b\u2028@example.org',
  '<b@example.org>',
])('%j cannot be sent to', (email) => {
  expect(isSendable(email)).toBe(false);
});

const envelopeTo = (...emails: string[]) => ({
  mailFrom: { email: 'ann@example.org', parameters: null },
  rcptTo: emails.map((email) => ({ email, parameters: null })),
});

test('RFC 8621 §7.5: noRecipients, tooManyRecipients and invalidRecipients with what they must name', () => {
  expect(checkRecipients(envelopeTo())).toEqual({ ok: false, error: { type: 'noRecipients' } });
  expect(checkRecipients(envelopeTo('b@example.org', 'not one'))).toEqual({
    ok: false,
    error: { type: 'invalidRecipients', invalidRecipients: ['not one'] },
  });
  const many = Array.from({ length: 2_001 }, (_, index) => `b${index}@example.org`);
  expect(checkRecipients(envelopeTo(...many))).toEqual({ ok: false, error: { type: 'tooManyRecipients', maxRecipients: 2_000 } });
  expect(checkRecipients(envelopeTo(...many.slice(1)))).toMatchObject({ ok: true });
});

const nowMs = Date.parse('2026-01-01T00:00:00Z');
const released = (parameters: Record<string, string | null> | null) =>
  releaseTime({ mailFrom: { email: 'ann@example.org', parameters }, rcptTo: [] }, { nowMs, maxSeconds: 3_600 });

test('J11: HOLDFOR and HOLDUNTIL give the release time, without them it is now', () => {
  expect(released(null)).toEqual({ ok: true, value: nowMs });
  expect(released({ HOLDFOR: '10' })).toEqual({ ok: true, value: nowMs + 10_000 });
  expect(released({ holdfor: '0' })).toEqual({ ok: true, value: nowMs });
  expect(released({ HOLDUNTIL: '2026-01-01T01:30:00+01:00' })).toEqual({ ok: true, value: nowMs + 1_800_000 });
  expect(released({ HOLDUNTIL: '2020-01-01T00:00:00Z' })).toEqual({ ok: true, value: nowMs });
});

test.each([
  [{ HOLDFOR: '3601' }],
  [{ HOLDFOR: '-1' }],
  [{ HOLDFOR: null }],
  [{ HOLDFOR: '1e3' }],
  [{ HOLDUNTIL: '2026-01-01T02:00:00Z' }],
  [{ HOLDUNTIL: 'tomorrow' }],
  [{ HOLDFOR: '1', HOLDUNTIL: '2026-01-01T00:00:10Z' }],
  [{ BY: '120;R' }],
])('J11: parameters %j are refused', (parameters) => {
  expect(released(parameters)).toMatchObject({ ok: false, error: { type: 'invalidProperties', properties: ['envelope'] } });
});

const withRecipient = (parameters: Record<string, string | null>) =>
  releaseTime(
    { mailFrom: { email: 'ann@example.org', parameters: null }, rcptTo: [{ email: 'b@example.org', parameters }] },
    { nowMs, maxSeconds: 10 },
  );

test('RFC 3461: the parameters of DSN are taken, others and malformed ones are refused', () => {
  expect(released({ RET: 'HDRS', envid: 'my+2Bid', HOLDFOR: '10' })).toEqual({ ok: true, value: nowMs + 10_000 });
  expect(withRecipient({ NOTIFY: 'success,FAILURE', ORCPT: 'rfc822;b@example.org' })).toEqual({ ok: true, value: nowMs });
  const wrongSenders: Record<string, string | null>[] = [
    { RET: 'ALL' },
    { ENVID: 'a b' },
    { ENVID: 'a\r\nRCPT TO:<x@y.z>' },
    { RET: null },
    { NOTIFY: 'NEVER' },
  ];
  for (const parameters of wrongSenders) expect(released(parameters)).toMatchObject({ ok: false });
  const wrongRecipients: Record<string, string | null>[] = [
    { NOTIFY: 'NEVER,DELAY' },
    { NOTIFY: '' },
    { ORCPT: 'x' },
    { ORCPT: 'rfc822;a b' },
    { BY: '1' },
    { RET: 'FULL' },
  ];
  for (const parameters of wrongRecipients) expect(withRecipient(parameters)).toMatchObject({ ok: false });
});
