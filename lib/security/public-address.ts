/** Networks of the special-purpose registries (RFC 6890 and its updates) that no mail server on the internet lives in. */
const refusedV4: readonly (readonly [number, number, number, number, number])[] = [
  [0, 0, 0, 0, 8], // this network, unspecified
  [10, 0, 0, 0, 8],
  [100, 64, 0, 0, 10], // shared (CGNAT); the metadata service of one cloud lives here too
  [127, 0, 0, 0, 8],
  [168, 63, 129, 16, 32], // Azure's host service: a public address that leads into the platform
  [169, 254, 0, 0, 16], // link-local, cloud metadata
  [172, 16, 0, 0, 12],
  [192, 0, 0, 0, 24],
  [192, 0, 2, 0, 24],
  [192, 31, 196, 0, 24],
  [192, 52, 193, 0, 24],
  [192, 88, 99, 0, 24], // 6to4 relay
  [192, 168, 0, 0, 16],
  [192, 175, 48, 0, 24],
  [198, 18, 0, 0, 15],
  [198, 51, 100, 0, 24],
  [203, 0, 113, 0, 24],
  [224, 0, 0, 0, 3], // multicast, reserved, broadcast
];

/**
 * True when an address of 4 or 16 octets is one of the public internet. Of IPv6 only global unicast (2000::/3) passes, which leaves out
 * loopback, unique-local, link-local, multicast and the forms that carry an IPv4 address (mapped, NAT64); inside it Teredo, ORCHID,
 * 6to4 and documentation are refused as well, since they too can lead to an IPv4 address of the inside.
 *
 * @see RFC 6890, RFC 4291 §2.4, RFC 6052 §2.1, RFC 3056 §2
 */
export function isPublicAddress(octets: Uint8Array): boolean {
  if (octets.length === 4) return !refusedV4.some(([a, b, c, d, bits]) => hasPrefix(octets, [a, b, c, d], bits));
  if (octets.length !== 16) return false;
  if (!hasPrefix(octets, [0x20], 3)) return false;
  if (hasPrefix(octets, [0x20, 0x01, 0x00], 23)) return false; // 2001::/23: Teredo, benchmarking, ORCHID
  if (hasPrefix(octets, [0x20, 0x01, 0x0d, 0xb8], 32)) return false; // documentation
  if (hasPrefix(octets, [0x20, 0x02], 16)) return false; // 6to4
  if (hasPrefix(octets, [0x3f, 0xff, 0x00], 20)) return false; // documentation (RFC 9637)
  return true;
}

function hasPrefix(octets: Uint8Array, prefix: readonly number[], bits: number): boolean {
  for (let bit = 0; bit < bits; bit += 8) {
    const left = bits - bit;
    const mask = left >= 8 ? 0xff : (0xff << (8 - left)) & 0xff;
    if (((octets[bit >> 3] ?? 0) & mask) !== ((prefix[bit >> 3] ?? 0) & mask)) return false;
  }
  return true;
}
