import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ensureCertificates } from '#e2e/servers/index.ts';
import { isMailError, type MailError } from '#lib/mail/index.ts';
import { startFakeImap } from './testing/fake-imap-server.ts';
import { hasMisbehaviours, type ImapMisbehaviour, imapMisbehaviours, misbehavingImap } from './testing/misbehaving-imap.ts';
import { openTestSession, testPassword } from './testing/open-session.ts';

const certificates = ensureCertificates();
const tlsOptions = { ca: [readFileSync(certificates.caFile, 'utf8')] };

const forms = [testPassword, Buffer.from(testPassword).toString('base64'), Buffer.from(`\0ana\0${testPassword}`).toString('base64')];

/** What comes of a try to sign in and look around: what the session showed, or why there is none. */
async function trySession(one: ImapMisbehaviour, mode: 'starttls' | 'implicit') {
  await using server = await startFakeImap(misbehavingImap(one, mode));
  let shown: unknown = null;
  let error: MailError | null = null;
  try {
    const session = await openTestSession(server.port, {
      tls: mode === 'implicit' ? 'tls' : 'starttls',
      tlsOptions,
      loginTimeoutMs: 1_000,
    });
    shown = [await session.examine('INBOX'), await session.list(), await session.allUids(), session.serverId];
    session.destroy();
  } catch (reason) {
    if (!isMailError(reason)) throw reason;
    error = reason;
  }
  return { shown, error, clear: server.received.filter(({ isSecure }) => !isSecure).map(({ text }) => text) };
}

/** Their trick is a referral, which nobody follows, or nothing that a script can play: what is left is a server that does STARTTLS. */
const plainServers = new Set(['imap/Buffering/B_1', 'imap/Negotiation/L_1_A', 'imap/Negotiation/M_2_A', 'imap/Negotiation/M_2_B']);

test.skipIf(!hasMisbehaviours)(
  'X7: every IMAP case of the misbehaviour corpus ends safely, no password in the clear (passed over where the corpus is absent)',
  async () => {
    const cases = imapMisbehaviours();
    expect(cases.length).toBeGreaterThan(60);
    const working: string[] = [];
    const inClear: Record<string, string[]> = {};
    for (const one of cases) {
      for (const mode of ['starttls', 'implicit'] as const) {
        const { shown, error, clear } = await trySession(one, mode);
        for (const form of forms) expect(clear.join('\n'), `${one.id} over ${mode}`).not.toContain(form);
        expect(clear.join('\n'), `${one.id} over ${mode}`).not.toMatch(/LOGIN|AUTHENTICATE|SELECT|EXAMINE/i);
        if (error !== null)
          expect(error.kind, `${one.id} over ${mode}`).toMatch(/^(tls|protocol|network|refused|temporary|login-unavailable)$/);
        else {
          // Nothing said before TLS or login is in folders, counts or messages.
          expect(
            JSON.stringify(shown, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
            `${one.id} over ${mode}`,
          ).not.toMatch(/Injected|7XiYhgS7|jcaZji2A|YFlgClUY|Payload|54321|12345|718\d{3}|"exists":[^2]/);
          if (mode === 'starttls') working.push(one.id);
        }
        if (mode === 'starttls') inClear[one.id] = clear.map((line) => line.replace(/^\w+ /, ''));
      }
    }
    expect(working.length).toBeGreaterThan(20);
    const refused = cases.filter(({ id }) => /\/(Negotiation|Buffering)\//.test(id) && !plainServers.has(id));
    for (const { id } of refused) expect(working).not.toContain(id);
    expect(new Set(Object.values(inClear).flat())).toEqual(new Set(['STARTTLS', 'CAPABILITY']));
  },
);
