import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

type SwitchedLine = {
  port: number;
  /** From now on it leads elsewhere; open connections end. */
  leadTo(targetPort: number): void;
  stop(): Promise<void>;
};

/** A line to a server on this machine that can be led to another one while clients keep its port: a provider that changes its doors. */
export async function startSwitchedLine(firstTargetPort: number): Promise<SwitchedLine> {
  const sockets = new Set<Socket>();
  let targetPort = firstTargetPort;
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
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
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    leadTo(port) {
      targetPort = port;
      endAll();
    },
    async stop() {
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
