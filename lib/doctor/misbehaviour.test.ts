import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ensureCertificates } from '#e2e/servers/index.ts';
import type { DoctorProtocol, DoctorServiceReport } from '#lib/contract/index.ts';
import { startFakeImap } from '#lib/imap/testing/fake-imap-server.ts';
import { hasMisbehaviours, imapMisbehaviours, misbehavingImap } from '#lib/imap/testing/misbehaving-imap.ts';
import { Secret } from '#lib/mail/index.ts';
import { startFakePop3 } from '#lib/pop3/testing/fake-pop3-server.ts';
import { misbehavingPop3, pop3Misbehaviours } from '#lib/pop3/testing/misbehaving-pop3.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { startFakeSmtp } from '#lib/smtp/testing/fake-smtp.ts';
import { misbehavingSmtp, smtpMisbehaviours } from '#lib/smtp/testing/misbehaving-smtp.ts';
import { examineServer } from './index.ts';

const { caFile, trusted } = ensureCertificates();
const tlsOptions = { ca: [readFileSync(caFile, 'utf8')] };
const pair = { key: readFileSync(trusted.keyFile, 'utf8'), cert: readFileSync(trusted.certFile, 'utf8') };
const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32' });
const password = 'canary-battery-staple';
const forms = [password, Buffer.from(password).toString('base64'), Buffer.from(`\0ana\0${password}`).toString('base64')];

type Mode = 'starttls' | 'tls';
const walk = (protocol: DoctorProtocol, port: number, tls: Mode): Promise<DoctorServiceReport> =>
  examineServer(
    {
      server: { protocol, host: '127.0.0.1', port, tls, login: 'ana' },
      credential: { kind: 'password', secret: new Secret(password) },
      address: 'ana@example.test',
    },
    { guard, signal: new AbortController().signal, tlsOptions, replyMs: 500, connectMs: 2_000, looksForOtherWays: false },
  );

/** The password crosses no line that is not encrypted and stands in no report; a road that fails has one stage and one cause. */
function expectSafe(id: string, report: DoctorServiceReport, clear: string): void {
  for (const form of forms) {
    expect(clear, id).not.toContain(form);
    expect(JSON.stringify(report), id).not.toContain(form);
  }
  const failed = report.stages.filter(({ outcome }) => outcome === 'failed');
  expect(failed.length, id).toBe(report.finding === null ? 0 : 1);
}

const modes: readonly Mode[] = ['starttls', 'tls'];
const inClear = (received: readonly { text: string; isSecure: boolean }[]): string =>
  received
    .filter(({ isSecure }) => !isSecure)
    .map(({ text }) => text)
    .join('\n');

test.skipIf(!hasMisbehaviours)(
  'X7: the Doctor’s own client walks to every server of the misbehaviour corpus safely (passed over where the corpus is absent)',
  async () => {
    let walks = 0;
    for (const tls of modes) {
      const mode = tls === 'tls' ? 'implicit' : 'starttls';
      for (const one of imapMisbehaviours()) {
        await using server = await startFakeImap(misbehavingImap(one, mode));
        expectSafe(one.id, await walk('imap', server.port, tls), inClear(server.received));
        walks += 1;
      }
      for (const one of pop3Misbehaviours()) {
        await using server = await startFakePop3(misbehavingPop3(one, mode));
        expectSafe(one.id, await walk('pop3', server.port, tls), inClear(server.received));
        walks += 1;
      }
      for (const one of smtpMisbehaviours()) {
        const server = await startFakeSmtp({ tls, ...pair, ...misbehavingSmtp(one) });
        expectSafe(one.id, await walk('smtp', server.port, tls), server.clear());
        await server.stop();
        walks += 1;
      }
    }
    expect(walks).toBeGreaterThan(300);
  },
  180_000,
);
