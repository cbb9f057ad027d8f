/**
 * Sign-ins for which a server offers SCRAM and refuses it before it saw a proof: it has the password in a form that does not go with it.
 * Each such refusal may count as a wrong password there, so it is not asked for again while this process lives.
 */
export type ScramRefusals = { has(server: ServerName): boolean; add(server: ServerName): void };
type ServerName = { host: string; port: number; login: string };

const mostKept = 10_000;

export function createScramRefusals(): ScramRefusals {
  const kept = new Set<string>();
  const nameOf = ({ host, port, login }: ServerName) => `${host}:${port} ${login}`;
  return {
    has: (server) => kept.has(nameOf(server)),
    add(server) {
      if (kept.size >= mostKept) kept.clear();
      kept.add(nameOf(server));
    },
  };
}
