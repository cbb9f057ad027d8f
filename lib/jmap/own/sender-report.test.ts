import { expect, test } from 'vitest';
import { parseHeaderBlock } from '#lib/message/index.ts';
import { senderReport } from './sender-report.ts';

const isProvider = (host: string) => host.endsWith('mail.example');
const people = { own: new Set(['ann@mail.example']), written: [{ name: 'Bob Builder', email: 'bob@builders.example' }] };
const border = 'Received: from out.x.test (out.x.test [192.0.2.1]) by mx.mail.example with ESMTPS; Sun, 22 Nov 2026 13:00:05 +0000';
const report = (...lines: string[]) =>
  senderReport(parseHeaderBlock(Buffer.from(`${[...lines].join('\r\n')}\r\n\r\n`)), people, isProvider);
const verdict = (results: string, from = 'a@bank.example') =>
  report(`Authentication-Results: mx.mail.example; ${results}`, border, `From: ${from}`).verdict;

test('C7: DMARC decides; a valid signature of the From domain verifies; SPF alone says nothing of From', () => {
  expect(verdict('dmarc=pass header.from=bank.example')).toBe('verified');
  expect(verdict('dkim=pass header.d=bank.example; dmarc=fail header.from=bank.example')).toBe('failed');
  expect(verdict('dkim=pass header.i=@mail.bank.example')).toBe('verified');
  expect(verdict('dkim=pass header.d=list.example; spf=pass smtp.mailfrom=bank.example')).toBe('unknown');
  expect(verdict('spf=pass smtp.mailfrom=bank.example')).toBe('unknown');
  expect(verdict('spf=fail smtp.mailfrom=bank.example')).toBe('failed');
  expect(verdict('spf=fail; dkim=pass header.d=forwarder.example')).toBe('unknown');
  expect(verdict('dmarc=pass header.from=evil.example')).toBe('unknown');
  expect(verdict('dmarc=none; dkim=none; spf=none')).toBe('unknown');
  expect(report(border, 'Authentication-Results: mx.mail.example; dmarc=pass', 'From: a@bank.example').verdict).toBe('unknown');
});

test('§4: From, Sender, envelope and reply address that differ are named', () => {
  const { sender, replyTo, returnPath } = report(
    'Return-Path: <bounce@evil.test>',
    'From: admin@bank.example',
    'Sender: Eve <eve@evil.test>',
    'Reply-To: admin@bank.example, other@evil.test',
  );
  expect(sender).toEqual({ name: 'Eve', email: 'eve@evil.test' });
  expect(replyTo).toEqual([{ name: null, email: 'other@evil.test' }]);
  expect(returnPath).toBe('bounce@evil.test');
  const usual = report(
    'Return-Path: <bounces@mail.bank.example>',
    'From: Admin@bank.example',
    'Sender: admin@BANK.example',
    'Reply-To: admin@bank.example',
  );
  expect(usual).toMatchObject({ sender: null, replyTo: [], returnPath: null, disputedFrom: null, resembles: null, namesake: null });
});

test('§4: a known name at another address, and a domain like the own one or a known one', () => {
  expect(report('From: "bob  builder" <bob@evil.test>').namesake).toEqual({ name: 'Bob Builder', email: 'bob@builders.example' });
  expect(report('From: Bob Builder <bob@builders.example>').namesake).toBeNull();
  expect(report('From: x@rnail.example').resembles).toEqual({ domain: 'mail.example', isOwn: true });
  expect(report('From: x@bui1ders.example').resembles).toEqual({ domain: 'builders.example', isOwn: false });
});

test('the journey, oldest first; what the provider itself wrote down is marked', () => {
  const { hops } = report(
    'Received: from mx.mail.example by store.mail.example with LMTP; Sun, 22 Nov 2026 13:00:06 +0000',
    border,
    'Received: from laptop by out.x.test with ESMTPSA; Sun, 22 Nov 2026 13:00:01 +0000',
    'From: a@x.test',
  );
  expect(hops.map(({ by, isOurs, isEncrypted, at }) => [by, isOurs, isEncrypted, at])).toEqual([
    ['out.x.test', false, true, '2026-11-22T13:00:01Z'],
    ['mx.mail.example', true, true, '2026-11-22T13:00:05Z'],
    ['store.mail.example', true, false, '2026-11-22T13:00:06Z'],
  ]);
});
