import { expect, test } from 'vitest';
import { parseReceived } from './received-hop.ts';

test('RFC 5321 §4.4: from, by, with, date; comments are no clauses', () => {
  expect(
    parseReceived(
      ' from mail.a.example (mail.a.example [192.0.2.1] by evil.example)\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384)\r\n\tby mx.b.example (Postfix) with ESMTPS id 4X for <ann@b.example>;\r\n\tSun, 22 Nov 2026 13:00:00 +0100 (CET)',
    ),
  ).toEqual({ from: 'mail.a.example', by: 'mx.b.example', protocol: 'ESMTPS', isEncrypted: true, atMs: Date.UTC(2026, 10, 22, 12) });
});

test('encryption: said by the protocol (RFC 3848), by the remark, or not at all', () => {
  const isEncrypted = (value: string) => parseReceived(value).isEncrypted;
  expect(isEncrypted('by a with ESMTP; 22 Nov 2026 13:00:00 +0000')).toBe(false);
  expect(isEncrypted('by a with UTF8SMTPSA')).toBe(true);
  expect(isEncrypted('by a with ESMTP (TLS1.2:ECDHE:256)')).toBe(true);
  expect(isEncrypted('from a by b with ESMTP (version=TLS1_3 cipher=TLS_AES_128)')).toBe(true);
  expect(isEncrypted('from x by 2002:a17 id abc')).toBeNull();
  expect(isEncrypted('by a with HTTP')).toBeNull();
});

test('broken fields give what is there', () => {
  expect(parseReceived('')).toEqual({ from: null, by: null, protocol: null, isEncrypted: null, atMs: null });
  expect(parseReceived('from by mx.example with; not a date')).toMatchObject({ from: null, by: 'mx.example', protocol: null, atMs: null });
  expect(parseReceived('from "by mx.evil" by mx.example')).toMatchObject({ from: 'by mx.evil', by: 'mx.example' });
});
