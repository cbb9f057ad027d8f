import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';

/**
 * Tells Postfix who exists, by its socketmap protocol (socketmap_table(5): netstrings `name key`, answered `OK value` or `NOTFOUND `), from
 * the same files that Dovecot reads. A new person is there at once, without a reload.
 */
export function startRecipientsMap(dir: string, port: number): Promise<Server> {
  const server = createServer((socket) => {
    socket.unref();
    socket.on('error', () => socket.destroy());
    let rest = '';
    socket.on('data', (data) => {
      rest += data.toString('latin1');
      for (;;) {
        const request = takeNetstring(rest);
        if (request === null) return;
        rest = request.rest;
        const address = request.text.slice(request.text.indexOf(' ') + 1).toLowerCase();
        const answer = isAddress(address) && existsSync(join(dir, 'users', address)) ? 'OK yes' : 'NOTFOUND ';
        socket.write(`${answer.length}:${answer},`);
      }
    });
  });
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => resolve(server));
  });
}

/** Postfix asks for `@domain` too, and the key becomes a file name. */
const isAddress = (key: string) => /^[^@/]+@[^@/]+$/.test(key);

function takeNetstring(text: string): { text: string; rest: string } | null {
  const colon = text.indexOf(':');
  if (colon < 0) return null;
  const end = colon + 1 + Number(text.slice(0, colon));
  if (text.length <= end) return null;
  return { text: text.slice(colon + 1, end), rest: text.slice(end + 1) };
}
