import { Secret, type TlsMode } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import type { Pop3ConnectOptions, Pop3Message, Pop3Session } from '../api.ts';
import { connectPop3 } from '../connect-pop3.ts';

export const testPassword = 'correct-horse "7\\battery';

/** What a test says to reach a server on loopback; everything can be told otherwise. */
export function connectOptions(
  port: number,
  more: Partial<Pop3ConnectOptions> & { tls?: TlsMode; login?: string; host?: string } = {},
): Pop3ConnectOptions {
  const { tls = 'plain', login = 'ana', host = '127.0.0.1', ...rest } = more;
  return {
    server: { host, port, tls, login },
    credential: { kind: 'password', password: new Secret(testPassword) },
    guard: createEgressGuard({ allowNetworks: '127.0.0.1/32', lookup: async () => [{ address: '127.0.0.1', family: 4 }] }),
    log: { debug: () => {} },
    ...rest,
  };
}

export const openTestSession = (port: number, more: Parameters<typeof connectOptions>[1] = {}): Promise<Pop3Session> =>
  connectPop3(connectOptions(port, more));

/** All octets of a message, one character each. */
export async function textOf({ octets }: Pick<Pop3Message, 'octets'>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of octets) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
}

export type ListEntry = { number: number; sizeBytes: number };
export type UidlEntry = { number: number; uid: string | null };

/** All lines of LIST. */
export async function listOf(session: Pop3Session): Promise<ListEntry[]> {
  const entries: ListEntry[] = [];
  await session.list((number, sizeBytes) => entries.push({ number, sizeBytes }));
  return entries;
}

/** All lines of UIDL; null: it is refused. */
export async function uidlOf(session: Pop3Session): Promise<UidlEntry[] | null> {
  const entries: UidlEntry[] = [];
  return (await session.uidl((number, uid) => entries.push({ number, uid }))) ? entries : null;
}
