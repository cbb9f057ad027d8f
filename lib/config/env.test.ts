import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { ConfigError, defaultLimits, readConfig } from './index.ts';

const key = Buffer.alloc(32, 7).toString('base64');

function mistakesOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env, '/srv');
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

test('an empty environment gives the documented defaults', () => {
  const config = readConfig({}, '/srv');
  expect(config).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    publicUrl: 'http://localhost:3000',
    secureCookies: true,
    dataFolder: '/srv/data',
    key: { from: 'file', path: '/srv/postern.key' },
    providersFile: null,
    loginDomains: null,
    demo: true,
    limits: defaultLimits,
    dnsServers: null,
    logLevel: 'info',
  });
  expect(Object.isFrozen(config)).toBe(true);
});

test('every variable is read', () => {
  const config = readConfig(
    {
      PORT: '8080',
      HOST: '::',
      POSTERN_URL: 'https://mail.example.org/',
      POSTERN_DATA: '/var/lib/postern',
      POSTERN_KEY: key,
      POSTERN_PROVIDERS: 'my.json',
      POSTERN_ALLOW_NETWORKS: '127.0.0.1/32:1143-1587, 10.0.0.0/8, [fd00::/8]:993, ::1',
      POSTERN_LOGIN_DOMAINS: 'Example.org, bücher.example',
      POSTERN_DEMO: 'off',
      POSTERN_CORS_ORIGINS: 'https://client.example.org/, http://localhost:5173',
      POSTERN_BASIC_PASSWORDS: 'off',
      POSTERN_TRUSTED_PROXIES: '127.0.0.1/32,::1/128',
      POSTERN_LIMITS: 'loginFailures=3,uploadBytes=1024',
      POSTERN_DNS: '127.0.0.1:5353,[::1]:53,9.9.9.9,2620:fe::fe',
      POSTERN_LOG: 'debug',
    },
    '/srv',
  );
  expect(config).toMatchObject({
    port: 8080,
    host: '::',
    publicUrl: 'https://mail.example.org',
    dataFolder: '/var/lib/postern',
    providersFile: '/srv/my.json',
    loginDomains: ['example.org', 'xn--bcher-kva.example'],
    demo: false,
    corsOrigins: ['https://client.example.org', 'http://localhost:5173'],
    basicPasswords: false,
    dnsServers: ['127.0.0.1:5353', '[::1]:53', '9.9.9.9', '2620:fe::fe'],
    logLevel: 'debug',
  });
  expect(config.allowNetworks.map((rule) => [rule.address.length, rule.prefixBits, rule.firstPort, rule.lastPort])).toEqual([
    [4, 32, 1143, 1587],
    [4, 8, null, null],
    [16, 8, 993, 993],
    [16, 128, null, null],
  ]);
  expect(config.limits).toEqual({ ...defaultLimits, loginFailures: 3, uploadBytes: 1024 });
});

test('limits may be JSON', () => {
  expect(readConfig({ POSTERN_LIMITS: '{"loginFailures": 2}' }).limits.loginFailures).toBe(2);
});

test('every mistake is listed, not only the first', () => {
  const mistakes = mistakesOf({
    PORT: '70000',
    HOST: 'a b',
    POSTERN_URL: 'ftp://x/y',
    POSTERN_KEY: 'short',
    POSTERN_ALLOW_NETWORKS: '10.0.0.0/33,300.1.1.1,1.2.3.4:99999',
    POSTERN_LOGIN_DOMAINS: 'a b',
    POSTERN_DEMO: 'perhaps',
    POSTERN_CORS_ORIGINS: '*',
    POSTERN_BASIC_PASSWORDS: 'maybe',
    POSTERN_TRUSTED_PROXIES: '10.0.0.1:80',
    POSTERN_LIMITS: 'nonsense=1,loginFailures=-1,loose',
    POSTERN_DNS: 'dns.example',
    POSTERN_LOG: 'loud',
  });
  for (const name of [
    'PORT',
    'HOST',
    'POSTERN_URL',
    'POSTERN_KEY',
    'POSTERN_LOGIN_DOMAINS',
    'POSTERN_DEMO',
    'POSTERN_CORS_ORIGINS',
    'POSTERN_BASIC_PASSWORDS',
    'POSTERN_TRUSTED_PROXIES',
    'POSTERN_DNS',
    'POSTERN_LOG',
  ]) {
    expect(mistakes.filter((sentence) => sentence.startsWith(name))).not.toEqual([]);
  }
  expect(mistakes.filter((sentence) => sentence.startsWith('POSTERN_ALLOW_NETWORKS'))).toHaveLength(3);
  expect(mistakes.filter((sentence) => sentence.startsWith('POSTERN_LIMITS'))).toHaveLength(3);
});

test('settled 12: plain http elsewhere than on localhost is refused unless allowed by name', () => {
  expect(mistakesOf({ POSTERN_URL: 'http://mail.example.org' })).toHaveLength(1);
  expect(mistakesOf({ POSTERN_URL: 'http://127.0.0.1.example.org' })).toHaveLength(1);
  expect(readConfig({ POSTERN_URL: 'http://mail.example.org', POSTERN_INSECURE_HTTP: '1' }).secureCookies).toBe(false);
  for (const host of ['localhost', 'a.localhost', '127.0.0.1', '127.8.9.1', '[::1]'])
    expect(readConfig({ POSTERN_URL: `http://${host}:4000` }).secureCookies).toBe(true);
});

test('settled 10: the key never lies in the data folder, and is given once', () => {
  expect(mistakesOf({ POSTERN_KEY_FILE: './data/postern.key' })).toHaveLength(1);
  expect(mistakesOf({ POSTERN_DATA: '.' })).toHaveLength(1);
  expect(mistakesOf({ POSTERN_KEY: key, POSTERN_KEY_FILE: './k' })).toHaveLength(1);
});

test('V7: neither the printed configuration nor a mistake shows the key', () => {
  const config = readConfig({ POSTERN_KEY: key });
  expect(config.key.from === 'environment' && config.key.reveal()[0]).toEqual(new Uint8Array(32).fill(7));
  expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).not.toContain(key.slice(0, 20));
  expect(mistakesOf({ POSTERN_KEY: `${key}canary` }).join('')).not.toContain('canary');
});

test('a name that looks like ours and is not is reported', () => {
  expect(readConfig({ POSTERN_PROVIDER: 'x', PATH: '/bin' }).unknownVariables).toEqual(['POSTERN_PROVIDER']);
});

test('administrators are named by address, by mailbox or by subject; anything else is a mistake', () => {
  const names = 'Ana@example.org, imaps://bo%40example.org@mail.example.org, pop://cy@POP.example.org:1110/, oidc:7f3 a';
  expect(readConfig({ POSTERN_ADMINS: names }, '/srv').administrators).toEqual([
    { by: 'address', address: 'Ana@example.org' },
    { by: 'mailbox', protocol: 'imap', host: 'mail.example.org', port: 993, login: 'bo@example.org' },
    { by: 'mailbox', protocol: 'pop3', host: 'pop.example.org', port: 1110, login: 'cy' },
    { by: 'subject', subject: '7f3 a' },
  ]);
  expect(readConfig({}, '/srv')).toMatchObject({ administrators: [], onlineDatabase: null });
  expect(readConfig({ POSTERN_ONLINE_DATABASE: 'on' }, '/srv').onlineDatabase).toBe(true);
  const wrong = ['ana', '*', 'imaps://mail.example.org', 'imaps://a:secret@h', 'smtp://a@h', 'imaps://a@h/INBOX', 'imaps://%ff@h', 'oidc:'];
  for (const name of wrong) expect(mistakesOf({ POSTERN_ADMINS: name }), name).toEqual([expect.stringContaining('POSTERN_ADMINS')]);
});
