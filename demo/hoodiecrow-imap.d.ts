/** The part of hoodiecrow-imap 2.1 that the demo uses; the package has no types of its own. */
declare module 'hoodiecrow-imap' {
  import type { Server } from 'node:net';

  export type StoredMessage = { raw: string; flags: string[]; internaldate: Date | string };
  export type StoredMailbox = {
    messages?: StoredMessage[];
    uidvalidity?: number;
    'special-use'?: string;
    subscribed?: boolean;
    folders?: Record<string, StoredMailbox>;
  };
  export type ImapServer = {
    server: Server;
    listen(port: number, host: string, listening: () => void): void;
    close(closed: () => void): void;
    appendMessage(mailbox: string, flags: string[], internaldate: string | false, raw: string): unknown;
    on(event: 'error', listener: (error: Error) => void): void;
  };
  export default function hoodiecrow(options: {
    plugins: string[];
    users: Record<string, { password: string }>;
    storage: { INBOX: StoredMailbox; '': { separator: string; folders: Record<string, StoredMailbox> } };
  }): ImapServer;
}
