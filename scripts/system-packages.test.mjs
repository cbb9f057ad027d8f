import { expect, test } from 'vitest';
import { missingPackages, wishedPackages } from './system-packages.mjs';

const debian = 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n';
const ubuntu = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n';

test('a machine with nothing needs the mail servers, the browser and its fonts', () => {
  const missing = missingPackages(debian, () => false);
  expect(missing).toEqual(expect.arrayContaining(['dovecot-imapd', 'dovecot-pop3d', 'dovecot-lmtpd', 'dovecot-managesieved', 'chromium']));
});

test('Ubuntu has another name for the browser', () => {
  expect(missingPackages(ubuntu, () => false)).toContain('chromium-browser');
  expect(missingPackages(ubuntu, () => false)).not.toContain('chromium');
});

test('what is here is not asked for, wherever it lies', () => {
  expect(missingPackages(debian, () => true)).toEqual([]);
  expect(missingPackages(ubuntu, (file) => file === '/snap/bin/chromium')).not.toContain('chromium-browser');
});

test('what is only better to have is not asked of a system that has no such package', () => {
  expect(wishedPackages(debian, () => false, true)).toEqual(['postfix', 'chromium-headless-shell']);
  expect(wishedPackages(debian, () => false, false)).toEqual(['chromium-headless-shell']);
  expect(wishedPackages(ubuntu, () => false, true)).toEqual(['postfix']);
  expect(wishedPackages(debian, () => true, true)).toEqual([]);
});
