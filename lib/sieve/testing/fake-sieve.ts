import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

export const capabilityLines = ['"IMPLEMENTATION" "fake"', '"SASL" "PLAIN"', '"SIEVE" "vacation include"', '"STARTTLS"', '"VERSION" "1.0"'];
export const capabilities = (...more: string[]): string => `${[...capabilityLines, ...more].join('\r\n')}\r\nOK\r\n`;

type Script = {
  greeting?: string;
  key: string;
  cert: string;
  /** what to say to a line, by its first word; null: nothing, 'hang-up' closes. Undefined: the usual answer */
  answer?: (line: string, session: { isSecure: boolean }) => string | null | 'hang-up' | undefined;
};

/** A ManageSieve server on a free loopback port that follows a script, for faults that a real one cannot be told to make. */
export async function startFakeSieve(script: Script) {
  const lines: { text: string; isSecure: boolean }[] = [];
  const sockets = new Set<Socket>();
  const serve = (socket: Socket, isSecure: boolean) => {
    let rest = '';
    socket.on('error', () => socket.destroy());
    const onData = (data: Buffer) => {
      rest += data.toString('latin1');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        lines.push({ text: line, isSecure });
        const given = script.answer?.(line, { isSecure });
        if (given === 'hang-up') socket.destroy();
        else if (given !== null) socket.write(given ?? usual(line), 'latin1');
        if (line === 'STARTTLS' && (given ?? usual(line)).startsWith('OK')) {
          socket.off('data', onData);
          const secureContext = createSecureContext({ key: script.key, cert: script.cert });
          const secure = new TLSSocket(socket, { isServer: true, secureContext });
          secure.once('secure', () => secure.write(capabilities()));
          return serve(secure, true);
        }
      }
    };
    socket.on('data', onData);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.write(script.greeting ?? capabilities(), 'latin1');
    serve(socket, false);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as { port: number }).port,
    lines,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function usual(line: string): string {
  if (line === 'CAPABILITY') return capabilities();
  return line === 'LISTSCRIPTS' ? '"one"\r\n"two" ACTIVE\r\nOK "done"\r\n' : 'OK\r\n';
}
