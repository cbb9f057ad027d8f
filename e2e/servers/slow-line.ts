import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

export type SlowLine = {
  port: number;
  /** from now on as fast as the machine can */
  widen(): void;
  /** from now on at so many octets a second */
  narrow(octetsPerSecond: number): void;
  stop(): Promise<void>;
};

/** A narrow line to a server on this machine: what each connection brings comes at so many octets a second, what it takes goes at once. */
export async function startSlowLine(targetPort: number, octetsPerSecond: number): Promise<SlowLine> {
  const sockets = new Set<Socket>();
  const waiting = new Set<Socket>();
  let isNarrow = true;
  let rate = octetsPerSecond;
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far);
    far.on('data', (chunk) => {
      near.write(chunk);
      if (!isNarrow) return;
      far.pause();
      waiting.add(far);
      setTimeout(
        () => {
          waiting.delete(far);
          far.resume();
        },
        (chunk.length / rate) * 1000,
      ).unref();
    });
    far.on('end', () => near.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    widen: () => {
      isNarrow = false;
      for (const far of waiting) far.resume();
      waiting.clear();
    },
    narrow: (slower) => {
      isNarrow = true;
      rate = slower;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
