import { parseIpAddress } from './ip-address.ts';

/** A network and, when named, a range of ports in it. `address` has 4 or 16 octets; null ports mean every port. */
export type NetworkRule = {
  readonly address: Uint8Array;
  readonly prefixBits: number;
  readonly firstPort: number | null;
  readonly lastPort: number | null;
};

/**
 * Reads `CIDR[:port[-port]]`, IPv6 in brackets when a port follows: `10.0.0.0/8`, `127.0.0.1/32:143-993`, `[fd00::/8]:993`, `fd00::/8`.
 * A bare address is a network of one.
 *
 * @returns null when the text is no such rule
 */
export function parseNetworkRule(text: string): NetworkRule | null {
  const bracketed = /^\[([^\]]{1,60})\](?::(.{1,11}))?$/.exec(text);
  const dotted = /^([\d./]{1,20}?)(?::(.{1,11}))?$/.exec(text);
  const [network, ports] = bracketed ? [bracketed[1]!, bracketed[2]] : dotted ? [dotted[1]!, dotted[2]] : [text, undefined];
  const [addressText, prefixText, ...rest] = network.split('/');
  const address = parseIpAddress(addressText ?? '');
  if (address === null || rest.length > 0) return null;
  const allBits = address.length * 8;
  if (prefixText !== undefined && !/^\d{1,3}$/.test(prefixText)) return null;
  const prefixBits = prefixText === undefined ? allBits : Number(prefixText);
  if (prefixBits > allBits) return null;
  if (ports === undefined) return Object.freeze({ address, prefixBits, firstPort: null, lastPort: null });
  const range = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(ports);
  if (range === null) return null;
  const firstPort = Number(range[1]);
  const lastPort = range[2] === undefined ? firstPort : Number(range[2]);
  if (firstPort < 1 || lastPort > 65535 || firstPort > lastPort) return null;
  return Object.freeze({ address, prefixBits, firstPort, lastPort });
}

/** True when the address (4 or 16 octets) and, where given, the port fall under the rule. An IPv4-mapped IPv6 address counts as its IPv4 one. */
export function isUnderRule(rule: NetworkRule, address: Uint8Array, port: number | null = null): boolean {
  const plain = isMapped(address) ? address.subarray(12) : address;
  if (plain.length !== rule.address.length) return false;
  for (let bit = 0; bit < rule.prefixBits; bit += 8) {
    const mask = rule.prefixBits - bit >= 8 ? 0xff : (0xff << (8 - (rule.prefixBits - bit))) & 0xff;
    if ((plain[bit >> 3]! & mask) !== (rule.address[bit >> 3]! & mask)) return false;
  }
  if (port === null || rule.firstPort === null || rule.lastPort === null) return true;
  return port >= rule.firstPort && port <= rule.lastPort;
}

function isMapped(address: Uint8Array): boolean {
  return address.length === 16 && address.subarray(0, 10).every((octet) => octet === 0) && address[10] === 0xff && address[11] === 0xff;
}
