import { expect, test } from 'vitest';
import { isUnderRule, parseIpAddress, parseNetworkRule } from './index.ts';

const under = (rule: string, address: string, port: number | null = null) =>
  isUnderRule(parseNetworkRule(rule)!, parseIpAddress(address)!, port);

test('addresses are read in their one usual spelling only', () => {
  for (const text of [
    '1.2.3.4',
    '255.255.255.255',
    '::',
    '::1',
    '1::',
    'fe80::1:2',
    '1:2:3:4:5:6:7:8',
    '::ffff:1.2.3.4',
    '64:ff9b::192.0.2.1',
  ])
    expect(parseIpAddress(text), text).not.toBeNull();
  for (const text of [
    '',
    '1.2.3',
    '01.2.3.4',
    '0x7f.0.0.1',
    '2130706433',
    '1.2.3.256',
    '1.2.3.4.5',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    'fe80::1%eth0',
    '::1.2.3',
    '1.2.3.4::',
    '12345::',
    '1:2:3:4:5:6:7::8',
  ])
    expect(parseIpAddress(text), text).toBeNull();
});

test('a rule covers its network and its ports, nothing beside them', () => {
  expect(under('10.0.0.0/8', '10.255.1.2')).toBe(true);
  expect(under('10.0.0.0/8', '11.0.0.0')).toBe(false);
  expect(under('192.168.4.0/22', '192.168.7.255')).toBe(true);
  expect(under('192.168.4.0/22', '192.168.8.0')).toBe(false);
  expect(under('0.0.0.0/0', '8.8.8.8')).toBe(true);
  expect(under('0.0.0.0/0', '::1')).toBe(false);
  expect(under('127.0.0.1/32:1143', '127.0.0.1', 1143)).toBe(true);
  expect(under('127.0.0.1/32:1143', '127.0.0.1', 1144)).toBe(false);
  expect(under('[fd00::/8]:1-99', 'fd12::1', 99)).toBe(true);
  expect(under('[fd00::/8]:1-99', 'fc00::1', 99)).toBe(false);
  expect(under('127.0.0.0/8', '::ffff:127.0.0.1')).toBe(true);
});

test('malformed rules are refused', () => {
  for (const text of [
    '',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/8:',
    '10.0.0.0/8:0',
    '10.0.0.0/8:9-1',
    '10.0.0.0/8:1-70000',
    '[::1',
    '::1/129',
    'localhost',
    '10.0.0.0/-1',
  ])
    expect(parseNetworkRule(text), text).toBeNull();
});
