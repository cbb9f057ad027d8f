import { expect, test } from 'vitest';
import { lookAlike } from './look-alike.ts';

const known = ['example.org', 'mybank.example', 'paypal.example', 'müller.example'];

test('§4: a domain that is taken for a known one', () => {
  for (const [domain, of] of [
    ['exarnple.org', 'example.org'],
    ['examp1e.org', 'example.org'],
    ['exampIe.org'.replace('I', 'i'), 'example.org'],
    ['xn--mbank-0kf.example', null],
    ['mybаnk.example', 'mybank.example'],
    ['mybnak.example', 'mybank.example'],
    ['my-bank.example', 'mybank.example'],
    ['mybanks.example', 'mybank.example'],
    ['paypaI.example'.toLowerCase(), 'paypal.example'],
    ['muller.example', 'müller.example'],
  ] as const)
    expect(lookAlike(domain, known), domain).toBe(of);
  expect(lookAlike(new URL('http://mybаnk.example').host, known)).toBe('mybank.example');
});

test('§4: the domain itself, what is below or above it, and what merely has something in common is no look-alike', () => {
  for (const domain of [
    'example.org',
    'EXAMPLE.org',
    'mail.example.org',
    'mybank.test',
    'yourbank.example',
    'x.example',
    '',
    'a'.repeat(5000),
  ])
    expect(lookAlike(domain, known), domain.slice(0, 40)).toBeNull();
});
