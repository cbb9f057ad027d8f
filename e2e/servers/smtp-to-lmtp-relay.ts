import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { deliverOverLmtp, type Lmtp } from './deliver-over-lmtp.ts';

/**
 * What stands behind Dovecot's submission service where Postfix cannot run: takes mail of the one domain, refuses unknown people and other
 * domains as Postfix does, and hands the rest to Dovecot over LMTP.
 */
export function startSmtpToLmtpRelay(dir: string, domain: string, port: number, lmtp: Lmtp, maxBytes: number): Promise<SMTPServer> {
  const faults: Record<string, { code: number; text: string }> = {
    [`busy@${domain}`]: { code: 451, text: 'Busy, try again later' },
    [`full@${domain}`]: { code: 452, text: 'Mailbox full' },
    [`never@${domain}`]: { code: 550, text: 'Not wanted here' },
  };
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: maxBytes,
    // smtp-server then puts the enhanced status code of each number in front; without them Dovecot would make each x.0.0
    hideENHANCEDSTATUSCODES: false,
    onRcptTo(address, _session, done) {
      const to = address.address.toLowerCase();
      const fault = faults[to] ?? refusalOf(to);
      done(fault === null ? null : Object.assign(new Error(fault.text), { responseCode: fault.code }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
        const raw = Buffer.concat(chunks);
        const deliveries = session.envelope.rcptTo.map((to) => deliverOverLmtp(lmtp, from, to.address, [raw]));
        Promise.all(deliveries).then(
          () => done(null, 'Delivered'),
          (error: Error) => done(error),
        );
      });
    },
  });
  function refusalOf(to: string) {
    if (!to.endsWith(`@${domain}`)) return { code: 554, text: 'Relay access denied' };
    if (to.includes('/') || !existsSync(join(dir, 'users', to))) return { code: 550, text: 'Recipient address rejected: User unknown' };
    return null;
  }
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.server.unref();
      resolve(server);
    });
  });
}
