import { type LineConnection, openLineConnection } from './line-connection.ts';

export type AppendMessage = { raw: string | Buffer; flags?: readonly string[]; receivedAtMs?: number };
type Target = { host: string; port: number; login: string; password: string };

const batchCount = 500;
const batchBytes = 8 * 1024 * 1024;

/**
 * Appends messages in order with MULTIAPPEND (RFC 3502) and non-synchronising literals (RFC 7888): the quickest way into a mailbox that
 * still leaves UIDs, MODSEQs and the server's caches to the server.
 */
export async function appendOverImap(target: Target, mailbox: string, messages: Iterable<AppendMessage>): Promise<void> {
  const connection = await openLineConnection(target.host, target.port);
  try {
    await connection.readLine();
    await command(connection, `LOGIN ${quoted(target.login)} ${quoted(target.password)}`);
    if (mailbox.toUpperCase() !== 'INBOX') await createWhenMissing(connection, mailbox);
    let batch: Buffer[] = [];
    let bytes = 0;
    const flush = async () => {
      if (batch.length === 0) return;
      await command(connection, Buffer.concat([Buffer.from(`APPEND ${quoted(mailbox)}`), ...batch]));
      batch = [];
      bytes = 0;
    };
    for (const message of messages) {
      const raw = typeof message.raw === 'string' ? Buffer.from(message.raw) : message.raw;
      const flags = message.flags === undefined ? '' : ` (${message.flags.join(' ')})`;
      const date = message.receivedAtMs === undefined ? '' : ` "${imapDateTime(message.receivedAtMs)}"`;
      batch.push(Buffer.concat([Buffer.from(`${flags}${date} {${raw.length}+}\r\n`), raw]));
      bytes += raw.length;
      if (batch.length >= batchCount || bytes > batchBytes) await flush();
    }
    await flush();
    connection.write('z LOGOUT\r\n');
  } finally {
    connection.close();
  }
}

async function createWhenMissing(connection: LineConnection, mailbox: string): Promise<void> {
  connection.write(`c CREATE ${quoted(mailbox)}\r\nd SUBSCRIBE ${quoted(mailbox)}\r\n`);
  const created = await tagged(connection, 'c');
  if (!created.startsWith('c OK') && !created.includes('[ALREADYEXISTS]')) throw new Error(`IMAP server answered: ${created}`);
  await tagged(connection, 'd');
}

async function command(connection: LineConnection, text: string | Buffer): Promise<void> {
  connection.write(Buffer.concat([Buffer.from('a '), Buffer.from(text), Buffer.from('\r\n')]));
  const answer = await tagged(connection, 'a');
  if (!answer.startsWith('a OK')) throw new Error(`IMAP server answered: ${answer}`);
}

async function tagged(connection: LineConnection, tag: string): Promise<string> {
  for (;;) {
    const line = await connection.readLine();
    if (line.startsWith(`${tag} `)) return line;
  }
}

const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** date-time of RFC 9051 §9, in UTC: `05-Jan-2026 09:08:07 +0000` */
function imapDateTime(atMs: number): string {
  const at = new Date(atMs);
  return `${String(at.getUTCDate()).padStart(2, '0')}-${months[at.getUTCMonth()]}-${at.getUTCFullYear()} ${at.toISOString().slice(11, 19)} +0000`;
}
