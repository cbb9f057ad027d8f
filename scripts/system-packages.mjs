import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { giveUp } from './project.mjs';

/** What the tests need of the machine: Debian's package, and the files by any of which it is recognised on any system. */
const needed = [
  ['dovecot-core', '/usr/sbin/dovecot'],
  ['dovecot-imapd', '/usr/lib/dovecot/imap'],
  ['dovecot-pop3d', '/usr/lib/dovecot/pop3'],
  ['dovecot-lmtpd', '/usr/lib/dovecot/lmtp'],
  ['dovecot-submissiond', '/usr/lib/dovecot/submission'],
  ['dovecot-sieve', '/usr/lib/dovecot/modules/lib90_sieve_plugin.so'],
  ['dovecot-managesieved', '/usr/lib/dovecot/managesieve'],
  ['openssl', '/usr/bin/openssl'],
  ['chromium', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'],
  ['fonts-dejavu-core', '/usr/share/fonts/truetype/dejavu'],
  ['fonts-noto-core', '/usr/share/fonts/truetype/noto'],
  ['fonts-noto-cjk', '/usr/share/fonts/opentype/noto'],
];
/** Better with them, and as good without: Debian's names, each by itself. */
const postfix = ['postfix', '/usr/sbin/postfix'];
const windowless = ['chromium-headless-shell', '/usr/bin/chromium-headless-shell'];
const policyFile = '/usr/sbin/policy-rc.d';
/** Ubuntu has no package of Debian's name for the browser. */
const namesOnUbuntu = { chromium: 'chromium-browser' };

/**
 * Packages that are not here, by the names that this system has for them.
 *
 * @param {string} osRelease text of /etc/os-release, empty where there is none
 * @param {(file: string) => boolean} exists
 * @returns {string[]}
 */
export function missingPackages(osRelease, exists) {
  const isUbuntu = /^ID="?ubuntu"?$/m.test(osRelease);
  return needed
    .filter(([, ...files]) => !files.some((file) => exists(file)))
    .map(([name]) => (isUbuntu ? (namesOnUbuntu[name] ?? name) : name));
}

/**
 * Packages that are not here and without which the tests are slower, or use something else instead.
 *
 * @param {string} osRelease text of /etc/os-release, empty where there is none
 * @param {(file: string) => boolean} exists
 * @param {boolean} isRoot
 * @returns {string[]}
 */
export function wishedPackages(osRelease, exists, isRoot) {
  // Postfix starts as root only; Ubuntu has no Chromium of its own.
  const wished = [...(isRoot ? [postfix] : []), ...(/^ID="?debian"?$/m.test(osRelease) ? [windowless] : [])];
  return wished.filter(([, file]) => !exists(file)).map(([name]) => name);
}

/**
 * Installs the mail servers and the browser of the tests by apt, as root or with a sudo that asks nothing, on Debian and Ubuntu. Elsewhere it
 * ends with one sentence that says what to install. None of the packages starts a service.
 */
export async function installSystemPackages() {
  const osRelease = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const missing = missingPackages(osRelease, existsSync);
  const wished = wishedPackages(osRelease, existsSync, process.getuid?.() === 0);
  if (missing.length === 0 && wished.length === 0) return;
  const as = isDebian(osRelease) ? rootCommand() : null;
  if (as === null) {
    if (missing.length === 0) return;
    giveUp(`The tests need these packages of your system (Debian's names), please install them: ${missing.join(' ')}.`);
  }
  process.stdout.write(`Installing ${[...missing, ...wished].join(' ')} …\n`);
  const run = (...command) =>
    spawnSync(as[0] ?? command[0], [...as.slice(1), ...(as.length > 0 ? command : command.slice(1))], {
      stdio: ['ignore', 'inherit', 'inherit'],
    }).status === 0;
  const noninteractive = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=120'];
  const install = ['install', '--no-install-recommends', '--no-remove'];
  const guarded = !existsSync(policyFile) && forbidServices(run);
  try {
    run(...noninteractive, 'update');
    if (missing.length > 0 && !run(...noninteractive, ...install, ...missing))
      giveUp(`apt-get could not install ${missing.join(' ')}; what it said stands above.`);
    // `--no-remove`: a machine with another mail server keeps it, and the tests use Dovecot's submission service instead.
    for (const name of wished) run(...noninteractive, ...install, name);
  } finally {
    if (guarded) run('rm', '-f', policyFile);
  }
}

/** deb-systemd-invoke and invoke-rc.d ask this file; 101 is "do not start". */
function forbidServices(run) {
  const draft = `${process.env.TMPDIR ?? '/tmp'}/postern-policy-rc.d-${process.pid}`;
  writeFileSync(draft, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const done = run('install', '-m', '0755', draft, policyFile);
  rmSync(draft);
  return done;
}

function isDebian(osRelease) {
  return existsSync('/usr/bin/apt-get') && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(osRelease);
}

/** [] as root, ['sudo', '-n'] where that works, else null. */
function rootCommand() {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : null;
}
