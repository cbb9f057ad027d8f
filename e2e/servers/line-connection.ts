import { connect, type Socket } from 'node:net';

const deadlineMs = 60_000;

/** A connection to one of our own test servers, read line by line. Not for hostile peers: it trusts what it reads. */
export type LineConnection = {
  write(data: string | Buffer): void;
  /** next line without CRLF; throws when the connection ends or nothing comes for a minute */
  readLine(): Promise<string>;
  close(): void;
};

export function openLineConnection(host: string, port: number): Promise<LineConnection> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host, port, noDelay: true });
    const lines: string[] = [];
    let rest = '';
    let ended: Error | null = null;
    let waiting: { resolve: (line: string) => void; reject: (error: Error) => void } | null = null;
    const end = (error: Error) => {
      ended ??= error;
      waiting?.reject(ended);
      waiting = null;
      reject(ended);
      socket.destroy();
    };
    socket.setTimeout(deadlineMs, () => end(new Error(`${host}:${port} was silent for ${deadlineMs} ms`)));
    socket.on('error', end);
    socket.on('close', () => end(new Error(`${host}:${port} closed the connection`)));
    socket.on('data', (data) => {
      const parts = (rest + data.toString('latin1')).split('\r\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
      const line = waiting === null ? undefined : lines.shift();
      if (line === undefined) return;
      waiting?.resolve(line);
      waiting = null;
    });
    socket.once('connect', () =>
      resolve({
        write: (data) => void socket.write(data),
        readLine: () =>
          new Promise((resolveLine, rejectLine) => {
            const line = lines.shift();
            if (line !== undefined) resolveLine(line);
            else if (ended) rejectLine(ended);
            else waiting = { resolve: resolveLine, reject: rejectLine };
          }),
        close: () => socket.destroy(),
      }),
    );
  });
}
