/** Providers whose servers bear another domain than the one they are reached at: what stands in their own fields. */
const houses: readonly { reached: string; names: readonly string[] }[] = [
  { reached: 'gmail.com', names: ['google.com'] },
  { reached: 'googlemail.com', names: ['google.com'] },
  { reached: 'office365.com', names: ['outlook.com'] },
  { reached: 'outlook.com', names: ['outlook.com'] },
  { reached: 'fastmail.com', names: ['messagingengine.com'] },
  { reached: 'mail.me.com', names: ['icloud.com', 'apple.com'] },
  { reached: 'yahoo.com', names: ['yahoo.com'] },
  { reached: 'aol.com', names: ['yahoo.com', 'aol.com'] },
  { reached: 'gmx.net', names: ['gmx.net'] },
  { reached: 'gmx.com', names: ['gmx.com', 'gmx.net'] },
  { reached: 'web.de', names: ['web.de'] },
  { reached: 'zoho.com', names: ['zohomail.com'] },
  { reached: 'zoho.eu', names: ['zohomail.eu'] },
];

/**
 * Whether a host name, in lower case, is a server of the provider of this account: its mail server's own name, a host beside that, a host of
 * the address's domain, or what is known of large providers. Decides whose results count (RFC 8601 §5), so it rather says no.
 */
export function providerHosts(incomingHost: string, address: string): (host: string) => boolean {
  const incoming = incomingHost.toLowerCase();
  const own = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  const house = houses.find(({ reached }) => isAtOrBelow(incoming, reached));
  const parent = incoming.slice(incoming.indexOf('.') + 1);
  const domains = house === undefined ? [own, ...(isOwnable(parent) ? [parent] : [])] : house.names;
  return (host) => {
    const name = host.replace(/\.$/, '');
    return name === incoming || domains.some((domain) => domain !== '' && isAtOrBelow(name, domain));
  };
}

const isAtOrBelow = (host: string, domain: string): boolean => host === domain || host.endsWith(`.${domain}`);

/** Not what many share: `example.org` is, `org` and `co.uk` are not. Where it is unsure it is not. */
function isOwnable(domain: string): boolean {
  const labels = domain.split('.');
  const last = labels.at(-1) ?? '';
  if (labels.length < 2 || /^\d+$/.test(last)) return false;
  return labels.length > 2 || last.length > 2 || (labels[0]?.length ?? 0) > 3;
}
