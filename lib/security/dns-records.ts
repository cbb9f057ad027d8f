import { Resolver } from 'node:dns/promises';

export type MxRecord = { exchange: string; priority: number };
export type SrvRecord = { target: string; port: number; priority: number; weight: number };

/** Published records of a domain. Every answer is `[]` where there is none; @throws errors with the codes of the resolver (ESERVFAIL, ETIMEOUT …). */
export type DnsRecords = {
  /** each record's strings joined (RFC 7208 §3.3) */
  txt(name: string): Promise<string[]>;
  mx(name: string): Promise<MxRecord[]>;
  srv(name: string): Promise<SrvRecord[]>;
};

const tries = { timeout: 3_000, tries: 1 };
const none = new Set(['ENODATA', 'ENOTFOUND']);
const mostRecords = 50;
const longestText = 4_096;

/** Asks these name servers, or the system's. Answers are bounded: whoever publishes them is a stranger. */
export function createDnsRecords(servers: readonly string[] | null): DnsRecords {
  const resolver = new Resolver(tries);
  if (servers !== null) resolver.setServers([...servers]);
  const ask = async <T>(question: Promise<T[]>): Promise<T[]> => {
    try {
      return (await question).slice(0, mostRecords);
    } catch (error) {
      const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
      if (none.has(code)) return [];
      throw error;
    }
  };
  return {
    txt: async (name) => (await ask(resolver.resolveTxt(name))).map((strings) => strings.join('').slice(0, longestText)),
    mx: async (name) => (await ask(resolver.resolveMx(name))).sort((a, b) => a.priority - b.priority),
    srv: async (name) =>
      (await ask(resolver.resolveSrv(name)))
        .map(({ name: target, port, priority, weight }) => ({ target, port, priority, weight }))
        .sort((a, b) => a.priority - b.priority || b.weight - a.weight),
  };
}
