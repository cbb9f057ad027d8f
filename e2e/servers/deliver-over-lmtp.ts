import { type LineConnection, openLineConnection } from './line-connection.ts';

export type Lmtp = { host: string; port: number };

/**
 * Delivers raw messages to one recipient over one LMTP connection (RFC 2033), in order.
 *
 * @throws Error with the server's answer when it refuses one
 */
export async function deliverOverLmtp(lmtp: Lmtp, from: string, to: string, rawMessages: Iterable<string | Buffer>): Promise<void> {
  const connection = await openLineConnection(lmtp.host, lmtp.port);
  try {
    await expectReply(connection, '220');
    connection.write('LHLO tests.invalid\r\n');
    await expectReply(connection, '250');
    for (const raw of rawMessages) {
      connection.write(`MAIL FROM:<${from}>\r\n`);
      await expectReply(connection, '250');
      connection.write(`RCPT TO:<${to}>\r\n`);
      await expectReply(connection, '250');
      connection.write('DATA\r\n');
      await expectReply(connection, '354');
      connection.write(dotStuffed(raw));
      await expectReply(connection, '250');
    }
    connection.write('QUIT\r\n');
  } finally {
    connection.close();
  }
}

async function expectReply(connection: LineConnection, code: string): Promise<void> {
  let line = await connection.readLine();
  while (line[3] === '-') line = await connection.readLine();
  if (!line.startsWith(code)) throw new Error(`LMTP server answered: ${line}`);
}

/** RFC 5321 §4.5.2, with bare LF and CR turned into CRLF, because LMTP carries lines. */
function dotStuffed(raw: string | Buffer): Buffer {
  const text = (typeof raw === 'string' ? Buffer.from(raw) : raw).toString('latin1').replaceAll(/\r\n|\r|\n/g, '\r\n');
  const stuffed = text.replaceAll(/^\./gm, '..');
  return Buffer.from(`${stuffed}${stuffed.endsWith('\r\n') ? '' : '\r\n'}.\r\n`, 'latin1');
}
