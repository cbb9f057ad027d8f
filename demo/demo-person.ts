import type { Socket } from 'node:net';
import hoodiecrow, { type ImapServer, type StoredMailbox } from 'hoodiecrow-imap';
import type { SampleMessage } from './sample-mail/index.ts';

/** What a demo person sees besides the inbox, with the attribute that names its role (RFC 6154). */
const roleMailboxes = { Drafts: '\\Drafts', Sent: '\\Sent', Archive: '\\Archive', Junk: '\\Junk', Trash: '\\Trash' } as const;
const plugins = [
  'ID',
  'IDLE',
  'LITERALPLUS',
  'NAMESPACE',
  'SPECIAL-USE',
  'UIDPLUS',
  'MOVE',
  'UNSELECT',
  'ENABLE',
  'CONDSTORE',
  'SASL-IR',
  'AUTH-PLAIN',
];

/** One mailbox of the demo: an IMAP server of its own, in memory, on a free port of the loopback address. */
export class DemoPerson {
  readonly address: string;
  readonly port: number;
  readonly #server: ImapServer;
  readonly #sockets: Set<Socket>;

  private constructor(address: string, port: number, server: ImapServer, sockets: Set<Socket>) {
    this.address = address;
    this.port = port;
    this.#server = server;
    this.#sockets = sockets;
  }

  /** @param uidValidity new at every start, so that nothing kept from an earlier one is taken for this mail (settled 9) */
  static async start(address: string, password: string, messages: readonly SampleMessage[], uidValidity: number): Promise<DemoPerson> {
    const folders: Record<string, StoredMailbox> = {};
    const inbox: StoredMailbox = { messages: [], uidvalidity: uidValidity };
    for (const [name, use] of Object.entries(roleMailboxes)) folders[name] = { messages: [], uidvalidity: uidValidity, 'special-use': use };
    for (const message of [...messages].sort((a, b) => a.receivedAtMs - b.receivedAtMs)) {
      const mailbox = message.mailbox === 'INBOX' ? inbox : folderOf(folders, message.mailbox, uidValidity);
      mailbox.messages?.push({
        raw: message.raw.toString('latin1'),
        flags: [...message.flags],
        internaldate: new Date(message.receivedAtMs),
      });
    }
    const server = hoodiecrow({ plugins, users: { [address]: { password } }, storage: { INBOX: inbox, '': { separator: '/', folders } } });
    const sockets = new Set<Socket>();
    server.server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const bound = server.server.address();
    if (bound === null || typeof bound === 'string') throw new Error('the demo server has no port');
    return new DemoPerson(address, bound.port, server, sockets);
  }

  /** A new message in the inbox; clients in IDLE hear of it at once. */
  deliver(raw: Buffer): void {
    this.#server.appendMessage('INBOX', [], false, raw.toString('latin1'));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function folderOf(folders: Record<string, StoredMailbox>, name: string, uidValidity: number): StoredMailbox {
  const folder = folders[name] ?? { messages: [], uidvalidity: uidValidity };
  folders[name] = folder;
  return folder;
}
