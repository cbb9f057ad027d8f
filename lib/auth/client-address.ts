import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { NetworkRule } from '#lib/config/index.ts';
import { isUnderRule, parseIpAddress } from '#lib/config/index.ts';
import { newToken } from '#lib/security/index.ts';

// A header name that no client can know: it is set by us on every request, and what a client sends under any name is never believed.
// Handlers are bundled apart from instrumentation (settled 4), so the name lies where both find it.
const place = Symbol.for('postern.clientAddressHeader');
const shared = globalThis as typeof globalThis & { [place]?: { header: string; stop: () => void } };

const channel = 'http.server.request.start';
const forwardingHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'forwarded', 'x-real-ip'];

/**
 * Makes every request of this process carry the address of its client, taken from the socket, or behind a trusted proxy from
 * X-Forwarded-For (settled 21). Forwarding headers of anybody else are removed, so that nothing further in believes them. Next hides the
 * socket from handlers, hence the hook: Node tells of each request before the server sees it. Once is enough for a process; the first call
 * counts until it is stopped.
 *
 * @returns stops it
 */
export function watchClientAddresses(trustedProxies: readonly NetworkRule[]): () => void {
  if (shared[place] !== undefined) return shared[place].stop;
  const header = `x-postern-client-${newToken().slice(0, 16).toLowerCase().replaceAll('_', '-')}`;
  const onRequest = (message: unknown) => {
    const { request } = message as { request: IncomingMessage };
    const peer = request.socket.remoteAddress ?? '';
    const isProxy = isTrusted(peer, trustedProxies);
    const forwarded = request.headers['x-forwarded-for'];
    request.headers[header] = isProxy && typeof forwarded === 'string' ? clientBehind(peer, forwarded, trustedProxies) : plainAddress(peer);
    if (!isProxy) for (const name of forwardingHeaders) delete request.headers[name];
  };
  const stop = () => {
    unsubscribe(channel, onRequest);
    delete shared[place];
  };
  subscribe(channel, onRequest);
  shared[place] = { header, stop };
  return stop;
}

/** The client of a request, as `watchClientAddresses` found it; 'unknown' where it does not run: all share one count then. */
export function clientAddress(headers: Headers): string {
  return (shared[place] === undefined ? null : headers.get(shared[place].header)) ?? 'unknown';
}

/** What is counted: one IPv4 address, or one IPv6 network of 64 bits, which is what one household gets. */
export function addressKey(address: string): string {
  const octets = parseIpAddress(address);
  return octets === null || octets.length === 4 ? address : `${Buffer.from(octets.subarray(0, 8)).toString('hex')}/64`;
}

/** From the right: each hop that a trusted proxy vouches for; the first one that is no proxy is the client (RFC 7239 §7.4). */
function clientBehind(peer: string, forwarded: string, trustedProxies: readonly NetworkRule[]): string {
  const hops = forwarded.slice(-4_000).split(',');
  let client = plainAddress(peer);
  for (const hop of hops.reverse()) {
    const address = plainAddress(hop.trim().replace(/^\[|\]$/g, ''));
    if (parseIpAddress(address) === null) break;
    client = address;
    if (!isTrusted(address, trustedProxies)) break;
  }
  return client;
}

const plainAddress = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '');

function isTrusted(address: string, trustedProxies: readonly NetworkRule[]): boolean {
  const octets = parseIpAddress(plainAddress(address));
  return octets !== null && trustedProxies.some((rule) => isUnderRule(rule, octets));
}
