import { type JoinedLine, joinSockets } from './join-sockets.ts';

type SwitchedLine = Pick<JoinedLine, 'port' | 'stop'> & {
  /** From now on it leads elsewhere; open connections end. */
  leadTo(targetPort: number): void;
};

/** A line to a server on this machine that can be led to another one while clients keep its port: a provider that changes its doors. */
export async function startSwitchedLine(firstTargetPort: number): Promise<SwitchedLine> {
  let targetPort = firstTargetPort;
  const line = await joinSockets(
    () => targetPort,
    (near, far) => void far.pipe(near),
  );
  return {
    ...line,
    leadTo(port) {
      targetPort = port;
      line.endAll();
    },
  };
}
