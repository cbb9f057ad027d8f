import { expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { isMailError, Secret, type TlsMode } from '#lib/mail/index.ts';
import { createEgressGuard } from '#lib/security/index.ts';
import { probeSmtp, type SmtpAccess, submitMessage } from './index.ts';
import { openSmtp, usualDeadlines } from './smtp-connection.ts';

const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32' });
const signal = new AbortController().signal;

async function startAccount(tls: TlsMode) {
  const servers = await sharedMailServers();
  const user = await servers.newUser('sender');
  const port = tls === 'tls' ? servers.smtp.tlsPort : servers.smtp.starttlsPort;
  const access: SmtpAccess = { server: { host: 'localhost', port, tls, login: user.login }, password: new Secret(user.password), guard };
  return { servers, user, access };
}

for (const tls of ['tls', 'starttls'] as const) {
  test(`Postfix over ${tls}: the message arrives, each refused recipient is named`, async () => {
    const { servers, user, access } = await startAccount(tls);
    const friend = await servers.newUser('friend');
    const text = `From: ${user.address}\r\nTo: ${friend.address}\r\nSubject: to Postfix\r\nMessage-ID: <${crypto.randomUUID()}@example.test>\r\n\r\n.one dot\r\n..two\r\nend\r\n`;
    const result = await submitMessage(
      access,
      {
        from: user.address,
        recipients: [friend.address, 'never@example.test', 'busy@example.test', 'full@example.test', 'x@elsewhere.example'],
        sizeBytes: Buffer.byteLength(text),
        octets: async function* () {
          yield Buffer.from(text);
        },
      },
      { signal, onState: async () => undefined },
    );
    expect(result.outcome).toBe('partial');
    expect(result.recipients.map((one) => [one.accepted, one.code?.[0]])).toEqual([
      [true, '2'],
      [false, '5'],
      [false, '4'],
      [false, '4'],
      [false, '5'],
    ]);
    const fetched = async () => servers.doveadm(['fetch', '-u', friend.login, 'text', 'mailbox', 'INBOX', 'subject', 'to Postfix']);
    await expect.poll(fetched, { timeout: 10_000 }).toContain('.one dot');
    expect((await fetched()).replaceAll('\r\n', '\n')).toContain('\n.one dot\n..two\nend\n');
  });
}

test('the sign-in check: right and wrong password against Postfix', async () => {
  const { access } = await startAccount('starttls');
  await probeSmtp(access, { signal });
  const wrong = await probeSmtp({ ...access, password: new Secret('wrong') }, { signal }).catch((error: unknown) => error);
  expect(isMailError(wrong) && [wrong.kind, wrong.stage, wrong.code]).toEqual(['login-refused', 'auth', '535']);
});

test('library contract: what we read out of nodemailer is where we read it', async () => {
  const { access } = await startAccount('tls');
  const connection = await openSmtp(access, usualDeadlines, signal);
  const { maxSizeBytes, eightBitMime } = connection.offer();
  expect(maxSizeBytes).toBeGreaterThan(1_000);
  expect(connection.sizeLine()).toBe(`SIZE ${maxSizeBytes}`);
  expect(eightBitMime).toBe(true);
  expect(connection.envelope()).toEqual({ accepted: [], refused: [] });
  connection.quit();
});
