import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ensureCertificates } from '#e2e/servers/index.ts';
import { isMailError, type MailError } from '#lib/mail/index.ts';
import { startFakePop3 } from './testing/fake-pop3-server.ts';
import { hasMisbehaviours, misbehavingPop3, type Pop3Misbehaviour, pop3Misbehaviours } from './testing/misbehaving-pop3.ts';
import { listOf, openTestSession, testPassword, uidlOf } from './testing/open-session.ts';

const certificates = ensureCertificates();
const tlsOptions = { ca: [readFileSync(certificates.caFile, 'utf8')] };

const forms = [testPassword, Buffer.from(testPassword).toString('base64'), Buffer.from(`\0ana\0${testPassword}`).toString('base64')];

/** What comes of a try to sign in and look around: what the session showed, or why there is none. */
async function trySession(one: Pop3Misbehaviour, mode: 'starttls' | 'implicit') {
  await using server = await startFakePop3(misbehavingPop3(one, mode));
  let shown: unknown = null;
  let error: MailError | null = null;
  try {
    const session = await openTestSession(server.port, {
      tls: mode === 'implicit' ? 'tls' : 'starttls',
      tlsOptions,
      deadlines: { greetingMs: 20_000, loginMs: 20_000, replyMs: 20_000, quitMs: 20_000 },
    });
    shown = [await session.stat(), await listOf(session), await uidlOf(session)];
    await session.quit();
  } catch (reason) {
    if (!isMailError(reason)) throw reason;
    error = reason;
  }
  return { shown, error, clear: server.received.filter(({ isSecure }) => !isSecure).map(({ text }) => text) };
}

/** Their trick needs more than a script (mutual certificates, a second connection): what is left is a server that does STLS as it should. */
const plainServers = new Set(['pop3/Buffering/B_1', 'pop3/Negotiation/O_4']);

test.skipIf(!hasMisbehaviours)(
  'X7: every POP3 case of the misbehaviour corpus ends safely, no password in the clear (passed over where the corpus is absent)',
  async () => {
    const cases = pop3Misbehaviours();
    expect(cases.length).toBeGreaterThan(40);
    const working: string[] = [];
    const refusals: Record<string, string> = {};
    const inClear = new Set<string>();
    for (const one of cases) {
      for (const mode of ['starttls', 'implicit'] as const) {
        const { shown, error, clear } = await trySession(one, mode);
        const text = clear.join('\n');
        for (const form of forms) expect(text, `${one.id} over ${mode}`).not.toContain(form);
        expect(text, `${one.id} over ${mode}`).not.toMatch(/USER|PASS|AUTH|APOP|STAT|LIST|RETR/i);
        for (const line of clear) inClear.add(line);
        if (error !== null) {
          expect(error.kind, `${one.id} over ${mode}`).toMatch(/^(tls|protocol|network|refused|temporary|login-unavailable)$/);
          if (mode === 'starttls') refusals[one.id] = `${error.kind} ${error.code}`;
        } else {
          // nothing that came before TLS or login is counted
          expect(shown, `${one.id} over ${mode}`).toEqual([
            { messages: 1, sizeBytes: 22 },
            [{ number: 1, sizeBytes: 22 }],
            [{ number: 1, uid: 'uid-1' }],
          ]);
          if (mode === 'starttls') working.push(one.id);
        }
      }
    }
    expect(working.length).toBeGreaterThan(8);
    const mustRefuse = cases.filter(({ id }) => /\/(Negotiation|Buffering)\//.test(id) && !plainServers.has(id));
    for (const { id } of mustRefuse) expect(refusals[id], id).toMatch(/^tls (NO_STARTTLS|EARLY_BYTES)$/);
    expect(inClear).toEqual(new Set(['CAPA', 'STLS']));
  },
);
