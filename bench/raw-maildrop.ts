import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';

/** How far the floor asks ahead of the answers: enough that the server never waits. */
const ahead = 100;

export type MaildropFloor = { messagesPerSecond: number; megabytesPerSecond: number; megabytes: number };

/** The least that any client needs: a bare socket that asks for every message and counts octets and terminators (RFC 1939 §5). */
export async function measureMaildropFloor(
  server: { port: number; caFile: string },
  user: { login: string; password: string },
  count: number,
): Promise<MaildropFloor> {
  const socket = connect({ host: '127.0.0.1', port: server.port, servername: 'localhost', ca: readFileSync(server.caFile) });
  const answer = (line: string | null) =>
    new Promise<string>((resolve, reject) => {
      socket.once('data', (chunk) => resolve(chunk.toString('latin1')));
      socket.once('error', reject);
      if (line !== null) socket.write(`${line}\r\n`);
    });
  await answer(null);
  await answer(`USER ${user.login}`);
  await answer(`PASS ${user.password}`);
  const startMs = performance.now();
  const octets = await new Promise<number>((resolve, reject) => {
    let asked = 0;
    let whole = 0;
    let total = 0;
    let tail = Buffer.alloc(0);
    const ask = () => {
      let lines = '';
      while (asked < count && asked - whole < ahead) {
        asked += 1;
        lines += `RETR ${asked}\r\n`;
      }
      if (lines !== '') socket.write(lines);
    };
    socket.once('error', reject);
    socket.on('data', (chunk: Buffer) => {
      total += chunk.length;
      const seen = Buffer.concat([tail, chunk]);
      let from = 0;
      for (let end = seen.indexOf('\r\n.\r\n'); end >= 0; end = seen.indexOf('\r\n.\r\n', from)) {
        whole += 1;
        from = end + 5;
      }
      tail = seen.subarray(Math.max(from, seen.length - 4));
      if (whole >= count) resolve(total);
      else ask();
    });
    ask();
  });
  const ms = performance.now() - startMs;
  socket.destroy();
  return { messagesPerSecond: (count / ms) * 1_000, megabytesPerSecond: octets / ms / 1_000, megabytes: octets / 1e6 };
}
