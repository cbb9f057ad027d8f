import { isAbsolute, relative, resolve } from 'node:path';
import { type AdministratorName, parseAdministrator } from './administrators.ts';
import type { Config, KeySource, LogLevel } from './config.ts';
import { logLevels } from './config.ts';
import { ConfigError } from './config-error.ts';
import { parseIpAddress } from './ip-address.ts';
import { readLimits } from './limits.ts';
import type { NetworkRule } from './network-rule.ts';
import { parseNetworkRule } from './network-rule.ts';
import { isOAuthClientName, oidcNames, readOAuthClients, readOidc } from './oauth-clients.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const ourNames = new Set([
  'POSTERN_URL',
  'POSTERN_DATA',
  'POSTERN_KEY',
  'POSTERN_KEY_FILE',
  'POSTERN_PROVIDERS',
  'POSTERN_ALLOW_NETWORKS',
  'POSTERN_LOGIN_DOMAINS',
  'POSTERN_ADMINS',
  'POSTERN_ONLINE_DATABASE',
  'POSTERN_DEMO',
  'POSTERN_CORS_ORIGINS',
  'POSTERN_BASIC_PASSWORDS',
  'POSTERN_TRUSTED_PROXIES',
  'POSTERN_LIMITS',
  'POSTERN_DNS',
  'POSTERN_INSECURE_HTTP',
  'POSTERN_LOG',
  ...oidcNames,
]);

/**
 * Reads and checks everything; touches no file and no clock. Relative paths are taken from `folder`.
 *
 * @throws ConfigError with every mistake
 */
export function readConfig(env: Environment, folder: string = process.cwd()): Config {
  const mistakes: string[] = [];
  const mistake = (sentence: string) => void mistakes.push(sentence);
  const text = (name: string) => env[name]?.trim() || null;

  const port = readPort(text('PORT'), mistake);
  const secure = readPublicUrl(
    text('POSTERN_URL') ?? `http://localhost:${port}`,
    readSwitch('POSTERN_INSECURE_HTTP', text('POSTERN_INSECURE_HTTP'), false, mistake),
    mistake,
  );
  const dataFolder = resolve(folder, text('POSTERN_DATA') ?? './data');
  const providersFile = text('POSTERN_PROVIDERS');
  const config: Config = {
    port,
    host: readHost(text('HOST') ?? '127.0.0.1', mistake),
    ...secure,
    dataFolder,
    key: readKeySource(text('POSTERN_KEY'), text('POSTERN_KEY_FILE'), folder, dataFolder, mistake),
    providersFile: providersFile === null ? null : resolve(folder, providersFile),
    allowNetworks: readNetworks('POSTERN_ALLOW_NETWORKS', text('POSTERN_ALLOW_NETWORKS'), true, mistake),
    loginDomains: readDomains(text('POSTERN_LOGIN_DOMAINS'), mistake),
    administrators: readAdministrators(text('POSTERN_ADMINS'), mistake),
    onlineDatabase:
      text('POSTERN_ONLINE_DATABASE') === null
        ? null
        : readSwitch('POSTERN_ONLINE_DATABASE', text('POSTERN_ONLINE_DATABASE'), false, mistake),
    demo: readSwitch('POSTERN_DEMO', text('POSTERN_DEMO'), true, mistake),
    corsOrigins: readOrigins(text('POSTERN_CORS_ORIGINS'), mistake),
    basicPasswords: readSwitch('POSTERN_BASIC_PASSWORDS', text('POSTERN_BASIC_PASSWORDS'), true, mistake),
    trustedProxies: readNetworks('POSTERN_TRUSTED_PROXIES', text('POSTERN_TRUSTED_PROXIES'), false, mistake),
    limits: readLimits(text('POSTERN_LIMITS'), mistake),
    dnsServers: readDnsServers(text('POSTERN_DNS'), mistake),
    oauthClients: readOAuthClients(env, mistake),
    oidc: readOidc(env, mistake, (name, given) => readSwitch(name, given, false, mistake)),
    logLevel: readLogLevel(text('POSTERN_LOG'), mistake),
    unknownVariables: Object.freeze(
      Object.keys(env)
        .filter((name) => name.startsWith('POSTERN_') && !ourNames.has(name) && !isOAuthClientName(name))
        .sort(),
    ),
  };
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return Object.freeze(config);
}

function readPort(text: string | null, mistake: (sentence: string) => void): number {
  if (text === null) return 3000;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65535) return port;
  mistake('PORT must be a number from 1 to 65535');
  return 3000;
}

function readHost(text: string, mistake: (sentence: string) => void): string {
  if (parseIpAddress(text) !== null || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text)) return text;
  mistake('HOST must be an address or a host name to listen on, such as 127.0.0.1, 0.0.0.0 or ::');
  return text;
}

function readPublicUrl(
  text: string,
  insecureAllowed: boolean,
  mistake: (sentence: string) => void,
): { publicUrl: string; secureCookies: boolean } {
  const nothing = { publicUrl: '', secureCookies: true };
  if (!URL.canParse(text)) {
    mistake('POSTERN_URL must be a URL such as https://mail.example.org');
    return nothing;
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') mistake('POSTERN_URL must begin with https:// or http://');
  if (url.username !== '' || url.password !== '') mistake('POSTERN_URL must not hold a user name or password');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    mistake('POSTERN_URL must be an origin only, without a path: Postern answers at the root');
  const secureCookies = url.protocol === 'https:' || isLocalhost(url.hostname);
  if (!secureCookies && !insecureAllowed) {
    mistake(
      'POSTERN_URL is plain http and not localhost, so passwords and mail would cross the network in the clear; use https, or set POSTERN_INSECURE_HTTP=1 if that is really meant',
    );
  }
  return { publicUrl: url.origin, secureCookies };
}

/** This machine itself: no network is crossed, and browsers keep `Secure` cookies without TLS (tried with Chromium on the name and on 127.0.0.0/8). */
function isLocalhost(hostname: string): boolean {
  const address = parseIpAddress(hostname.replace(/^\[|\]$/g, ''));
  if (address?.length === 4) return address[0] === 127;
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]';
}

function readKeySource(
  key: string | null,
  keyFile: string | null,
  folder: string,
  dataFolder: string,
  mistake: (sentence: string) => void,
): KeySource {
  if (key !== null && keyFile !== null) mistake('POSTERN_KEY and POSTERN_KEY_FILE are both set; one of them is enough');
  if (key !== null) {
    const keys = parseKeys(key);
    if (keys === null)
      mistake(
        'POSTERN_KEY must be 32 octets in base64 (make one with: openssl rand -base64 32); after a rotation older keys follow, separated by commas',
      );
    return { from: 'environment', reveal: () => keys ?? [] };
  }
  const path = resolve(folder, keyFile ?? './postern.key');
  const inside = relative(dataFolder, path);
  if (!inside.startsWith('..') && !isAbsolute(inside))
    mistake('POSTERN_KEY_FILE lies inside POSTERN_DATA; the data folder must never hold its own key');
  return { from: 'file', path };
}

/**
 * Master keys in base64, 32 octets each, separated by commas or line ends; the first one seals, the others still open (rotation).
 *
 * @returns null when there is none or one is malformed
 */
export function parseKeys(text: string): readonly Uint8Array[] | null {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  if (parts.length === 0 || parts.length > 16) return null;
  const keys = parts.map((part) => (/^[A-Za-z0-9+/_-]{43}=?$/.test(part) ? new Uint8Array(Buffer.from(part, 'base64')) : new Uint8Array()));
  return keys.every((one) => one.length === 32) ? keys : null;
}

function readNetworks(
  name: string,
  text: string | null,
  portsAllowed: boolean,
  mistake: (sentence: string) => void,
): readonly NetworkRule[] {
  const rules: NetworkRule[] = [];
  for (const part of listOf(text)) {
    const rule = parseNetworkRule(part);
    if (rule === null)
      mistake(`${name}: “${part}” is not of the form ${portsAllowed ? 'network/bits[:port[-port]], IPv6 in brackets' : 'network/bits'}`);
    else if (!portsAllowed && rule.firstPort !== null) mistake(`${name}: “${part}” must not name a port`);
    else rules.push(rule);
  }
  return Object.freeze(rules);
}

function readDomains(text: string | null, mistake: (sentence: string) => void): readonly string[] | null {
  if (text === null || text === '*') return null;
  const domains: string[] = [];
  for (const part of listOf(text)) {
    const ascii = part.startsWith('@') || !URL.canParse(`http://${part}`) ? '' : new URL(`http://${part}`).hostname;
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(ascii)) mistake(`POSTERN_LOGIN_DOMAINS: “${part}” is not a domain`);
    else domains.push(ascii);
  }
  return Object.freeze(domains);
}

function readAdministrators(text: string | null, mistake: (sentence: string) => void): readonly AdministratorName[] {
  const names: AdministratorName[] = [];
  for (const part of listOf(text)) {
    const name = parseAdministrator(part);
    if (name === null)
      mistake(`POSTERN_ADMINS: “${part}” is no mail address, no mailbox such as imaps://name@mail.example.org, and no oidc:subject`);
    else names.push(name);
  }
  return Object.freeze(names);
}

function readOrigins(text: string | null, mistake: (sentence: string) => void): readonly string[] {
  const origins: string[] = [];
  for (const part of listOf(text)) {
    const url = URL.canParse(part) ? new URL(part) : null;
    if (url === null || !/^https?:$/.test(url.protocol) || url.origin !== part.replace(/\/$/, '').toLowerCase())
      mistake(`POSTERN_CORS_ORIGINS: “${part}” is not an origin such as https://client.example.org`);
    else origins.push(url.origin);
  }
  return Object.freeze(origins);
}

function readDnsServers(text: string | null, mistake: (sentence: string) => void): readonly string[] | null {
  if (text === null) return null;
  const servers: string[] = [];
  for (const part of listOf(text)) {
    const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(part) ?? [];
    const bare = parseIpAddress(part) !== null;
    const named = parseIpAddress(bracketed ?? plain ?? '') !== null && (port === undefined || (Number(port) >= 1 && Number(port) <= 65535));
    if (!bare && !named) mistake(`POSTERN_DNS: “${part}” is not an address or address:port of a resolver`);
    else servers.push(part);
  }
  return Object.freeze(servers);
}

function readLogLevel(text: string | null, mistake: (sentence: string) => void): LogLevel {
  const level = logLevels.find((one) => one === (text ?? 'info'));
  if (level === undefined) mistake(`POSTERN_LOG must be one of ${logLevels.join(', ')}`);
  return level ?? 'info';
}

function readSwitch(name: string, text: string | null, fallback: boolean, mistake: (sentence: string) => void): boolean {
  if (text === null) return fallback;
  if (/^(1|on|true|yes)$/i.test(text)) return true;
  if (/^(0|off|false|no)$/i.test(text)) return false;
  mistake(`${name} must be on or off`);
  return fallback;
}

function listOf(text: string | null): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
