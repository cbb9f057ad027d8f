import { expect, test } from 'vitest';
import { SecretWatch } from './secret-watch.ts';

test('X6: lines typed ahead of the answers do not end an exchange too early', () => {
  const watch = new SecretWatch('smtp');
  watch.received('220 ready');
  expect(watch.sent('EHLO x')).toBe('EHLO x');
  expect(watch.sent('AUTH LOGIN')).toBe('AUTH LOGIN');
  watch.received('250-x');
  watch.received('250 AUTH LOGIN');
  watch.received('334 VXNlcm5hbWU6');
  expect(watch.sent('YW5h')).toBe('[secret]');
  watch.received('334 UGFzc3dvcmQ6');
  expect(watch.sent('c2VjcmV0')).toBe('[secret]');
  watch.received('235 2.7.0 Authentication successful');
  expect(watch.isSignedIn).toBe(true);
  expect(watch.sent('NOOP')).toBe('NOOP');
});

test('X6: IMAP by tags, whatever stands between', () => {
  const watch = new SecretWatch('imap');
  expect(watch.sent('a LOGIN ana "se cret"')).toBe('a LOGIN [secret]');
  watch.received('* CAPABILITY IMAP4rev1');
  watch.received('b OK of another command');
  expect(watch.sent('anything')).toBe('[secret]');
  watch.received('a NO [AUTHENTICATIONFAILED] no');
  expect(watch.isSignedIn).toBe(false);
  expect(watch.sent('c AUTHENTICATE PLAIN AGFuYQBzZWNyZXQ=')).toBe('c AUTHENTICATE PLAIN [secret]');
  watch.received('c OK');
  expect(watch.isSignedIn).toBe(true);
  expect(watch.sent('d LIST "" "*"')).toBe('d LIST "" "*"');
});

test('X6: POP3, name and password in one go', () => {
  const watch = new SecretWatch('pop3');
  expect(watch.sent('CAPA')).toBe('CAPA');
  expect(watch.sent('USER ana')).toBe('USER [secret]');
  expect(watch.sent('PASS se cret')).toBe('PASS [secret]');
  watch.received('+OK');
  watch.received('+OK');
  expect(watch.isSignedIn).toBe(false);
  watch.received('+OK Logged in.');
  expect(watch.isSignedIn).toBe(true);
  expect(watch.sent('APOP ana c4c9334bac560ecc979e58001b3e22fb')).toBe('APOP [secret]');
});

test('a message may hold any word; after its dot commands are commands again', () => {
  const watch = new SecretWatch('smtp');
  for (const line of ['MAIL FROM:<a@example.test>', 'RCPT TO:<b@example.test>', 'DATA']) watch.sent(line);
  for (const reply of ['250 ok', '250 ok', '354 go on']) watch.received(reply);
  expect(watch.isInMessage).toBe(true);
  expect(watch.sent('AUTH PLAIN AGFuYQBzZWNyZXQ=')).toBe('AUTH PLAIN AGFuYQBzZWNyZXQ=');
  expect(watch.sent('.')).toBe('.');
  watch.received('250 queued');
  expect(watch.sent('AUTH PLAIN AGFuYQBzZWNyZXQ=')).toBe('AUTH PLAIN [secret]');
});
