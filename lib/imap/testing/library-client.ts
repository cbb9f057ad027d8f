import { createConnection } from 'node:net';
import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import type { ImapResponse, ImapTokens } from '../tokens.ts';
import { type FakeImapOptions, startFakeImap } from './fake-imap-server.ts';

export type Internals = ImapFlow & {
  exec(
    command: string,
    tokens: ImapTokens | false,
    options?: { untagged?: Record<string, (response: ImapResponse) => void>; onPlusTag?: () => void },
  ): Promise<{ response: ImapResponse; next: () => void }>;
  write(chunk: string): void;
  writeSocket: NodeJS.WritableStream;
  untaggedHandlers: Record<string, unknown>;
  preCheck: unknown;
};

/** Handlers by keyword; the keywords of the library are in upper case. */
export const hear = (keyword: string, handle: (response: ImapResponse) => void) => ({ untagged: { [keyword]: handle } });

export type LibraryLog = { src?: string; msg?: string; err?: { code?: string } };

/** The library itself, as this room sets it up, at a scripted server. */
export async function connected(server: FakeImapOptions = {}, more: Partial<ImapFlowOptions> = {}) {
  const fake = await startFakeImap(server);
  const logged: LibraryLog[] = [];
  const keep = (entry: LibraryLog) => logged.push(entry);
  const client = new ImapFlow({
    host: 'mail.example.test',
    port: 143,
    secure: false,
    doSTARTTLS: false,
    auth: { user: 'ana', pass: 'secret' },
    qresync: true,
    disableIMAP4rev2: true,
    disableAutoIdle: true,
    transport: {
      connect: (_where, onConnect) => createConnection({ host: '127.0.0.1', port: fake.port }, onConnect),
    },
    logger: { trace: keep, debug: keep, info: keep, warn: keep, error: keep },
    ...more,
  }) as Internals;
  const errors: { code?: string }[] = [];
  client.on('error', (error: { code?: string }) => errors.push(error));
  await client.connect();
  const end = async () => {
    client.close();
    await fake[Symbol.asyncDispose]();
  };
  return { fake, client, errors, logged, [Symbol.asyncDispose]: end };
}
