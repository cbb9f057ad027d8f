import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { disputedSender } from './disputed-sender.ts';
import { parseHeaderBlock } from './parsed-headers.ts';

const disputed = (header: string) => disputedSender(parseHeaderBlock(Buffer.from(`${header}\r\n\r\n`)).fields);

test('§4: senders that every program reads alike', () => {
  for (const from of [
    'ann@example.org',
    'Ann <ann@example.org>',
    '"Ann, née Smith (work)" <ann@example.org>',
    '"ann@example.org" <ann@example.org>',
    'Ann Smith (on holiday) <ann@example.org>',
    'ann@example.org (Ann Smith)',
    '=?utf-8?Q?J=C3=B6rg?= Maier <joerg.maier+list@example.co.uk>',
    'Jörg O’Neil <jörg@müller.example>',
    '\r\n Ann\r\n <ann@example.org>',
    'Ann <ann_b-c=d@sub-1.example>',
  ])
    expect(disputed(`From: ${from}`), from).toBeNull();
});

test('§4: several senders, none, and what programs read in different ways', () => {
  expect(disputed('Subject: x')).toEqual([]);
  expect(disputed('From: a@x.example\r\nFrom: b@x.example')).toEqual(['a@x.example', 'b@x.example']);
  for (const from of [
    'a@x.example, b@x.example',
    'Bank <admin@bank.example> <a@evil.example>',
    'admin@bank.example <a@evil.example>',
    '<@bank.example,@x.example:a@evil.example>',
    '<admin%bank.example@evil.example>',
    '"admin@bank.example x"@evil.example',
    'a@evil.example (admin@bank.example)',
    '"Bank\\" <admin@bank.example>" <a@evil.example>',
    'Bank:admin@bank.example;, a@evil.example',
    '<>',
    'Bank Support',
    '',
    `${'x'.repeat(1200)} <a@evil.example>`,
  ])
    expect(disputed(`From: ${from}`), from).not.toBeNull();
});

const corpus = join(process.cwd(), '../shared/corpora/sender-spoofing.json');
// what is no dispute about the address: another field, the name, the domain's letters, or the claim of another server
const elsewhere =
  /^(?:espoofer-server_a(?:[1-9]|1[0-2])|espoofer-client_a3|own-(?:name-is-address|long-name|ew-|bidi|zwsp|resent|reply-to|homograph|puny|fullwidth|idn-dot|sender|source-auth|auth-|list-spoof|contact-name|folded|quoted-angle|two-from-nbsp))/;

test.skipIf(!existsSync(corpus))('§4: sender-spoofing.json: every From that reads in several ways is disputed', () => {
  const { cases } = JSON.parse(readFileSync(corpus, 'utf8')) as { cases: { id: string; headers: string }[] };
  const plain = cases.filter(({ id, headers }) => !elsewhere.test(id) && disputed(headers.trimEnd()) === null);
  expect(plain.map(({ id, headers }) => `${id}: ${headers}`)).toEqual([]);
});
