import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

const maxMessageBytes = 30 * 1024 * 1024;

export type DemoMailer = { port: number; close(): Promise<void> };

export type DemoDelivery = {
  /** null: no such login, or a wrong password */
  personOf(login: string, password: string): string | null;
  /** true when this sender may write to this address: only inside the pair (settled 9) */
  mayDeliver(sender: string, recipient: string): boolean;
  deliver(recipient: string, raw: Buffer): void;
};

/** The demo's outgoing server on a free port of the loopback address. Nothing ever leaves this process. */
export async function startDemoSmtp(delivery: DemoDelivery): Promise<DemoMailer> {
  const server = new SMTPServer({
    name: 'demo.postern.invalid',
    banner: 'Postern demo: mail stays inside',
    disabledCommands: ['STARTTLS'],
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: true,
    size: maxMessageBytes,
    disableReverseLookup: true,
    logger: false,
    onAuth(auth, _session, done) {
      const user = delivery.personOf(auth.username ?? '', auth.password ?? '');
      if (user === null) done(Object.assign(new Error('5.7.8 Authentication failed'), { responseCode: 535 }));
      else done(null, { user });
    },
    onMailFrom(address, session, done) {
      if (address.address.toLowerCase() === session.user) done();
      else done(Object.assign(new Error('5.7.60 You may only write as yourself here'), { responseCode: 550 }));
    },
    onRcptTo(address, session, done) {
      if (delivery.mayDeliver(String(session.user), address.address.toLowerCase())) done();
      else done(Object.assign(new Error('5.1.1 The demo delivers only between its two people'), { responseCode: 550 }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', done);
      stream.on('end', () => {
        if (stream.sizeExceeded) return done(Object.assign(new Error('5.3.4 Message too big for the demo'), { responseCode: 552 }));
        const received = `Received: from [127.0.0.1] by demo.postern.invalid with ESMTPA; ${new Date().toUTCString().replace('GMT', '+0000')}\r\n`;
        const raw = Buffer.concat([Buffer.from(received), ...chunks]);
        for (const recipient of session.envelope.rcptTo) delivery.deliver(recipient.address.toLowerCase(), raw);
        done(null, '2.0.0 Delivered inside the demo');
      });
    },
  });
  // A client that breaks off costs its own connection only.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
