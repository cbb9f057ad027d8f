import { lookup as systemLookup } from 'node:dns/promises';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { isUnderRule, type NetworkRule, parseIpAddress } from '#lib/config/index.ts';
import { MailError } from '#lib/mail/index.ts';
import { parseAllowNetworks } from './allow-networks.ts';
import { type CheckedAddress, type ConnectRequest, connectTcp, connectTls, type ResolveOptions, type TlsRequest } from './connect.ts';
import { type Host, readHost } from './host-name.ts';
import { isPublicAddress } from './public-address.ts';
import { withDeadline } from './with-deadline.ts';

/** Every address of a name, in the order in which they are tried. Throws errors with the codes of `dns.lookup` (ENOTFOUND, EAI_AGAIN …). */
export type Lookup = (name: string) => Promise<readonly { address: string; family: number }[]>;

export type EgressGuardOptions = {
  /** what the operator lets through although it is not public: the text of `POSTERN_ALLOW_NETWORKS`, or its parsed rules */
  allowNetworks: string | readonly NetworkRule[];
  lookup?: Lookup;
};

/**
 * The only way out (N1). A host is resolved once, every address is checked, and the connection goes to a checked address; who asks never
 * learns more than that a host cannot be reached.
 */
export interface EgressGuard {
  /** Lets one host:port through, word for word, until the returned function is called: the embedded demo (settled 5). */
  allow(host: string, port: number): () => void;
  /** @throws MailError 'egress-denied' (stage dns), 'network' (stage dns, code ENOTFOUND, EAI_AGAIN, ETIMEDOUT …), 'aborted' */
  resolve(host: string, port: number, options?: ResolveOptions): Promise<CheckedAddress[]>;
  /** @throws as `resolve`, and MailError 'network' (stage tcp, code ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH …) */
  connectTcp(request: ConnectRequest): Promise<Socket>;
  /** @throws as `connectTcp`, and MailError 'tls' (stage tls, code of Node or OpenSSL) */
  connectTls(request: TlsRequest): Promise<TLSSocket>;
}

/** Ports of mail, of ManageSieve and of the web (N1). */
const usualPorts: ReadonlySet<number> = new Set([25, 110, 143, 443, 465, 587, 993, 995, 2525, 4190]);
const maxAddresses = 16;
const lookupTimeoutMs = 10_000;

/** @throws MailError 'invalid' when `allowNetworks` is not in the syntax of `POSTERN_ALLOW_NETWORKS` */
export function createEgressGuard(options: EgressGuardOptions): EgressGuard {
  const rules = readRules(options.allowNetworks);
  const lookup = options.lookup ?? ((name) => systemLookup(name, { all: true, order: 'verbatim' }));
  const registered = new Map<string, number>();
  const keyOf = (host: string, port: number) => `${host.toLowerCase()} ${port}`;

  async function resolve(hostText: string, port: number, { signal, timeoutMs = lookupTimeoutMs, alsoPorts = [] }: ResolveOptions = {}) {
    const host = readHost(hostText);
    if (host === null) throw denied('host is not spelt as a host name or address', 'HOST');
    if (!Number.isInteger(port) || port < 1 || port > 65535) throw denied('port is out of range', 'PORT');
    const found = host.kind === 'address' ? [addressOf(host)] : await lookUp(host.text, signal, timeoutMs);
    const free = registered.has(keyOf(hostText, port));
    const isUsualPort = usualPorts.has(port) || alsoPorts.includes(port);
    for (const { octets } of found) {
      if (free || rules.some((rule) => isUnderRule(rule, octets, port))) continue;
      if (!isPublicAddress(octets)) throw denied('address is not public and not on the operator’s list', 'ADDRESS');
      if (!isUsualPort) throw denied('port is none of mail and not on the operator’s list', 'PORT');
    }
    const servername = host.kind === 'name' ? host.text : null;
    return found.map(({ address, octets }): CheckedAddress => ({ address, family: octets.length === 4 ? 4 : 6, servername }));
  }

  async function lookUp(name: string, signal: AbortSignal | undefined, timeoutMs: number) {
    const late = () => new MailError('network', 'the name service did not answer in time', { stage: 'dns', code: 'ETIMEDOUT' });
    let answers: readonly { address: string; family: number }[];
    try {
      answers = await withDeadline(lookup(name), { signal, timeoutMs, late });
    } catch (error) {
      throw asLookupError(error);
    }
    if (answers.length === 0) throw new MailError('network', 'host has no address', { stage: 'dns', code: 'ENOTFOUND', permanent: true });
    return answers.slice(0, maxAddresses).map(({ address }) => {
      const octets = parseIpAddress(address);
      if (octets === null) throw denied('the name service gave no address', 'ADDRESS');
      return { address, octets };
    });
  }

  return {
    allow(host, port) {
      const key = keyOf(host, port);
      registered.set(key, (registered.get(key) ?? 0) + 1);
      let revoked = false;
      return () => {
        if (revoked) return;
        revoked = true;
        const left = (registered.get(key) ?? 1) - 1;
        if (left > 0) registered.set(key, left);
        else registered.delete(key);
      };
    },
    resolve,
    connectTcp: (request) => connectTcp(request, resolve),
    connectTls: (request) => connectTls(request, resolve),
  };
}

function readRules(allowNetworks: string | readonly NetworkRule[]): readonly NetworkRule[] {
  if (typeof allowNetworks !== 'string') return allowNetworks;
  const { rules, mistakes } = parseAllowNetworks(allowNetworks);
  if (mistakes.length > 0) throw new MailError('invalid', `not a network: ${mistakes.join(', ')}`);
  return rules;
}

const addressOf = (host: Host & { kind: 'address' }) => ({ address: host.text, octets: host.octets });

const denied = (message: string, code: string) => new MailError('egress-denied', message, { stage: 'dns', code, permanent: true });

function asLookupError(error: unknown): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : null;
  if (code === null || (error instanceof Error && error.name === 'MailError')) return error;
  return new MailError('network', 'host name could not be resolved', { stage: 'dns', code, permanent: code === 'ENOTFOUND', cause: error });
}
