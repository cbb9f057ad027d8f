import { XMLParser } from 'fast-xml-parser';
import type { ProviderFacts } from '#lib/config/index.ts';
import { parseProviderTable } from '#lib/config/index.ts';

const longest = 64 * 1024;

/** Text only: no entity is expanded, nothing is loaded. Attributes are named with @. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  processEntities: false,
  parseTagValue: false,
  isArray: (name) => ['incomingServer', 'outgoingServer', 'authentication', 'documentation', 'emailProvider'].includes(name),
});

type Node = Record<string, unknown>;
const nodes = (value: unknown): Node[] =>
  (Array.isArray(value) ? value : []).filter((each): each is Node => typeof each === 'object' && each !== null);
const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

const modes: Record<string, string> = { SSL: 'tls', STARTTLS: 'starttls', plain: 'plain' };
const logins: Record<string, string> = {
  '%EMAILADDRESS%': 'email',
  '%EMAILLOCALPART%': 'local',
  '%EMAILLOCALPART%.%EMAILDOMAIN%': 'local.domain',
  '': 'email',
};
const ways: Record<string, string> = {
  'password-cleartext': 'password',
  plain: 'password',
  'password-encrypted': 'cram',
  secure: 'cram',
  OAuth2: 'oauth2',
  none: 'none',
  'client-IP-address': 'none',
};

/**
 * Settings as a provider publishes them for mail programs (Mozilla's autoconfig format, draft-ietf-mailmaint-autoconfig): the first
 * provider in the file, servers in its order.
 *
 * @returns null for anything that is not such a file: too long, with a document type, without a usable server
 */
export function readAutoconfig(xml: string): ProviderFacts | null {
  if (xml.length > longest || /<!DOCTYPE|<!ENTITY/i.test(xml)) return null;
  let root: Node;
  try {
    root = parser.parse(xml) as Node;
  } catch {
    return null;
  }
  const config = root.clientConfig as Node | undefined;
  const [provider] = nodes(config?.emailProvider);
  if (provider === undefined) return null;
  const documentation = nodes(provider.documentation)[0]?.['@url'];
  const facts = {
    n: text(provider.displayName).slice(0, 100) || null,
    in: nodes(provider.incomingServer).filter(isKnown).slice(0, 20).map(serverOf),
    out: nodes(provider.outgoingServer).filter(isKnown).slice(0, 20).map(serverOf),
    doc: typeof documentation === 'string' && /^https:\/\//.test(documentation) ? documentation : null,
  };
  return checked(facts);
}

/** Whatever was published, in the shape of a table's provider; null where it is none. */
export function checked(provider: unknown): ProviderFacts | null {
  const parsed = parseProviderTable({ domains: {}, providers: { published: provider } });
  return parsed.ok ? (parsed.table.providers.published ?? null) : null;
}

/** Kinds and modes that we speak; a file may name others too (Exchange, JMAP). */
const isKnown = (server: Node): boolean => ['imap', 'pop3', 'smtp'].includes(text(server['@type'])) && text(server.socketType) in modes;

function serverOf(server: Node) {
  const offered = (Array.isArray(server.authentication) ? server.authentication : []).flatMap((way) => ways[text(way)] ?? []);
  return {
    t: text(server['@type']),
    h: text(server.hostname).replaceAll('%EMAILDOMAIN%', '%emaildomain%'),
    p: Number(text(server.port)),
    s: modes[text(server.socketType)],
    u: logins[text(server.username)] ?? 'other',
    a: offered.length === 0 ? ['password'] : offered,
  };
}
